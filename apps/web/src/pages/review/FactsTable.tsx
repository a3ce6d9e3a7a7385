import { useState } from 'react';
import type { Correction, Fact, Item } from '../../api/types';
import type { Definitions } from '../../components/useVocabulary';
import { factName } from '../../text/names';
import { FactEditor } from './FactEditor';
import type { Lit } from './lit';

function FactRow({
  name,
  item,
  fact,
  read,
  lit,
  definitions,
  corrections,
}: {
  name: string;
  item: Item;
  fact: Fact | undefined;
  read: Fact | undefined;
  lit: Lit;
  definitions: Definitions;
  corrections: Correction[];
}) {
  const key = `fact:${name}`;
  const evidence = [...(read?.evidence ?? []), ...(read?.contrary ?? [])];
  const corrected = corrections.some((one) => one.item === item.index && one.fact === name);
  return (
    <tr data-lit={lit.key === key} data-fact={name}>
      <th scope="row" title={definitions.get(name)?.meaning}>
        {factName(name)}
        {corrected && <span className="tag tag-corrected">corrected</span>}
      </th>
      <td>
        <FactEditor
          item={item.index}
          name={name}
          fact={fact}
          definitions={definitions}
          corrections={corrections}
        />
      </td>
      <td className="fact-words">
        {evidence.length === 0 ? (
          <span className="soft small">{fact === undefined ? '' : 'computed or stated'}</span>
        ) : (
          <button
            type="button"
            className="words-button"
            aria-pressed={lit.key === key}
            onClick={() => lit.show(key, evidence)}
          >
            <span className="hidden-text">Show the words of {factName(name)}: </span>“
            {evidence[0]?.text}”
            {evidence.length > 1 && <span className="soft"> +{evidence.length - 1}</span>}
          </button>
        )}
      </td>
    </tr>
  );
}

// Every fact of an item, to be checked and corrected; those that the record is silent about on
// request.
export function FactsTable({
  item,
  read,
  lit,
  definitions,
  corrections,
}: {
  item: Item;
  read: Record<string, Fact>;
  lit: Lit;
  definitions: Definitions;
  corrections: Correction[];
}) {
  const [silent, setSilent] = useState(false);
  const [sought, setSought] = useState('');
  const told = new Set([...Object.keys(read), ...Object.keys(item.facts)]);
  for (const one of corrections) if (one.item === item.index) told.add(one.fact);
  const names = definitions.size === 0 ? [...told] : [...definitions.keys()];
  const shown = names.filter(
    (name) =>
      name !== 'treatment' &&
      (silent || sought !== '' || told.has(name)) &&
      factName(name).includes(sought.trim().toLowerCase()),
  );
  return (
    <section className="block" aria-label="Facts">
      <h3 className="block-title">
        Facts
        <span className="block-tools">
          <input
            className="input input-small"
            type="search"
            placeholder="Find a fact"
            aria-label="Find a fact"
            value={sought}
            onChange={(event) => setSought(event.target.value)}
          />
          <label className="field small">
            <input
              type="checkbox"
              checked={silent}
              onChange={(event) => setSilent(event.target.checked)}
            />
            also what the record is silent about
          </label>
        </span>
      </h3>
      <table className="table facts">
        <thead>
          <tr>
            <th scope="col">Fact</th>
            <th scope="col">Value – click to correct</th>
            <th scope="col">Words</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((name) => (
            <FactRow
              key={name}
              name={name}
              item={item}
              fact={item.facts[name]}
              read={read[name]}
              lit={lit}
              definitions={definitions}
              corrections={corrections}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}
