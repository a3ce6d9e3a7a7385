import type { Correction, Facts } from '../../api/types';

// Facts as their words are to be marked: those of a fact that the reviewer corrected are outweighed.
export function outweighed(facts: Facts, item: number, corrections: Correction[]): Facts {
  const marked: Facts = { ...facts };
  for (const { item: of, fact: name, value } of corrections) {
    const fact = facts[name];
    if (of !== item || fact === undefined) continue;
    if (JSON.stringify(fact.value) === JSON.stringify(value)) continue;
    marked[name] = {
      ...fact,
      evidence: [],
      contrary: [...fact.evidence, ...(fact.contrary ?? [])],
    };
  }
  return marked;
}
