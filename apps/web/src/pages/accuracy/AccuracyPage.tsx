import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { RuleComparison } from '../../api/rules';
import { useCorpora } from '../../components/CorpusChoice';
import { JobProgress } from '../../components/JobProgress';
import { Notice } from '../../components/Notice';
import { useJob } from '../../components/useJob';
import { changedTexts, useDrafts } from '../rules/drafts';
import { RuleDifferences } from '../rules/RuleDifferences';
import type { Evaluation } from './evaluation';
import { EvaluationForm, type Asked } from './EvaluationForm';
import { EvaluationResult } from './EvaluationResult';
import { OwnAccuracyPanel } from './OwnAccuracyPanel';
import '../rules/rules.css';
import './accuracy.css';

interface Shown {
  asked: Asked;
  evaluation: Evaluation;
  comparison: RuleComparison | null;
}

// Kept while the page is away, so that one comes back from a letter to where one was.
let remembered: { asked: Asked; shown: Shown | null } = {
  asked: { corpus: '', view: 'prescreen', model: 'default', cross_validate: 0, against: 'nothing' },
  shown: null,
};

function PastRulings() {
  const corpora = useCorpora();
  const texts = changedTexts(useDrafts());
  const [asked, setAsked] = useState(remembered.asked);
  const [shown, setShown] = useState(remembered.shown);
  const evaluation = useJob<Evaluation>();
  const comparison = useJob<RuleComparison>();
  const chosen: Asked = {
    ...asked,
    corpus: asked.corpus || (corpora.list[0]?.name ?? ''),
    against:
      asked.against === 'edits' && Object.keys(texts).length === 0 ? 'nothing' : asked.against,
  };

  const keep = (result: Shown) => {
    remembered = { ...remembered, shown: result };
    setShown(result);
  };
  const start = () => {
    const { against, ...rest } = chosen;
    const other = against === 'default' || against === 'none' ? against : null;
    evaluation.start('/evaluations', { ...rest, against: other }, (result) => {
      keep({ asked: chosen, evaluation: result, comparison: null });
      if (against !== 'edits') return;
      comparison.start(
        '/rules/compare',
        { files: texts, corpus: chosen.corpus, view: chosen.view },
        (differences) => keep({ asked: chosen, evaluation: result, comparison: differences }),
      );
    });
  };

  return (
    <>
      <EvaluationForm
        asked={chosen}
        corpora={corpora}
        edited={Object.keys(texts).length}
        running={evaluation.running || comparison.running}
        onChange={(change) => {
          remembered = { ...remembered, asked: { ...chosen, ...change } };
          setAsked(remembered.asked);
        }}
        onStart={start}
      />
      {evaluation.running && (
        <JobProgress
          what="Evaluating"
          progress={evaluation.progress}
          onCancel={evaluation.cancel}
        />
      )}
      {evaluation.problem !== null && <Notice kind="error">{evaluation.problem}</Notice>}
      {shown && !evaluation.running && (
        <>
          {comparison.running && (
            <JobProgress
              what="Comparing the rule books"
              progress={comparison.progress}
              onCancel={comparison.cancel}
            />
          )}
          {comparison.problem !== null && <Notice kind="error">{comparison.problem}</Notice>}
          {shown.comparison && (
            <section className="panel accuracy-section" aria-label="The rules as edited">
              <h2>The rules as edited</h2>
              <RuleDifferences comparison={shown.comparison} corpus={shown.asked.corpus} />
            </section>
          )}
          <EvaluationResult
            evaluation={shown.evaluation}
            corpus={shown.asked.corpus}
            crossed={shown.asked.cross_validate}
          />
        </>
      )}
    </>
  );
}

// How well predictions fit rulings: of a corpus, and of one's own reviews.
export default function AccuracyPage() {
  return (
    <div className="page accuracy">
      <h1>Accuracy</h1>
      <Tabs className="accuracy-tabs" keyboardActivation="manual">
        <TabList className="tabs screen-only" aria-label="Accuracy on">
          <Tab id="rulings" className="tab">
            Past rulings
          </Tab>
          <Tab id="own" className="tab">
            Your own reviews
          </Tab>
        </TabList>
        <TabPanel id="rulings" className="accuracy-panel">
          <PastRulings />
        </TabPanel>
        <TabPanel id="own" className="accuracy-panel">
          <OwnAccuracyPanel />
        </TabPanel>
      </Tabs>
    </div>
  );
}
