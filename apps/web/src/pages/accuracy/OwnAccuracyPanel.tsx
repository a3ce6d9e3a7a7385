import { Notice } from '../../components/Notice';
import { useLoaded } from '../../components/useLoaded';
import { Waiting } from '../../components/Waiting';
import { ownAccuracy, type OwnAccuracy } from './evaluation';
import { EvaluationResult } from './EvaluationResult';

function Reviewer({ reviewer }: { reviewer: OwnAccuracy['reviewer'] }) {
  const { decisions, outcomes_of_denied: denied } = reviewer;
  return (
    <section className="panel accuracy-section" aria-labelledby="decisions">
      <h2 id="decisions">Your decisions</h2>
      <dl className="facts-list own-facts">
        <dt>Items recorded</dt>
        <dd className="number">{reviewer.items}</dd>
        <dt>Awaiting an IMR outcome</dt>
        <dd className="number">{reviewer.awaiting_outcome}</dd>
        <dt>Decided</dt>
        <dd className="number">
          {decisions.approved} approved, {decisions.modified} modified, {decisions.denied} denied
        </dd>
        <dt>As predicted</dt>
        <dd className="number">
          {reviewer.as_predicted}; against the prediction {reviewer.against_prediction}
        </dd>
        <dt>Denied, with an outcome</dt>
        <dd className="number">
          {denied.items}, of which IMR overturned {denied.overturned}
        </dd>
      </dl>
    </section>
  );
}

// How good the predictions were on one's own reviews, once IMR has decided them.
export function OwnAccuracyPanel() {
  const loaded = useLoaded('own', ownAccuracy);
  if (loaded.problem !== null) return <Notice kind="error">{loaded.problem}</Notice>;
  const own = loaded.value;
  if (!own) return <Waiting what="Summing up" />;
  return (
    <>
      <Reviewer reviewer={own.reviewer} />
      {own.items === 0 ? (
        <Notice kind="note">
          No recorded review has an IMR outcome yet. Record reviews on the Review page, and enter
          the outcome there when the determination arrives: this page then measures the predictions.
        </Notice>
      ) : (
        <EvaluationResult evaluation={own} corpus={null} crossed={0} />
      )}
    </>
  );
}
