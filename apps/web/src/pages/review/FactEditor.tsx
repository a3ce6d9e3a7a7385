import type { Correction, Fact } from '../../api/types';
import type { Definitions } from '../../components/useVocabulary';
import { ValueInput } from '../../components/ValueInput';
import { factName, valueName } from '../../text/names';
import { reviewStore } from './store';

// Computed by the program or the wording of the request itself: not for the reviewer to set.
const notCorrected = new Set(['depends_on', 'treatment']);

function ReadValue({ fact }: { fact: Fact | undefined }) {
  if (fact === undefined) return <span className="soft">silent</span>;
  return (
    <span>
      {fact.at_least === true && 'at least '}
      {valueName(fact.value)}
    </span>
  );
}

// The value of one fact of one item, to be corrected with a click.
export function FactEditor({
  item,
  name,
  fact,
  definitions,
  corrections,
}: {
  item: number;
  name: string;
  fact: Fact | undefined;
  definitions: Definitions;
  corrections: Correction[];
}) {
  const definition = definitions.get(name);
  const correction = corrections.find((one) => one.item === item && one.fact === name);
  if (definition === undefined || notCorrected.has(name)) return <ReadValue fact={fact} />;
  const value = correction === undefined ? (fact?.value ?? null) : correction.value;
  return (
    <span className="fact-editor">
      <ValueInput
        definition={definition}
        value={value}
        label={factName(name)}
        silence
        onChange={(changed) => reviewStore.correct(item, name, changed)}
      />
      {correction !== undefined && (
        <button
          type="button"
          className="button button-quiet button-small"
          aria-label={`Undo the correction of ${factName(name)}`}
          onClick={() => reviewStore.withdraw(item, name)}
        >
          undo
        </button>
      )}
    </span>
  );
}
