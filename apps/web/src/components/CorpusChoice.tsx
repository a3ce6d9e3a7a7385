import { useEffect, useState } from 'react';
import { getJson, isAbort, messageOf } from '../api/client';
import type { CorpusName } from '../api/types';

export interface Corpora {
  list: CorpusName[];
  loaded: boolean;
  problem: string | null;
  add: (corpus: CorpusName) => void;
}

// The corpora that the server was started with, and those uploaded since.
export function useCorpora(): Corpora {
  const [list, setList] = useState<CorpusName[]>([]);
  const [loaded, setLoaded] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const control = new AbortController();
    getJson<CorpusName[]>('/corpora', control.signal)
      .then((found) => {
        setList(found);
        setLoaded(true);
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) setProblem(messageOf(error));
      });
    return () => control.abort();
  }, []);
  const add = (corpus: CorpusName) =>
    setList((before) => [...before.filter((each) => each.name !== corpus.name), corpus]);
  return { list, loaded, problem, add };
}

export function CorpusChoice({
  corpora,
  value,
  onChange,
}: {
  corpora: Corpora;
  value: string;
  onChange: (name: string) => void;
}) {
  return (
    <label className="field">
      <span className="field-label">Corpus</span>
      <select
        className="input"
        value={value}
        disabled={corpora.list.length === 0}
        onChange={(event) => onChange(event.target.value)}
      >
        {corpora.list.length === 0 && <option value="">none opened</option>}
        {corpora.list.map((corpus) => (
          <option key={corpus.name} value={corpus.name}>
            {corpus.name}
            {corpus.cases == null ? '' : ` (${corpus.cases} letters)`}
          </option>
        ))}
      </select>
    </label>
  );
}
