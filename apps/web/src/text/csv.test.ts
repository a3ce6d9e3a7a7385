import { expect, it } from 'vitest';
import { csvCell, csvText } from './csv';

it.each([
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['plain', 'plain'],
  ['a, "b"', '"a, ""b"""'],
  ['two\nlines', '"two\nlines"'],
])('%j cannot run', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

it('leaves numbers as numbers, and nothing empty', () => {
  expect(csvText([[0.25, -1, null, '']])).toBe('\uFEFF0.25,-1,,\r\n');
});
