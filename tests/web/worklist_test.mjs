// The Worklist: many inputs, the riskiest first.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { assertAccessible, sample, withPage } from './support.mjs';

const letters = fs.readdirSync(sample('letters')).map((name) => sample(`letters/${name}`));
const done = (page) => page.getByText(/^\d+ read, \d+ requests$/).waitFor();
const figures = async (page) =>
  (await page.locator('tbody .work-figure strong').allInnerTexts()).map((one) =>
    Number(one.replace(/[<>%]/g, '')),
  );

async function openFiles(page, files) {
  await page.setInputFiles('input[aria-label="Open files"]', files);
  await done(page);
}

test('files are predicted at most four at once, and sorted by risk', async () => {
  await withPage('/worklist', async (page) => {
    let now = 0;
    let most = 0;
    page.on('request', (request) => {
      if (request.url().includes('/predict')) most = Math.max(most, ++now);
    });
    page.on('requestfinished', (request) => {
      if (request.url().includes('/predict')) --now;
    });
    await page.getByText(/Nothing is sent to anyone else/).waitFor();
    await openFiles(page, letters);
    assert.ok(most <= 4, `${most} at once`);
    const shown = await figures(page);
    assert.ok(shown.length >= letters.length);
    assert.deepEqual(
      shown,
      [...shown].sort((a, b) => b - a),
    );
    await page.getByRole('button', { name: /^Overturn/ }).click();
    assert.deepEqual(
      await figures(page),
      [...shown].sort((a, b) => a - b),
    );
    assert.equal(await page.locator('th').first().getAttribute('aria-sort'), 'ascending');
    await assertAccessible(page);
  });
});

test('a folder is read, what is no case in it left out', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'imr-worklist-'));
  try {
    fs.mkdirSync(path.join(folder, 'inner'));
    fs.copyFileSync(letters[0], path.join(folder, 'inner', 'letter.txt'));
    fs.copyFileSync(sample('cases/knee-mri.yaml'), path.join(folder, 'knee.yaml'));
    fs.writeFileSync(path.join(folder, 'picture.png'), 'no case');
    await withPage('/worklist', async (page) => {
      await page.setInputFiles('input[aria-label="Open a folder"]', folder);
      await done(page);
      await page.getByText(/^2 read/).waitFor();
      await page
        .getByText(/inner\/letter\.txt$/)
        .first()
        .waitFor();
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('JSON lines are read line by line; a broken line is told apart', async () => {
  const lines = fs.readFileSync(sample('cases/three-cases.jsonl'), 'utf8').trim().split('\n');
  await withPage('/worklist', async (page, { expectError }) => {
    expectError(/422/);
    await openFiles(page, [
      {
        name: 'cases.jsonl',
        mimeType: 'application/x-ndjson',
        buffer: Buffer.from([...lines, '{"requests": 3', ''].join('\n')),
      },
    ]);
    await page.getByText('1 could not be read.').waitFor();
    await page.getByText('Which, and why').click();
    await page.getByText('cases.jsonl:4').waitFor();
    assert.ok((await figures(page)).length >= lines.length);
  });
});

test('filters by treatment, guideline, missing fact and text; opens one in Review', async () => {
  await withPage('/worklist', async (page) => {
    await openFiles(page, [...letters, sample('cases/knee-mri.yaml')]);
    const all = (await figures(page)).length;
    await page.getByRole('combobox', { name: /^Treatment/ }).selectOption('imaging · mri');
    const some = (await figures(page)).length;
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    await page.getByRole('combobox', { name: /^Missing/ }).selectOption({ index: 1 });
    assert.ok((await figures(page)).length > 0);
    await page.getByRole('combobox', { name: /^Missing/ }).selectOption('');
    await page
      .getByRole('combobox', { name: /^Guideline/ })
      .selectOption('acoem-2004-chapter-13-knee-imaging');
    assert.equal((await figures(page)).length, 1);
    await page.getByRole('combobox', { name: /^Guideline/ }).selectOption('');
    await page.getByRole('combobox', { name: /^Treatment/ }).selectOption('');
    await page.getByLabel('Find in case, file or request').fill('physical therapy 2 times a week for 3');
    assert.equal((await figures(page)).length, 1);
    await page.getByRole('button', { name: /Physical therapy 2 times a week for 3/ }).click();
    await page.getByRole('region', { name: 'Prediction' }).waitFor();
    await page.locator('[role=tab][aria-selected=true]', { hasText: 'Physical therapy' }).waitFor();
    await page.getByRole('link', { name: 'Worklist' }).click();
    assert.equal((await figures(page)).length, all);
  });
});

test('the exported CSV has every request and runs nothing in a spreadsheet', async () => {
  const hostile = JSON.stringify({
    case: '=cmd|"/c calc"!A1',
    dates: { utilization_review: '2016-05-02' },
    requests: [{ text: '=HYPERLINK("http://example.org"), MRI of the left knee' }],
  });
  await withPage('/worklist', async (page) => {
    await openFiles(page, [
      { name: 'letter.txt', mimeType: 'text/plain', buffer: fs.readFileSync(letters[0]) },
      { name: '@evil.json', mimeType: 'application/json', buffer: Buffer.from(hostile) },
    ]);
    const rows = (await figures(page)).length;
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const saved = await saving;
    assert.equal(saved.suggestedFilename(), 'worklist.csv');
    const csv = fs.readFileSync(await saved.path(), 'utf8');
    assert.match(csv, /^\uFEFFcase,file,item,request,/);
    assert.ok(csv.trim().split('\r\n').length >= rows + 1);
    for (const cell of csv.slice(1).split(/,|\r\n/)) assert.doesNotMatch(cell, /^"?[=@]/);
    assert.ok(csv.includes("'@evil.json"));
  });
});

test('accessible in dark colours, empty too', async () => {
  await withPage(
    '/worklist',
    async (page) => {
      await assertAccessible(page);
      await openFiles(page, letters.slice(0, 3));
      await assertAccessible(page);
    },
    { scheme: 'dark' },
  );
});
