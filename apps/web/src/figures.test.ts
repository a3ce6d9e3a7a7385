import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import figures from './figures.json';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8').replace(
  /\s+/g,
  ' ',
);

it.each([figures.letters, figures.caution, figures.facts, figures.citations])(
  'the README says: %s',
  (sentence) => {
    expect(readme).toContain(sentence);
  },
);

it('shows the table of held-out accuracy as the README has it', () => {
  for (const row of figures.accuracy) {
    expect(readme).toContain(
      `${row.view} | ${row.auc} | ${row.brierSkill} | ${row.ece} | ${row.riskiestFifth} |`,
    );
  }
});

it('shows what was set aside as the README has it', () => {
  const [first, second] = figures.setAside;
  expect(readme).toContain(
    `| ${first?.letters} | ${first?.view} | ${first?.auc} | ${first?.brierSkill} |`,
  );
  expect(readme).toContain(`| ${second?.view} | ${second?.auc} | ${second?.brierSkill} |`);
});
