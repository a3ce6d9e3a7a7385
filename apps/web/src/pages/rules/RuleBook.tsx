import { useDeferredValue, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { messageOf } from '../../api/client';
import { guideline, guidelines, ruleFiles, type GuidelineEntry } from '../../api/rules';
import { Notice } from '../../components/Notice';
import { useLoaded } from '../../components/useLoaded';
import { Waiting } from '../../components/Waiting';
import { fileAddress, guidelineAddress } from './addresses';
import { isChanged, useDrafts } from './drafts';
import { GuidelineText } from './GuidelineText';
import { inForce, treatmentText, validityText } from './words';

interface Choice {
  query: string;
  source: string;
  treatment: string;
  day: string;
}

const everything: Choice = { query: '', source: '', treatment: '', day: '' };

// What was looked for last, kept while the page is away.
let remembered: Choice = everything;

function useChoice(): [Choice, (change: Partial<Choice>) => void] {
  const [choice, setChoice] = useState(remembered);
  const change = (part: Partial<Choice>) => {
    remembered = { ...choice, ...part };
    setChoice(remembered);
  };
  return [choice, change];
}

// The entries that the server finds for the words and the treatment, after a pause in typing.
function useFound(query: string, treatment: string) {
  const [found, setFound] = useState<GuidelineEntry[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const control = new AbortController();
    const timer = setTimeout(
      () => {
        guidelines({ q: query.trim(), treatment }, control.signal)
          .then((entries) => {
            setFound(entries);
            setProblem(null);
          })
          .catch((error: unknown) => {
            if (!control.signal.aborted) setProblem(messageOf(error));
          });
      },
      query === '' ? 0 : 150,
    );
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [query, treatment]);
  return { found, problem };
}

function Filters({
  choice,
  change,
  treatments,
}: {
  choice: Choice;
  change: (part: Partial<Choice>) => void;
  treatments: string[];
}) {
  return (
    <div className="book-filters">
      <input
        type="search"
        className="input book-search"
        aria-label="Search the rule book"
        placeholder="Search titles, criteria, citations"
        value={choice.query}
        onChange={(event) => change({ query: event.target.value })}
      />
      <select
        className="input"
        aria-label="Treatment"
        value={choice.treatment}
        onChange={(event) => change({ treatment: event.target.value })}
      >
        <option value="">All treatments</option>
        {treatments.map((code) => (
          <option key={code} value={code}>
            {treatmentText(code)}
          </option>
        ))}
      </select>
      <div className="book-filters-row">
        <select
          className="input"
          aria-label="Source"
          value={choice.source}
          onChange={(event) => change({ source: event.target.value })}
        >
          <option value="">All sources</option>
          {['MTUS', 'ACOEM', 'ODG', 'other'].map((source) => (
            <option key={source}>{source}</option>
          ))}
        </select>
        <label className="field">
          <span className="field-label">In force on</span>
          <input
            type="date"
            className="input"
            value={choice.day}
            onChange={(event) => change({ day: event.target.value })}
          />
        </label>
      </div>
    </div>
  );
}

function Entries({ entries, shown }: { entries: GuidelineEntry[]; shown: string | null }) {
  const drafts = useDrafts();
  return (
    <ul className="book-entries">
      {entries.map((entry) => (
        <li key={entry.id}>
          <Link
            href={guidelineAddress(entry.id)}
            className="book-entry"
            aria-current={entry.id === shown ? 'true' : undefined}
          >
            <span className="book-entry-title">{entry.title}</span>
            <span className="book-entry-about">
              <span className="tag">{entry.source}</span> {validityText(entry.in_force)}
              {isChanged(drafts.get(entry.file)) && <strong> · edited, not saved</strong>}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function OtherFiles() {
  const drafts = useDrafts();
  const files = useLoaded('files', ruleFiles);
  const others = (files.value ?? []).filter((file) => !file.path.startsWith('guidelines/'));
  if (others.length === 0) return null;
  return (
    <details className="book-files">
      <summary>Words, weights and base rates ({others.length} files)</summary>
      <ul className="book-entries">
        {others.map((file) => (
          <li key={file.path}>
            <Link href={fileAddress(file.path)} className="book-entry mono">
              {file.path}
              {isChanged(drafts.get(file.path)) && <strong> · edited</strong>}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Unsaved() {
  const drafts = useDrafts();
  const changed = [...drafts].filter(([, draft]) => isChanged(draft)).map(([path]) => path);
  if (changed.length === 0) return null;
  return (
    <Notice kind="warning" title="Edited, not saved: ">
      {changed.map((path, index) => (
        <span key={path}>
          {index > 0 && ', '}
          <Link href={fileAddress(path)} className="mono">
            {path}
          </Link>
        </span>
      ))}
    </Notice>
  );
}

function Reading({ id }: { id: string }) {
  const loaded = useLoaded(id, (signal) => guideline(id, signal));
  if (loaded.problem !== null) return <Notice kind="error">{loaded.problem}</Notice>;
  if (!loaded.value) return <Waiting what="Opening the guideline" />;
  return <GuidelineText guideline={loaded.value} />;
}

function Opening({ entries }: { entries: GuidelineEntry[] }) {
  const criteria = entries.reduce((sum, entry) => sum + entry.criteria, 0);
  return (
    <div className="panel book-opening">
      <h2>The rules behind every prediction</h2>
      <p>
        {entries.length} guidelines with {criteria} criteria. Each says for which requests it
        speaks, from when to when it is in force, what a request needs, and where the guideline says
        so. A prediction is judged by those in force on the day of its utilization review.
      </p>
      <p>
        Choose a guideline on the left to read it in plain English, try a change, or correct it.
      </p>
    </div>
  );
}

// The guidelines in plain English, to be searched and read.
export function RuleBook({ shown }: { shown: string | null }) {
  const [choice, change] = useChoice();
  const query = useDeferredValue(choice.query);
  const { found, problem } = useFound(query, choice.treatment);
  const all = useLoaded('all', (signal) => guidelines({}, signal));
  const treatments = [...new Set((all.value ?? []).flatMap((entry) => entry.treatments))].sort();
  const entries = (found ?? []).filter(
    (entry) =>
      (choice.source === '' || entry.source === choice.source) &&
      (choice.day === '' || inForce(entry.in_force, choice.day)),
  );
  return (
    <div className="book">
      <aside className="book-side" aria-label="Guidelines">
        <h1 className="book-title">Rules</h1>
        <Filters choice={choice} change={change} treatments={treatments} />
        {problem !== null && <Notice kind="error">{problem}</Notice>}
        <p className="book-count soft small" role="status">
          {found === null
            ? 'Searching …'
            : `${entries.length} of ${all.value?.length ?? entries.length} guidelines`}
        </p>
        <Entries entries={entries} shown={shown} />
        <OtherFiles />
      </aside>
      <div className="book-main">
        <Unsaved />
        {shown === null ? (
          <Opening entries={all.value ?? []} />
        ) : (
          <Reading key={shown} id={shown} />
        )}
      </div>
    </div>
  );
}
