import { expect, it } from 'vitest';
import type { Facts } from '../../api/types';
import { outweighed } from './corrected';

const words = { section: 'summary', start: 0, end: 4, text: 'lock' };
const facts: Facts = {
  mechanical_findings: { value: 'yes', evidence: [words] },
  body_parts: { value: ['knee'], evidence: [words] },
};

it('marks words against a correction as outweighed, and only those', () => {
  const marked = outweighed(facts, 0, [{ item: 0, fact: 'mechanical_findings', value: 'no' }]);
  expect(marked.mechanical_findings).toMatchObject({ evidence: [], contrary: [words] });
  expect(marked.body_parts).toBe(facts.body_parts);
});

it('leaves words that a correction confirms, and corrections of other items', () => {
  const corrections = [
    { item: 0, fact: 'body_parts', value: ['knee'] },
    { item: 1, fact: 'mechanical_findings', value: 'no' },
  ];
  expect(outweighed(facts, 0, corrections)).toEqual(facts);
});
