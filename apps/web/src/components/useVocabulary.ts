import { useEffect, useState } from 'react';
import { vocabulary } from '../api/client';
import type { VocabularyFact } from '../api/types';

export type Definitions = ReadonlyMap<string, VocabularyFact>;

const none: Definitions = new Map();

// Every fact of the vocabulary by name, in its order; empty until the server answered.
export function useVocabulary(): Definitions {
  const [definitions, setDefinitions] = useState(none);
  useEffect(() => {
    let gone = false;
    vocabulary().then(
      (answer) => {
        if (!gone) setDefinitions(new Map(answer.facts.map((fact) => [fact.name, fact])));
      },
      () => undefined, // facts are then shown, and not corrected
    );
    return () => {
      gone = true;
    };
  }, []);
  return definitions;
}
