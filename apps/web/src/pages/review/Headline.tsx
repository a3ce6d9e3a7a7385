import type { Item } from '../../api/types';
import { IntervalBar } from '../../components/IntervalBar';
import { Notice } from '../../components/Notice';
import { changeName, percent, riskLevel, treatmentName } from '../../text/names';

function Supposed({ item }: { item: Item }) {
  const answer = item.what_if;
  if (answer === undefined) return null;
  const points = Math.round((answer.probability_overturned - item.probability_overturned) * 100);
  return (
    <p className="supposed" role="status">
      <strong>What if</strong> {changeName(answer.change)}:{' '}
      <strong>would be {answer.prediction}</strong>, {percent(answer.probability_overturned)} (
      <span className="number">
        {points > 0 ? '+' : points < 0 ? '−' : '±'}
        {Math.abs(points)}
      </span>{' '}
      points)
    </p>
  );
}

// What is predicted of one item, how surely, and against what.
export function Headline({ item }: { item: Item }) {
  const band = item.risk_band;
  return (
    <section className="headline" aria-label="Prediction">
      <h2 className="headline-request">{item.request}</h2>
      <p className="soft small">
        Item {item.index + 1}, read as {treatmentName(item.treatment)}
        {(item.corrected?.length ?? 0) > 0 && (
          <>
            {' '}
            <span className="tag tag-corrected">
              {item.corrected?.length} corrected by the reviewer
            </span>
          </>
        )}
      </p>
      {item.abstained ? (
        <Notice kind="warning" title="No prediction is advised.">
          <p>
            {item.abstained_because ?? 'No guideline of the rule book covers this item.'} Judge it
            without the program. The usual rate for requests of this kind is{' '}
            {percent(item.base_rate_overturned)}.
          </p>
        </Notice>
      ) : null}
      <div className="headline-figures">
        <p
          className="headline-number number"
          data-risk={riskLevel(item.risk, item.probability_overturned)}
        >
          {percent(item.probability_overturned)}
        </p>
        <div className="headline-words">
          <p>
            <strong>Would be {item.prediction}</strong>{' '}
            <span className="soft">– advice, not a decision</span>
          </p>
          <IntervalBar
            probability={item.probability_overturned}
            interval={item.interval}
            baseRate={item.base_rate_overturned}
            risk={item.risk}
            supposed={item.what_if?.probability_overturned}
          />
        </div>
      </div>
      <dl className="headline-facts small">
        <div>
          <dt>90% interval</dt>
          <dd className="number">
            {percent(item.interval[0])} to {percent(item.interval[1])}
          </dd>
        </div>
        <div>
          <dt>
            <span aria-hidden="true">▴ </span>Usual for such requests
          </dt>
          <dd className="number">{percent(item.base_rate_overturned)}</dd>
        </div>
        <div>
          <dt>Risk of overturn</dt>
          <dd>
            {item.risk === null ? (
              'no band without a fitted model'
            ) : (
              <>
                <span
                  className="risk"
                  data-risk={riskLevel(item.risk, item.probability_overturned)}
                >
                  {item.risk}
                </span>
                {band !== undefined &&
                  ` – of ${band.items} past requests in this band ${percent(band.observed_overturned)} were overturned`}
              </>
            )}
          </dd>
        </div>
      </dl>
      <Supposed item={item} />
    </section>
  );
}
