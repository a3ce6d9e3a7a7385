import { Link } from 'wouter';
import type { Criterion, CriterionStatus, Item } from '../../api/types';
import { citationText } from '../../text/citation';
import type { Lit } from './lit';

const signs: Record<CriterionStatus, string> = { unmet: '✕', undocumented: '?', met: '✓' };
const names: Record<CriterionStatus, string> = {
  unmet: 'unmet',
  undocumented: 'not documented',
  met: 'met',
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
            <span className={decisive === 0 ? 'tag tag-decisive' : 'tag'}>
              {decisive === 0 ? 'decisive' : 'also decides'}
            </span>
          )}
          <span className="criterion-status">{names[criterion.status]}</span>
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

function Group({
  title,
  criteria,
  item,
  lit,
}: {
  title: string;
  criteria: Criterion[];
  item: Item;
  lit: Lit;
}) {
  if (criteria.length === 0) return null;
  return (
    <div className="criteria-group">
      <h4 className="criteria-title">{title}</h4>
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
}

// The criteria of the guidelines: those that decide, the most decisive first; then the others by
// how they were judged.
export function Criteria({ item, lit }: { item: Item; lit: Lit }) {
  if (item.criteria.length === 0) return null;
  const deciding = item.decided_by.flatMap((id) => item.criteria.filter((one) => one.id === id));
  const others = item.criteria.filter((one) => !item.decided_by.includes(one.id));
  return (
    <section className="block" aria-label="Criteria">
      <h3 className="block-title">
        Criteria
        <span className="criteria-counts small">
          {order.map((status) => (
            <span key={status} data-status={status}>
              <span aria-hidden="true">{signs[status]} </span>
              {item.criteria.filter((one) => one.status === status).length} {names[status]}
            </span>
          ))}
        </span>
      </h3>
      <Group title="Decided by" criteria={deciding} item={item} lit={lit} />
      {order.map((status) => (
        <Group
          key={status}
          title={`${deciding.length > 0 ? 'Others' : 'Criteria'} ${names[status]}`}
          criteria={others.filter((one) => one.status === status)}
          item={item}
          lit={lit}
        />
      ))}
    </section>
  );
}
