import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { RuleComparison, Texts } from '../../api/rules';
import { CorpusChoice, useCorpora } from '../../components/CorpusChoice';
import { JobProgress } from '../../components/JobProgress';
import { Notice } from '../../components/Notice';
import { useJob } from '../../components/useJob';
import { RuleDifferences } from './RuleDifferences';
import type { View } from '../../api/types';

// What the edited rules would change on past rulings.
export function EffectPanel({ texts, errors }: { texts: Texts; errors: number }) {
  const corpora = useCorpora();
  const [corpus, setCorpus] = useState('');
  const [view, setView] = useState<View>('record');
  const [result, setResult] = useState<{ key: string; corpus: string; of: RuleComparison } | null>(
    null,
  );
  const job = useJob<RuleComparison>();
  const key = JSON.stringify(texts);
  const chosen = corpus || (corpora.list[0]?.name ?? '');
  const nothing = Object.keys(texts).length === 0;
  return (
    <>
      <p className="soft small">
        Predicts every letter of a corpus by the rules as they are and by the edited ones: what
        flips, what moves, and whether the predictions fit the rulings better.
      </p>
      <div className="panel-row">
        <CorpusChoice corpora={corpora} value={chosen} onChange={setCorpus} />
        <label className="field">
          <span className="field-label">View</span>
          <select
            className="input"
            value={view}
            onChange={(event) => setView(event.target.value as View)}
          >
            <option value="record">complete record</option>
            <option value="prescreen">before the decision</option>
          </select>
        </label>
        <Button
          className="button"
          isDisabled={nothing || errors > 0 || chosen === '' || job.running}
          onPress={() =>
            job.start('/rules/compare', { files: texts, corpus: chosen, view }, (of) =>
              setResult({ key, corpus: chosen, of }),
            )
          }
        >
          Compare
        </Button>
      </div>
      {nothing && <p className="soft">Edit a rule first.</p>}
      {errors > 0 && <p className="soft">Mend the errors first.</p>}
      {job.running && (
        <JobProgress what="Comparing" progress={job.progress} onCancel={job.cancel} />
      )}
      {job.problem !== null && <Notice kind="error">{job.problem}</Notice>}
      {result && !job.running && (
        <>
          {result.key !== key && (
            <p className="soft" role="status">
              Of an earlier text: compare again.
            </p>
          )}
          <RuleDifferences comparison={result.of} corpus={result.corpus} />
        </>
      )}
    </>
  );
}
