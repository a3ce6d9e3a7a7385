import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { messageOf } from '../../api/client';
import { Notice } from '../../components/Notice';
import { addFiles } from '../worklist/store';
import { acceptedFiles, documentOfFile, holdsSeveralCases } from './documents';
import { RecentReviews } from './RecentReviews';
import { samples } from './samples';
import { reviewStore, type ReviewState } from './store';

// Opens one file in the review, several in the worklist.
export function useOpenFiles(): {
  open: (files: File[]) => void;
  problem: string;
} {
  const [, navigate] = useLocation();
  const [problem, setProblem] = useState('');
  const open = (files: File[]) => {
    const [first] = files;
    if (first === undefined) return;
    setProblem('');
    if (files.length > 1 || holdsSeveralCases(first.name)) {
      addFiles(files);
      navigate('/worklist');
      return;
    }
    documentOfFile(first).then(
      (document) => reviewStore.open(document, first.name),
      (error: unknown) => setProblem(messageOf(error)),
    );
  };
  return { open, problem };
}

export function FileButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        Open …
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={`${acceptedFiles},.jsonl,.ndjson`}
        aria-label="Open a file"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}

// Where a review begins: paste, drop, open, or look at a sample.
export function Start({
  state,
  onFiles,
  problem,
}: {
  state: ReviewState;
  onFiles: (files: File[]) => void;
  problem: string;
}) {
  const [text, setText] = useState('');
  const failed = state.phase === 'failed' ? state.problem : null;
  return (
    <div className="page start">
      <h1>Review a request</h1>
      {failed !== null && (
        <Notice kind="error" title="This could not be read.">
          <p>{failed.detail ?? failed.title}</p>
        </Notice>
      )}
      {problem !== '' && (
        <Notice kind="error" title="The file could not be opened.">
          <p>{problem}</p>
        </Notice>
      )}
      <div className="start-columns">
        <section className="panel start-input" aria-label="What to read">
          <label className="start-label" htmlFor="start-text">
            Paste a letter, a request or a record – or drop a file anywhere on this page.
          </label>
          <textarea
            id="start-text"
            className="input start-text"
            value={text}
            spellCheck={false}
            placeholder="Ctrl+V"
            onChange={(event) => setText(event.target.value)}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData('text/plain');
              if (text.trim() !== '' || pasted.trim() === '') return;
              event.preventDefault();
              reviewStore.open({ text: pasted }, 'pasted text');
            }}
          />
          <div className="start-buttons">
            <button
              type="button"
              className="button button-main"
              disabled={text.trim() === ''}
              onClick={() => reviewStore.open({ text }, 'typed text')}
            >
              Read it
            </button>
            <FileButton onFiles={onFiles} />
            <span className="soft small">
              Text, PDF, YAML, JSON or FHIR. Several files, or JSON lines, open in the Worklist.
            </span>
          </div>
        </section>
        <section className="start-side" aria-label="Samples and recent reviews">
          <div className="panel start-block">
            <h2>Try a sample</h2>
            <p className="soft small">Invented cases that come with the program.</p>
            <ul className="start-samples">
              {samples.map((sample) => (
                <li key={sample.name}>
                  <button
                    type="button"
                    className="button button-quiet"
                    onClick={() => reviewStore.open({ text: sample.text }, sample.name)}
                  >
                    {sample.title}
                  </button>
                </li>
              ))}
            </ul>
          </div>
          <div className="panel start-block">
            <h2>Recent reviews</h2>
            <RecentReviews />
          </div>
        </section>
      </div>
    </div>
  );
}
