import type { Item } from '../../api/types';
import { factName, treatmentName } from '../../text/names';

function Precedents({ item }: { item: Item }) {
  if (item.precedents.length === 0) return null;
  return (
    <details className="block">
      <summary className="block-title">Nearest earlier rulings ({item.precedents.length})</summary>
      <ul className="precedents">
        {item.precedents.map((one) => (
          <li key={`${one.case}/${one.index}`}>
            <strong>
              {one.case} item {one.index + 1}: {one.outcome}
            </strong>{' '}
            <span className="soft">
              {treatmentName(one.treatment)}; {one.agreeing_facts} facts agree
            </span>
            {Object.keys(one.differences).length > 0 && (
              <p className="small soft">
                there:{' '}
                {Object.entries(one.differences)
                  .map(
                    ([fact, { there, here }]) =>
                      `${factName(fact)} ${factName(there)} (here ${factName(here)})`,
                  )
                  .join(', ')}
              </p>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Sum({ item }: { item: Item }) {
  const terms = item.contributions;
  if (terms.length === 0) return null;
  const most = Math.max(...terms.map((term) => Math.abs(term.log_odds)), 0.01);
  const sum = terms.reduce((total, term) => total + term.log_odds, 0);
  return (
    <details className="block">
      <summary className="block-title">Every term of the sum ({terms.length})</summary>
      <table className="table terms">
        <thead>
          <tr>
            <th scope="col">Term</th>
            <th scope="col">Log-odds</th>
            <th scope="col">
              <span className="hidden-text">Size</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {terms.map((term) => (
            <tr key={term.feature}>
              <td>{factName(term.feature)}</td>
              <td className="number">{term.log_odds.toFixed(2)}</td>
              <td>
                <span
                  className="term-bar"
                  data-side={term.log_odds < 0 ? 'upheld' : 'overturned'}
                  style={{ width: `${((Math.abs(term.log_odds) / most) * 100).toFixed(0)}%` }}
                />
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">Sum</th>
            <td className="number">{sum.toFixed(2)}</td>
            <td />
          </tr>
        </tbody>
      </table>
    </details>
  );
}

function KnownRuling({ item }: { item: Item }) {
  if (item.ruling === null) return null;
  return (
    <details className="block">
      <summary className="block-title">
        This letter already holds a ruling (not used for the prediction)
      </summary>
      <p>
        <strong>{item.ruling.outcome.replaceAll('_', ' ')}</strong>
      </p>
      <p className="soft">{item.ruling.text}</p>
    </details>
  );
}

// What lies behind the prediction, for those who ask.
export function Background({ item }: { item: Item }) {
  return (
    <>
      <Precedents item={item} />
      <Sum item={item} />
      <KnownRuling item={item} />
    </>
  );
}
