import type { Ref } from 'react';
import type { Criterion, Evidence, Fact, Item, PredictedCase } from '../../api/types';
import { citationText } from '../../text/citation';
import { groupMarks, interleave, marksOf } from '../../text/marks';
import {
  changeName,
  factName,
  percent,
  sectionName,
  treatmentName,
  valueName,
} from '../../text/names';
import { outweighed } from './corrected';
import type { Section } from './DocumentPane';
import { sectionsOf } from './sections';
import type { ReviewState } from './store';
import './report.css';

const statusNames = { met: '✓ met', unmet: '✕ unmet', undocumented: '? not documented' };

function Quotes({ evidence }: { evidence: Evidence[] }) {
  if (evidence.length === 0) return null;
  return (
    <ul className="report-quotes">
      {evidence.map((one) => (
        <li key={`${one.section}:${one.start}:${one.end}`}>
          {sectionName(one.section)}: “{one.text}”
        </li>
      ))}
    </ul>
  );
}

function CriterionRow({ criterion, decides }: { criterion: Criterion; decides: number }) {
  return (
    <tr>
      <td>{statusNames[criterion.status]}</td>
      <td>
        {criterion.text}
        {decides === 0 && <strong> (decisive)</strong>}
        {decides > 0 && <strong> (also decides)</strong>}
        {criterion.strength === 'required' && ' (required)'}
        <div className="report-soft">{citationText(criterion.citation)}</div>
        <Quotes evidence={criterion.evidence} />
      </td>
    </tr>
  );
}

function FactRow({ name, fact, corrected }: { name: string; fact: Fact; corrected: boolean }) {
  return (
    <tr>
      <td>
        {factName(name)}
        {corrected && <strong> (corrected by the reviewer)</strong>}
      </td>
      <td>{valueName(fact.value)}</td>
      <td>
        {fact.evidence.map((one) => `“${one.text}”`).join(', ')}
        {(fact.contrary?.length ?? 0) > 0 &&
          `; against: ${(fact.contrary ?? []).map((one) => `“${one.text}”`).join(', ')}`}
      </td>
    </tr>
  );
}

function ItemReport({
  item,
  question,
  state,
}: {
  item: Item;
  question: string;
  state: ReviewState;
}) {
  const corrections = state.corrections.filter((one) => one.item === item.index);
  const takenAway = corrections.filter((one) => one.value === null);
  return (
    <section className="report-item">
      <h2>
        {item.index + 1}. {item.request}
      </h2>
      <p>
        Read as {treatmentName(item.treatment)}. <strong>Would be {item.prediction}</strong>:
        probability of being overturned <strong>{percent(item.probability_overturned)}</strong> (90%
        interval {percent(item.interval[0])} to {percent(item.interval[1])}); usual for such
        requests {percent(item.base_rate_overturned)}
        {item.risk !== null && `; risk: ${item.risk}`}
        {item.risk_band !== undefined &&
          ` (of ${item.risk_band.items} past requests in this band ${percent(item.risk_band.observed_overturned)} were overturned)`}
        . Advice, not a decision.
      </p>
      {item.abstained && (
        <p>
          <strong>No prediction is advised:</strong>{' '}
          {item.abstained_because ?? 'no guideline of the rule book covers this item'}.
        </p>
      )}
      {item.what_if !== undefined && (
        <p>
          What if {changeName(item.what_if.change)}: would be {item.what_if.prediction},{' '}
          {percent(item.what_if.probability_overturned)}. Supposed, not documented.
        </p>
      )}
      {item.criteria.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Criterion is</th>
              <th scope="col">Criterion, citation, words of the record</th>
            </tr>
          </thead>
          <tbody>
            {item.criteria.map((one) => (
              <CriterionRow
                key={one.id}
                criterion={one}
                decides={item.decided_by.indexOf(one.id)}
              />
            ))}
          </tbody>
        </table>
      )}
      {question.trim() !== '' && (
        <>
          <h3>To ask the provider for</h3>
          <pre>{question.trim()}</pre>
        </>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">Fact</th>
            <th scope="col">Value</th>
            <th scope="col">Words of the record</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(item.facts).map(([name, fact]) => (
            <FactRow
              key={name}
              name={name}
              fact={fact}
              corrected={corrections.some((one) => one.fact === name)}
            />
          ))}
          {takenAway
            .filter((one) => item.facts[one.fact] === undefined)
            .map((one) => (
              <tr key={one.fact}>
                <td>
                  {factName(one.fact)} <strong>(corrected by the reviewer)</strong>
                </td>
                <td>silent</td>
                <td />
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}

function Text({ section, facts }: { section: Section; facts: Record<string, Fact> }) {
  if (section.text.trim() === '') return null;
  const parts = interleave(section.text, groupMarks(marksOf(facts, section.name, section.text)));
  return (
    <>
      <h3>{sectionName(section.name)}</h3>
      <p className="report-text">
        {parts.map((part) =>
          typeof part === 'string' ? (
            part
          ) : (
            <mark key={part.start}>{section.text.slice(part.start, part.end)}</mark>
          ),
        )}
      </p>
    </>
  );
}

function Head({ predicted, asOf }: { predicted: PredictedCase; asOf: string }) {
  const { dates, provenance } = predicted;
  return (
    <>
      <h1>Review of {predicted.case === '' ? predicted.source : `case ${predicted.case}`}</h1>
      <p className="report-advice">
        Advice to a physician reviewer, not a decision. Only a licensed physician may deny or modify
        a request for reasons of medical necessity (Labor Code 4610).
      </p>
      <p>
        Injury {dates.injury ?? 'not known'}; utilization review{' '}
        {dates.utilization_review ?? 'not known'}
        {dates.utilization_review_assumed === true && ' (assumed)'}; read as {predicted.view} view
        {asOf !== '' && `; judged by the guidelines of ${asOf}`}.
      </p>
      <p className="report-soft">
        imr {provenance.version}; rules {provenance.rules}; model{' '}
        {provenance.model ?? 'none (weights of the rules)'}; input {provenance.input}
      </p>
      {(predicted.warnings ?? []).map((warning) => (
        <p key={warning}>
          <strong>Warning:</strong> {warning}
        </p>
      ))}
    </>
  );
}

// The whole review on paper: needs neither the program nor the page to be read.
export function Report({ state, ref }: { state: ReviewState; ref: Ref<HTMLElement> }) {
  const { answer } = state;
  if (answer === null) return null;
  const { items } = answer.case;
  const read = state.asRead.length > 0 ? state.asRead : answer.facts_case.items;
  return (
    <article ref={ref} className="report">
      <Head predicted={answer.case} asOf={state.asOf} />
      {items.map((item) => (
        <ItemReport
          key={item.index}
          item={item}
          question={answer.questions[item.index] ?? ''}
          state={state}
        />
      ))}
      <section>
        <h2>The text that was read</h2>
        {items.map((item) => {
          const facts = outweighed(read[item.index]?.facts ?? {}, item.index, state.corrections);
          return sectionsOf(answer.facts_case, item.index)
            .filter(
              (section) => section.name in (answer.facts_case.items[item.index]?.sections ?? {}),
            )
            .map((section) => (
              <div key={`${item.index}:${section.name}`}>
                {section.name === 'request' && <p className="report-soft">Item {item.index + 1}</p>}
                <Text section={section} facts={facts} />
              </div>
            ));
        })}
        {Object.entries(answer.facts_case.sections).map(([name, text]) => (
          <Text
            key={name}
            section={{ name, text }}
            facts={Object.assign({}, ...read.map((one) => one.facts)) as Record<string, Fact>}
          />
        ))}
      </section>
    </article>
  );
}
