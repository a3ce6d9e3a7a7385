import { useState } from 'react';
import { Switch } from '../../components/Switch';
import type { Counterfactual, Item, WhatIf } from '../../api/types';
import type { Definitions } from '../../components/useVocabulary';
import { ValueInput } from '../../components/ValueInput';
import { changeName, factName, percent, valueName } from '../../text/names';
import { reviewStore } from './store';

function isSupposed(change: Counterfactual['change'], whatIf: WhatIf[]): boolean {
  return Object.entries(change).every(([fact, value]) =>
    whatIf.some((one) => one.fact === fact && JSON.stringify(one.value) === JSON.stringify(value)),
  );
}

function AnyFact({ item, definitions }: { item: Item; definitions: Definitions }) {
  const [name, setName] = useState('');
  const definition = definitions.get(name);
  return (
    <div className="any-fact">
      <label className="field">
        <span className="field-label">Another fact</span>
        <select className="input" value={name} onChange={(event) => setName(event.target.value)}>
          <option value="">choose …</option>
          {[...definitions.keys()]
            .filter((one) => one !== 'treatment' && one !== 'depends_on')
            .map((one) => (
              <option key={one} value={one}>
                {factName(one)}
              </option>
            ))}
        </select>
      </label>
      {definition !== undefined && (
        <ValueInput
          definition={definition}
          value={null}
          label={`What if ${factName(name)}`}
          silence={false}
          onChange={(value) => {
            if (value !== null) reviewStore.suppose(item.index, name, value);
            setName('');
          }}
        />
      )}
    </div>
  );
}

// What other documentation would change: supposed, never recorded.
export function WhatIfPanel({
  item,
  whatIf,
  definitions,
}: {
  item: Item;
  whatIf: WhatIf[];
  definitions: Definitions;
}) {
  const mine = whatIf.filter((one) => one.item === item.index || one.item === null);
  const offered = new Set(item.counterfactuals.flatMap((one) => Object.keys(one.change)));
  const others = mine.filter((one) => !offered.has(one.fact));
  return (
    <section className="block" aria-label="What if">
      <h3 className="block-title">
        What if it were documented otherwise?
        {mine.length > 0 && (
          <button
            type="button"
            className="button button-quiet button-small"
            onClick={() => reviewStore.supposeNothing(item.index)}
          >
            clear
          </button>
        )}
      </h3>
      <ul className="switches">
        {item.counterfactuals.map((one) => {
          const name = changeName(one.change);
          return (
            <li key={name}>
              <Switch
                isSelected={isSupposed(one.change, mine)}
                onChange={(on) => {
                  for (const [fact, value] of Object.entries(one.change)) {
                    if (on) reviewStore.suppose(item.index, fact, value);
                    else reviewStore.supposeNothing(item.index, fact);
                  }
                }}
              >
                <span className="switch-name">{name}</span>
                <span className="soft number">
                  → {percent(one.probability_overturned)}{' '}
                  {one.probability_overturned >= 0.5 ? 'overturned' : 'upheld'}
                </span>
              </Switch>
            </li>
          );
        })}
        {others.map((one) => (
          <li key={one.fact}>
            <Switch isSelected onChange={() => reviewStore.supposeNothing(item.index, one.fact)}>
              <span className="switch-name">
                {factName(one.fact)}: {valueName(one.value)}
              </span>
            </Switch>
          </li>
        ))}
      </ul>
      <AnyFact key={item.index} item={item} definitions={definitions} />
      <p className="soft small">
        For asking, never for wording a note: only true documentation counts.
      </p>
    </section>
  );
}
