import { useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { messageOf } from '../../api/client';
import { CorpusChoice, type Corpora } from '../../components/CorpusChoice';
import { Notice } from '../../components/Notice';
import { uploadCorpus, type EvaluationAsked } from './evaluation';

/** "edits": the rules with what is being edited on the Rules page. */
export type Against = 'nothing' | 'default' | 'none' | 'edits';

export interface Asked extends Omit<EvaluationAsked, 'against'> {
  against: Against;
}

function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: [T, string][];
  onChange: (value: T) => void;
}) {
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <select
        className="input"
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Upload({ corpora, onDone }: { corpora: Corpora; onDone: (name: string) => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const send = (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length === 0) return;
    setBusy(true);
    setProblem(null);
    uploadCorpus(files)
      .then((corpus) => {
        corpora.add(corpus);
        onDone(corpus.name);
      })
      .catch((error: unknown) => setProblem(messageOf(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <FileTrigger acceptDirectory onSelect={send}>
        <Button className="button" isDisabled={busy}>
          {busy ? 'Reading …' : 'Open a folder …'}
        </Button>
      </FileTrigger>
      <FileTrigger acceptedFileTypes={['.jsonl', '.ndjson']} onSelect={send}>
        <Button className="button" isDisabled={busy}>
          Open JSON lines …
        </Button>
      </FileTrigger>
      {problem !== null && <Notice kind="error">{problem}</Notice>}
    </>
  );
}

// What is evaluated, and against what.
export function EvaluationForm({
  asked,
  corpora,
  edited,
  running,
  onChange,
  onStart,
}: {
  asked: Asked;
  corpora: Corpora;
  edited: number;
  running: boolean;
  onChange: (change: Partial<Asked>) => void;
  onStart: () => void;
}) {
  return (
    <section className="panel evaluation-form screen-only" aria-label="What to evaluate">
      <div className="panel-row">
        <CorpusChoice
          corpora={corpora}
          value={asked.corpus}
          onChange={(corpus) => onChange({ corpus })}
        />
        <Upload corpora={corpora} onDone={(corpus) => onChange({ corpus })} />
      </div>
      <div className="panel-row">
        <Choice
          label="View"
          value={asked.view}
          options={[
            ['prescreen', 'before the decision'],
            ['record', 'complete record'],
          ]}
          onChange={(view) => onChange({ view })}
        />
        <Choice
          label="Predictions by"
          value={asked.model}
          options={[
            ['default', 'the fitted model'],
            ['none', 'the weights of the rules alone'],
          ]}
          onChange={(model) => onChange({ model })}
        />
        <Choice
          label="Cross-validation"
          value={String(asked.cross_validate)}
          options={[
            ['0', 'none'],
            ['5', '5 parts'],
            ['10', '10 parts'],
          ]}
          onChange={(parts) => onChange({ cross_validate: Number(parts) })}
        />
        <Choice
          label="Compare with"
          value={asked.against}
          options={[
            ['nothing', 'nothing'],
            ['default', 'the fitted model'],
            ['none', 'the weights of the rules alone'],
            ...(edited > 0
              ? ([
                  ['edits', `the rules as edited (${edited} ${edited === 1 ? 'file' : 'files'})`],
                ] as [Against, string][])
              : []),
          ]}
          onChange={(against) => onChange({ against })}
        />
        <Button
          className="button button-main"
          isDisabled={running || asked.corpus === ''}
          onPress={onStart}
        >
          Evaluate
        </Button>
      </div>
      {corpora.problem !== null && <Notice kind="error">{corpora.problem}</Notice>}
      {corpora.loaded && corpora.list.length === 0 && (
        <p className="soft">
          No corpus is open. Open a folder of letters with rulings here, or start the server with{' '}
          <code>--corpus FOLDER</code>. What is opened here stays in the memory of this computer’s
          server until it stops.
        </p>
      )}
    </section>
  );
}
