import { useState } from 'react';
import {
  Button,
  Dialog,
  DialogTrigger,
  Popover,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components';
import type { FactValue, VocabularyFact } from '../api/types';
import { valueName } from '../text/names';

interface Properties {
  definition: VocabularyFact;
  value: FactValue | null;
  label: string;
  // Whether "silent" is offered: that the record does not tell.
  silence: boolean;
  onChange: (value: FactValue | null) => void;
}

function Choice({ value, label, silence, onChange }: Properties) {
  const chosen = value === 'yes' || value === 'no' ? value : silence ? 'silent' : '';
  return (
    <ToggleButtonGroup
      className="choice"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={chosen === '' ? [] : [chosen]}
      onSelectionChange={(keys) => {
        const [key] = keys;
        if (key !== undefined && key !== chosen) onChange(key === 'silent' ? null : String(key));
      }}
    >
      <ToggleButton id="yes" className="choice-option">
        yes
      </ToggleButton>
      <ToggleButton id="no" className="choice-option">
        no
      </ToggleButton>
      {silence && (
        <ToggleButton id="silent" className="choice-option">
          silent
        </ToggleButton>
      )}
    </ToggleButtonGroup>
  );
}

function Silence({ value, label, silence, onChange }: Properties) {
  if (!silence || value === null) return null;
  return (
    <button
      type="button"
      className="button button-quiet button-small"
      aria-label={`${label}: silent`}
      onClick={() => onChange(null)}
    >
      silent
    </button>
  );
}

function Words(properties: Properties & { numeric: boolean }) {
  const { value, label, numeric, onChange } = properties;
  const shown = value === null ? '' : valueName(value);
  const [typed, setTyped] = useState<string | null>(null);
  const take = () => {
    if (typed === null) return;
    setTyped(null);
    const text = typed.trim();
    if (text === shown) return;
    if (text === '') {
      if (value !== null) onChange(null);
    } else if (!numeric) {
      onChange(text);
    } else if (/^\d{1,6}(\.\d+)?$/.test(text)) {
      onChange(Number(text));
    }
  };
  return (
    <span className="field">
      <input
        className={numeric ? 'input input-number' : 'input input-word'}
        aria-label={label}
        inputMode={numeric ? 'decimal' : 'text'}
        placeholder="silent"
        value={typed ?? shown}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
        }}
      />
      <Silence {...properties} />
    </span>
  );
}

function Code(properties: Properties) {
  const { definition, value, label, silence, onChange } = properties;
  return (
    <select
      className="input"
      aria-label={label}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    >
      {(silence || value === null) && <option value="">{silence ? 'silent' : 'choose'}</option>}
      {(definition.values ?? []).map((one) => (
        <option key={one} value={one}>
          {valueName(one)}
        </option>
      ))}
    </select>
  );
}

function Codes(properties: Properties) {
  const { definition, value, label, onChange } = properties;
  const chosen = Array.isArray(value) ? value : [];
  return (
    <span className="field">
      <DialogTrigger>
        <Button className="button button-small">
          <span className="hidden-text">{label}: </span>
          {chosen.length === 0 ? 'silent' : valueName(chosen)} ▾
        </Button>
        <Popover className="popover" placement="bottom start">
          <Dialog className="popover-body" aria-label={label}>
            <fieldset className="checks">
              <legend className="hidden-text">{label}</legend>
              {(definition.values ?? []).map((one) => (
                <label key={one} className="check">
                  <input
                    type="checkbox"
                    checked={chosen.includes(one)}
                    onChange={(event) => {
                      const others = chosen.filter((other) => other !== one);
                      const changed = event.target.checked ? [...others, one] : others;
                      onChange(changed.length === 0 ? null : changed);
                    }}
                  />
                  {valueName(one)}
                </label>
              ))}
            </fieldset>
          </Dialog>
        </Popover>
      </DialogTrigger>
      <Silence {...properties} />
    </span>
  );
}

// The value of a fact as the vocabulary allows it. Every click or entered value is a change.
export function ValueInput(properties: Properties) {
  const { type, values } = properties.definition;
  if (type === 'yes_no' || type === 'documented') return <Choice {...properties} />;
  if (type === 'codes') return <Codes {...properties} />;
  if (type === 'code' && values !== null && values.length > 0) return <Code {...properties} />;
  return (
    <Words {...properties} numeric={type === 'number' || type === 'count' || type === 'months'} />
  );
}
