import type { Moved, RuleComparison } from '../../api/rules';
import { CaseLink } from '../../components/CaseLink';
import { metricName, metricOrder, percent, signed, three } from '../accuracy/figures';
import { statusText, treatmentText } from './words';

const mostReasons = 4;
const mostMoved = 50;

function Reasons({ item }: { item: Moved }) {
  const moves = item.contributions.slice(0, mostReasons);
  return (
    <ul className="reasons small">
      {item.criteria.map((change) => (
        <li key={change.id}>
          {change.id}: {statusText(change.before)} → {statusText(change.after)}
        </li>
      ))}
      {item.criteria.length === 0 &&
        moves.map((move) => (
          <li key={move.feature}>
            <span className="number">{signed(move.after - move.before)}</span> {move.feature}
          </li>
        ))}
    </ul>
  );
}

function Items({
  title,
  items,
  corpus,
  view,
}: {
  title: string;
  items: Moved[];
  corpus: string;
  view: string;
}) {
  if (items.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <table className="table table-dense">
        <caption className="hidden-text">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Letter, item</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Ruling</th>
          </tr>
        </thead>
        <tbody>
          {items.slice(0, mostMoved).map((item) => {
            const flipped = item.before.prediction !== item.after.prediction;
            const better = item.ruling === item.after.prediction;
            return [
              <tr key={`${item.case}-${item.index}`} className="row-top">
                <th scope="row">
                  <CaseLink corpus={corpus} name={item.case} view={view} item={item.index} />,{' '}
                  {item.index + 1}
                  <br />
                  <span className="soft small">
                    {item.after.treatment === null
                      ? 'treatment not recognised'
                      : treatmentText(item.after.treatment)}
                  </span>
                </th>
                <td className="number">{percent(item.before.probability_overturned)}</td>
                <td className="number">{percent(item.after.probability_overturned)}</td>
                <td>
                  {item.ruling ?? 'not known'}
                  {flipped && item.ruling !== null && (
                    <strong className={better ? 'good' : 'bad'}>
                      {better ? ' · now right' : ' · now wrong'}
                    </strong>
                  )}
                </td>
              </tr>,
              <tr key={`${item.case}-${item.index}-why`} className="row-why">
                <td colSpan={4}>
                  <Reasons item={item} />
                </td>
              </tr>,
            ];
          })}
        </tbody>
      </table>
      {items.length > mostMoved && (
        <p className="soft small">
          The first {mostMoved} of {items.length}.
        </p>
      )}
    </>
  );
}

function MetricsTable({ comparison }: { comparison: RuleComparison }) {
  const before = comparison.before.metrics;
  const after = comparison.after.metrics;
  if (!before || !after) return <p className="soft">No item has a ruling: nothing to measure.</p>;
  return (
    <table className="table table-dense figures">
      <caption className="hidden-text">Figures before and after</caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
          <th scope="col">Difference</th>
          <th scope="col">95% interval</th>
        </tr>
      </thead>
      <tbody>
        {metricOrder(before).map((name) => {
          const difference = comparison.differences[name];
          const interval = difference?.interval;
          return (
            <tr key={name}>
              <th scope="row">{metricName(name)}</th>
              <td>{three(before[name])}</td>
              <td>{three(after[name])}</td>
              <td>{difference?.difference == null ? 'n/a' : signed(difference.difference, 3)}</td>
              <td>{interval ? `${signed(interval[0], 3)} to ${signed(interval[1], 3)}` : 'n/a'}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

// What a change to the rules changes on a corpus.
export function RuleDifferences({
  comparison,
  corpus,
}: {
  comparison: RuleComparison;
  corpus: string;
}) {
  const { flipped, moved } = comparison;
  const better = flipped.filter((item) => item.ruling === item.after.prediction).length;
  const worse = flipped.filter(
    (item) => item.ruling !== null && item.ruling !== item.after.prediction,
  ).length;
  return (
    <div className="differences">
      <p className="differences-sum" role="status">
        Of {comparison.items} items of {comparison.cases} letters <strong>{flipped.length}</strong>{' '}
        flip{flipped.length > 0 && ` (${better} now right, ${worse} now wrong)`} and{' '}
        <strong>{moved.length}</strong> move.
      </p>
      <Items title="Flipped" items={flipped} corpus={corpus} view={comparison.view} />
      <h2>Figures</h2>
      <MetricsTable comparison={comparison} />
      <Items title="Moved" items={moved} corpus={corpus} view={comparison.view} />
    </div>
  );
}
