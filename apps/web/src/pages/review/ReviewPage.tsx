import { useDeferredValue, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Dialogue } from '../../components/Dialogue';
import { Notice } from '../../components/Notice';
import { useVocabulary } from '../../components/useVocabulary';
import { Waiting } from '../../components/Waiting';
import { outweighed } from './corrected';
import { DocumentPane } from './DocumentPane';
import { exportReport } from './exportReport';
import { ItemsPane } from './ItemsPane';
import { useLit } from './lit';
import { RecentReviews } from './RecentReviews';
import { RecordDialogue } from './RecordDialogue';
import { Report } from './Report';
import { sectionsOf } from './sections';
import { Start, useOpenFiles } from './Start';
import { reviewStore, useReview, type ReviewState } from './store';
import { Toolbar } from './Toolbar';
import './review.css';

// Files dropped anywhere on the page, and text or files pasted where nothing is being typed.
function useDropAndPaste(onFiles: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const dragOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) {
        event.preventDefault();
        onFiles(files);
        return;
      }
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, select');
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (typing !== null && typing !== false) return;
      if (text.trim() !== '') reviewStore.open({ text }, 'pasted text');
    };
    document.addEventListener('dragover', dragOver);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('dragover', dragOver);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
      document.removeEventListener('paste', paste);
    };
  }, [onFiles]);
  return over;
}

function Desk({ state, onFiles }: { state: ReviewState; onFiles: (files: File[]) => void }) {
  const definitions = useVocabulary();
  const lit = useLit();
  const report = useRef<HTMLElement>(null);
  const [recording, setRecording] = useState(false);
  const [recent, setRecent] = useState(false);
  // The report is for paper: it may come a moment later than the screen.
  const reported = useDeferredValue(state);
  const { answer } = state;

  useLayoutEffect(() => {
    if (answer === null || performance.getEntriesByName('review-opened').length === 0) return;
    performance.measure('review-first-answer', 'review-opened');
    performance.clearMarks('review-opened');
  }, [answer]);

  const sections = useMemo(
    () => (answer === null ? [] : sectionsOf(answer.facts_case, state.item)),
    [answer, state.item],
  );
  const marked = useMemo(
    () => outweighed(state.asRead[state.item]?.facts ?? {}, state.item, state.corrections),
    [state.asRead, state.item, state.corrections],
  );
  if (answer === null) return null;
  const name = answer.case.case === '' ? state.name : answer.case.case;
  return (
    <>
      <div className="desk screen-only">
        <Toolbar
          state={state}
          onFiles={onFiles}
          onPrint={() => window.print()}
          onExport={() => {
            if (report.current) exportReport(report.current, name);
          }}
          onRecord={() => setRecording(true)}
          onRecent={() => setRecent(true)}
        />
        {state.phase === 'failed' && (
          <Notice kind="error" title="What is shown is not up to date.">
            <p>{state.problem?.detail ?? state.problem?.title}</p>
          </Notice>
        )}
        <div className="desk-panes">
          <section className="panel pane" aria-label="Text" tabIndex={-1}>
            <DocumentPane
              predicted={answer.case}
              sections={sections}
              item={state.item}
              facts={answer.case.items[state.item]?.facts ?? {}}
              marked={marked}
              lit={lit.evidence}
              litKey={lit.wish}
              definitions={definitions}
              corrections={state.corrections}
            />
          </section>
          <section className="panel pane" aria-label="Items">
            {answer.case.items.length === 0 ? (
              <div className="pane-empty">
                <Notice kind="warning" title="No request in dispute was found.">
                  <p>
                    Is this a request or a letter? Write the request in a line of its own, beginning
                    with “Request:”, or use a case file.
                  </p>
                </Notice>
              </div>
            ) : (
              <ItemsPane state={state} lit={lit} definitions={definitions} />
            )}
          </section>
        </div>
      </div>
      <Report ref={report} state={reported} />
      <RecordDialogue
        items={answer.case.items}
        isOpen={recording}
        onClose={() => setRecording(false)}
      />
      <Dialogue title="Recent reviews" isOpen={recent} onClose={() => setRecent(false)} wide>
        <RecentReviews />
      </Dialogue>
    </>
  );
}

// ?corpus=NAME&case=ID, as the Accuracy page links to a letter, opens it; the address then is that
// of the page again, so that a later look at the page keeps what is open.
function useCaseOfCorpus(): void {
  const search = useSearch();
  const [, navigate] = useLocation();
  useEffect(() => {
    const asked = new URLSearchParams(search);
    const corpus = asked.get('corpus');
    const name = asked.get('case');
    if (corpus === null || name === null) return;
    const view = asked.get('view') === 'record' ? 'record' : 'prescreen';
    const item = Number(asked.get('item') ?? 0);
    reviewStore.openOfCorpus({ corpus, case: name }, view, Number.isInteger(item) ? item : 0);
    navigate('/review', { replace: true });
  }, [search, navigate]);
}

export default function ReviewPage() {
  useCaseOfCorpus();
  const state = useReview();
  const { open, problem } = useOpenFiles();
  const over = useDropAndPaste(open);
  return (
    <div className="review" data-over={over}>
      {state.answer !== null ? (
        <Desk state={state} onFiles={open} />
      ) : state.phase === 'reading' ? (
        <Waiting what="Reading" />
      ) : (
        <Start state={state} onFiles={open} problem={problem} />
      )}
      {over && (
        <div className="drop-hint" aria-hidden="true">
          Drop to read it
        </div>
      )}
    </div>
  );
}
