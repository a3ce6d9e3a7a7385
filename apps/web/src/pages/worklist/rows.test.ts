import { expect, it } from 'vitest';
import { counted, noFilter, passes, sorted, type WorkRow } from './rows';

const row = (change: Partial<WorkRow>): WorkRow => ({
  key: 'k',
  source: 0,
  name: 'a.txt',
  case: 'CM1',
  item: 0,
  request: 'MRI of the knee',
  treatment: 'imaging · mri',
  prediction: 'upheld',
  probability: 0.2,
  low: 0.1,
  high: 0.3,
  baseRate: 0.1,
  risk: null,
  abstained: false,
  guidelines: ['g1'],
  decisive: '',
  missing: ['what failed before'],
  ...change,
});

it('puts the riskiest first, ties in the order of the inputs', () => {
  const rows = [
    row({ source: 2, probability: 0.4 }),
    row({ source: 1, probability: 0.9 }),
    row({ source: 0, probability: 0.4 }),
  ];
  expect(sorted(rows, 'probability', false).map((one) => one.source)).toEqual([1, 0, 2]);
  expect(sorted(rows, 'probability', true).map((one) => one.source)).toEqual([0, 2, 1]);
});

it('filters by everything at once', () => {
  expect(passes(row({}), { ...noFilter, guideline: 'g1', text: ' KNEE ' })).toBe(true);
  expect(passes(row({}), { ...noFilter, guideline: 'g2', text: 'knee' })).toBe(false);
  expect(passes(row({}), { ...noFilter, missing: 'what failed before' })).toBe(true);
  expect(passes(row({}), { ...noFilter, treatment: 'therapy · physical' })).toBe(false);
});

it('counts what there is to filter by', () => {
  expect(counted(['b', 'a', 'b'])).toEqual([
    ['b', 2],
    ['a', 1],
  ]);
});
