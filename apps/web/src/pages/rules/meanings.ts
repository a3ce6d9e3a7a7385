// What treatment codes stand for, from the words that the lexicon knows for them: a code has no
// description of its own.
import { readRuleFile } from '../../api/rules';
import type { Meanings } from './ruleCompletion';
import { treatmentText } from './words';

const mostWords = 10;

interface TreatmentsFile {
  treatments?: { code?: unknown; words?: unknown }[];
}

interface DrugsFile {
  drugs?: { agent?: unknown; class?: unknown; judged_as?: unknown }[];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Codes to a line such as "acupuncture (therapy). Asked for as: acupuncture, dry needling, …". */
export function meaningsOf(treatments: TreatmentsFile, drugs: DrugsFile): Meanings {
  const words = new Map<string, string[]>();
  const add = (code: unknown, found: string[]) => {
    if (typeof code !== 'string') return;
    const all = words.get(code) ?? [];
    for (const word of found) if (!all.includes(word)) all.push(word);
    words.set(code, all);
  };
  for (const entry of treatments.treatments ?? []) add(entry.code, textsOf(entry.words));
  for (const drug of drugs.drugs ?? []) {
    if (typeof drug.agent === 'string') add(drug.class, [drug.agent]);
  }
  const meanings = new Map<string, string>();
  for (const [code, found] of words) {
    const shown = found.slice(0, mostWords).join(', ');
    const more = found.length > mostWords ? `, and ${found.length - mostWords} more` : '';
    meanings.set(
      code,
      `${treatmentText(code)}${shown === '' ? '' : `. Asked for as: ${shown}${more}.`}`,
    );
  }
  return meanings;
}

let loaded: Promise<Meanings> | null = null;

/** Of the lexicon on disk; empty when it cannot be read. Asked once. */
export function treatmentMeanings(): Promise<Meanings> {
  loaded ??= (async () => {
    try {
      const [{ parse }, treatments, drugs] = await Promise.all([
        import('yaml'),
        readRuleFile('lexicon/treatments.yaml'),
        readRuleFile('lexicon/drugs.yaml'),
      ]);
      return meaningsOf(parse(treatments.text) as TreatmentsFile, parse(drugs.text) as DrugsFile);
    } catch {
      loaded = null;
      return new Map<string, string>();
    }
  })();
  return loaded;
}
