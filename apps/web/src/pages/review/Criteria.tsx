import { Link } from 'wouter';
import type { Criterion, CriterionStatus, Item } from '../../api/types';
import { citationText } from '../../text/citation';
import type { Lit } from './lit';

const signs: Record<CriterionStatus, string> = { unmet: '✕', undocumented: '?', met: '✓' };
const names: Record<CriterionStatus, string> = {
  unmet: 'Unmet',
  undocumented: 'Not documented',
  met: 'Met',
};
const order: CriterionStatus[] = ['unmet', 'undocumented', 'met'];

function Contribution({ value }: { value: number }) {
  if (Math.abs(value) < 0.005) return null;
  const words = value > 0 ? 'toward overturned' : 'toward upheld';
  return (
    <span className="number soft" title={`${words}: ${value.toFixed(2)} log-odds`}>
      {value > 0 ? '▲' : '▼'} {words} {Math.abs(value).toFixed(2)}
    </span>
  );
}

function CriterionRow({
  criterion,
  decisive,
  lit,
}: {
  criterion: Criterion;
  decisive: number;
  lit: Lit;
}) {
  const key = `criterion:${criterion.id}`;
  const count = criterion.evidence.length;
  const guideline = criterion.id.split('/')[0] ?? '';
  return (
    <li className="criterion" data-status={criterion.status} data-lit={lit.key === key}>
      <span className="criterion-sign" aria-hidden="true">
        {signs[criterion.status]}
      </span>
      <div>
        {count > 0 ? (
          <button
            type="button"
            className="criterion-text"
            aria-pressed={lit.key === key}
            onClick={() => lit.show(key, criterion.evidence)}
          >
            {criterion.text}
            <span className="hidden-text"> – show the words</span>
          </button>
        ) : (
          <p className="criterion-text">{criterion.text}</p>
        )}
        <p className="criterion-about small">
          {decisive >= 0 && (
            <span className="tag tag-decisive">{decisive === 0 ? 'decisive' : 'also decides'}</span>
          )}
          {criterion.strength === 'required' && <span className="tag">required</span>}
          <Contribution value={criterion.contribution} />
          <span className="soft">
            {count === 0
              ? 'no words in the record'
              : `${count} ${count === 1 ? 'place' : 'places'} in the text`}
          </span>
        </p>
        <p className="citation small">
          <Link href={`/rules/${guideline}`}>{citationText(criterion.citation)}</Link>
        </p>
      </div>
    </li>
  );
}

// The criteria of the guideline by how they were judged; those that decide first.
export function Criteria({ item, lit }: { item: Item; lit: Lit }) {
  if (item.criteria.length === 0) return null;
  const rank = (criterion: Criterion) => {
    const at = item.decided_by.indexOf(criterion.id);
    return at < 0 ? item.decided_by.length : at;
  };
  return (
    <section className="block" aria-label="Criteria">
      <h3 className="block-title">Criteria</h3>
      {order.map((status) => {
        const criteria = item.criteria
          .filter((one) => one.status === status)
          .sort((a, b) => rank(a) - rank(b));
        if (criteria.length === 0) return null;
        return (
          <div key={status} className="criteria-group">
            <h4 className="criteria-status" data-status={status}>
              {names[status]} <span className="number">({criteria.length})</span>
            </h4>
            <ul>
              {criteria.map((criterion) => (
                <CriterionRow
                  key={criterion.id}
                  criterion={criterion}
                  decisive={item.decided_by.indexOf(criterion.id)}
                  lit={lit}
                />
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
