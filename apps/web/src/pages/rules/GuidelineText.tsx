import { Link } from 'wouter';
import type { Guideline, RuleCriterion, RuleExample, Words } from '../../api/rules';
import { fileAddress } from './addresses';
import {
  criterionName,
  factMeanings,
  plainName,
  statusText,
  treatmentText,
  validityText,
  valueText,
} from './words';

function Condition({ words }: { words: Words }) {
  if (!words.parts || words.parts.length === 0) return <>{words.words}</>;
  return (
    <>
      {words.words}
      <ul className="condition">
        {words.parts.map((part, index) => (
          <li key={index}>
            <Condition words={part} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Criterion({ criterion }: { criterion: RuleCriterion }) {
  const { citation } = criterion;
  return (
    <section className="rule-criterion" aria-label={criterion.text}>
      <h3>
        {criterion.text}{' '}
        <span className={`tag tag-${criterion.strength}`}>{criterion.strength}</span>
      </h3>
      <dl className="facts-list">
        {criterion.when && (
          <>
            <dt>Applies when</dt>
            <dd>
              <Condition words={criterion.when} />
            </dd>
          </>
        )}
        <dt>Met when</dt>
        <dd>
          <Condition words={criterion.require} />
        </dd>
        {criterion.undocumented === 'against' && (
          <>
            <dt>Silence</dt>
            <dd>counts against the request</dd>
          </>
        )}
        {criterion.weight !== null && (
          <>
            <dt>Weight</dt>
            <dd className="number">{criterion.weight}</dd>
          </>
        )}
        {criterion.ask !== null && (
          <>
            <dt>Ask for</dt>
            <dd>{criterion.ask}</dd>
          </>
        )}
        <dt>Cites</dt>
        <dd>
          {citation.source}, {citation.section}
          {citation.pages !== null && `, p. ${citation.pages}`}
        </dd>
        <dt>Name</dt>
        <dd className="mono">{criterionName(criterion.id)}</dd>
      </dl>
    </section>
  );
}

function Example({ example }: { example: RuleExample }) {
  return (
    <tr>
      <th scope="row">{example.name}</th>
      <td>
        {Object.entries(example.facts)
          .map(([name, value]) => `${plainName(name)}: ${valueText(value)}`)
          .join('; ')}
      </td>
      <td>
        <ul>
          {Object.entries(example.expect).map(([name, status]) => (
            <li key={name}>
              {criterionName(name)}: <strong>{statusText(status)}</strong>
            </li>
          ))}
        </ul>
        {example.differs.length > 0 && <strong className="bad">does not come out so</strong>}
      </td>
    </tr>
  );
}

function About({ guideline }: { guideline: Guideline }) {
  const limits = Object.entries(guideline.limits);
  return (
    <dl className="facts-list">
      <dt>Source</dt>
      <dd>
        {guideline.source}, {guideline.section}
      </dd>
      <dt>In force</dt>
      <dd>{validityText(guideline.in_force)}</dd>
      <dt>Speaks on</dt>
      <dd>{guideline.treatments.map(treatmentText).join(', ')}</dd>
      {guideline.governs && (
        <>
          <dt>Only when</dt>
          <dd>
            <Condition words={guideline.governs} />
          </dd>
        </>
      )}
      {guideline.supplements.length > 0 && (
        <>
          <dt>Goes along with</dt>
          <dd>{guideline.supplements.join(', ')}</dd>
        </>
      )}
      {limits.length > 0 && (
        <>
          <dt>Limits</dt>
          <dd>{limits.map(([name, value]) => `${plainName(name)} ${value}`).join(', ')}</dd>
        </>
      )}
      <dt>Confidence</dt>
      <dd>
        {guideline.confidence}
        {guideline.confidence_note !== null && `: ${guideline.confidence_note}`}
      </dd>
    </dl>
  );
}

// A guideline in plain English.
export function GuidelineText({ guideline }: { guideline: Guideline }) {
  const meanings = factMeanings(guideline.markdown);
  return (
    <article className="panel guideline">
      <header className="guideline-head">
        <div>
          <h2>{guideline.title}</h2>
          <p className="mono soft">{guideline.id}</p>
        </div>
        <Link href={fileAddress(guideline.file)} className="button screen-only">
          Edit
        </Link>
      </header>
      <About guideline={guideline} />
      <h2>What a request needs</h2>
      {guideline.criteria.map((criterion) => (
        <Criterion key={criterion.id} criterion={criterion} />
      ))}
      {guideline.examples.length > 0 && (
        <>
          <h2 id="examples">Examples</h2>
          <table className="table examples" aria-labelledby="examples">
            <thead>
              <tr>
                <th scope="col">Request</th>
                <th scope="col">Documented</th>
                <th scope="col">Comes out</th>
              </tr>
            </thead>
            <tbody>
              {guideline.examples.map((example) => (
                <Example key={example.name} example={example} />
              ))}
            </tbody>
          </table>
        </>
      )}
      {meanings.length > 0 && (
        <>
          <h2>What the words mean</h2>
          <dl className="facts-list">
            {meanings.map(([name, meaning]) => (
              <div key={name} className="facts-pair">
                <dt>{name}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </article>
  );
}
