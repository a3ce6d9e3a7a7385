import { Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import type { RuleDiagnostic } from '../../api/rules';
import { meaningsOf } from './meanings';
import { extentOf, marksOf, mendingOf } from './ruleCompletion';
import { factMeanings, inForce, treatmentText, validityText } from './words';

const doc = Text.of(['treatmens: [therapy.acupuncture]', 'source: MTSU', 'criteria: []']);

function found(line: number, column: number, message: string): RuleDiagnostic {
  return { file: 'f', line, column, severity: 'error', message, code: 'c', suggestion: null };
}

describe('a finding', () => {
  it('marks the word it is about, and offers what was meant', () => {
    const unknown = found(1, 1, "a guideline has no 'treatmens'; did you mean 'treatments'?");
    expect(extentOf(doc, unknown)).toEqual({ from: 0, to: 9 });
    expect(mendingOf(doc, unknown)).toEqual({ from: 0, to: 9, insert: 'treatments' });
    expect(marksOf(doc, [unknown])[0]?.actions?.[0]?.name).toBe('Change to ‘treatments’');
  });

  it('marks the value where its column is', () => {
    const line = doc.line(2);
    const wrong = found(2, 9, "'source' must be one of MTUS, ACOEM, ODG, other");
    expect(extentOf(doc, wrong)).toEqual({ from: line.from + 8, to: line.to });
    expect(mendingOf(doc, wrong)).toBeNull();
  });

  it('marks the line without a column, and the last one when the file is shorter', () => {
    expect(extentOf(doc, found(3, 0, 'x'))).toEqual({ from: doc.line(3).from, to: doc.length });
    expect(extentOf(doc, found(99, 1, 'x')).from).toBe(doc.line(3).from);
  });
});

describe('meanings of codes', () => {
  it('are the words that the lexicon knows', () => {
    const meanings = meaningsOf(
      { treatments: [{ code: 'therapy.acupuncture', words: ['acupuncture', 'needling'] }] },
      { drugs: [{ agent: 'tramadol', class: 'medication.opioid' }, { class: 7 }] },
    );
    expect(meanings.get('therapy.acupuncture')).toContain('acupuncture, needling');
    expect(meanings.get('medication.opioid')).toContain('tramadol');
    expect(meanings.size).toBe(2);
  });
});

describe('words', () => {
  it('tell when a guideline is in force', () => {
    expect(validityText(['2007-06-15', '2017-11-30'])).toBe('15 Jun 2007 – 30 Nov 2017');
    expect(validityText(['2007-06-15', null])).toBe('since 15 Jun 2007');
    expect(validityText([null, null])).toBe('always');
    expect(inForce(['2007-06-15', '2017-11-30'], '2017-11-30')).toBe(true);
    expect(inForce(['2007-06-15', '2017-11-30'], '2017-12-01')).toBe(false);
  });

  it('name treatments and families', () => {
    expect(treatmentText('therapy.work_conditioning')).toBe('therapy · work conditioning');
    expect(treatmentText('therapy.*')).toBe('all therapy');
  });

  it('are explained at the end of a guideline', () => {
    const markdown = '# A\n- **no:** x\n## What the words mean\n\n- **red flags:** a\\_b, c\n';
    expect(factMeanings(markdown)).toEqual([['red flags', 'a_b, c']]);
    expect(factMeanings(undefined)).toEqual([]);
  });
});
