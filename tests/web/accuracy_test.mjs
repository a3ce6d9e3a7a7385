// The Accuracy page: evaluations, charts, and the letters behind their points.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { assertAccessible, sample, startServer, withPage } from './support.mjs';

let serving = null;
const server = () => (serving ??= startServer('--corpus', sample('letters')));

after(async () => {
  if (serving) await (await serving).stop();
});

async function withAccuracy(act, more = {}) {
  await withPage('/accuracy', act, { server: (await server()).address, ...more });
}

async function evaluate(page, choices = {}) {
  for (const [label, value] of Object.entries(choices)) {
    await page.getByRole('combobox', { name: label }).selectOption(value);
  }
  await page.getByRole('button', { name: 'Evaluate' }).click();
  await page.getByRole('region', { name: 'ROC curve' }).waitFor();
}

const charts = [
  'ROC curve',
  'Precision and recall',
  'Reliability',
  'Risk and coverage',
  'By treatment',
  'Over time',
];

// Clicks the first place of a chart that something stands behind.
async function clickPoint(page, chart) {
  const canvas = page.getByRole('region', { name: chart, exact: true }).locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  for (let x = 0.1; x < 1; x += 0.012) {
    for (let y = 0.05; y < 0.8; y += 0.035) {
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
      const points = () => canvas.evaluate((node) => node.style.cursor === 'pointer');
      if (!(await points())) continue;
      await page.waitForTimeout(100); // the chart looks at the mouse once a frame
      if (!(await points())) continue;
      await page.mouse.down();
      await page.mouse.up();
      return;
    }
  }
  assert.fail(`no point of ${chart} can be clicked`);
}

for (const [scheme, width] of [
  ['light', 1280],
  ['dark', 1920],
]) {
  test(`an evaluation is shown in figures, charts and tables, ${scheme}, ${width}`, async () => {
    await withAccuracy(
      async (page) => {
        await assertAccessible(page);
        await evaluate(page, { View: 'record', 'Compare with': 'none' });
        await page.getByText(/^23 items of 11 letters, 11 overturned/).waitFor();
        await page.getByText('base rate alone').first().waitFor();
        await page.getByRole('table', { name: 'Paired differences' }).waitFor();
        assert.equal(
          await page
            .getByRole('table', { name: 'All figures beside the baselines' })
            .getByRole('row')
            .count(),
          15,
        );
        await assertAccessible(page);
        for (const chart of charts) {
          const region = page.getByRole('region', { name: chart, exact: true });
          await region.getByRole('img').waitFor();
          await region.getByRole('button', { name: `Table of ${chart}` }).click();
          assert.ok((await region.getByRole('table').getByRole('row').count()) > 1, chart);
        }
        await assertAccessible(page);
        assert.ok(await page.evaluate(() => document.body.scrollWidth <= window.innerWidth));
      },
      { scheme, width },
    );
  });
}

for (const chart of charts) {
  test(`a click on a point leads to letters: ${chart}`, async () => {
    await withAccuracy(async (page) => {
      await evaluate(page);
      await clickPoint(page, chart);
      const dialogue = page.getByRole('dialog');
      await dialogue.getByText(/^[1-9]\d* items?, \d+ overturned/).waitFor();
      assert.ok((await dialogue.getByRole('link', { name: /^CM1/ }).count()) > 0);
    });
  });
}

test('a letter behind a number opens in Review, where it can be corrected', async () => {
  await withAccuracy(async (page) => {
    await evaluate(page);
    const table = page.getByRole('table', { name: 'Predictions at one half against rulings' });
    await table.getByRole('button').last().click();
    const dialogue = page.getByRole('dialog');
    await assertAccessible(page);
    const downloading = page.waitForEvent('download');
    await dialogue.getByRole('button', { name: 'Save as CSV' }).click();
    const csv = fs.readFileSync(await (await downloading).path(), 'utf8');
    assert.match(csv, /^\uFEFFcase,item,treatment,/);
    const letter = dialogue.getByRole('link', { name: /^CM1/ }).first();
    const name = await letter.innerText();
    await letter.click();
    await page.getByRole('region', { name: 'Prediction' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/review');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Record' }).isDisabled());
    const asked = page.waitForResponse((response) => response.url().includes('/corpora/'));
    await page.getByLabel('Read as').selectOption('record');
    assert.equal((await asked).status(), 200);
    // The evaluation is still there on the way back.
    await page.getByRole('link', { name: 'Accuracy', exact: true }).click();
    await page.getByRole('region', { name: 'ROC curve' }).waitFor();
  });
});

test('a folder and JSON lines of one’s own are evaluated', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'imr-accuracy-'));
  try {
    const letters = path.join(folder, 'mine');
    fs.mkdirSync(letters);
    for (const name of fs.readdirSync(sample('letters')).slice(0, 4)) {
      fs.copyFileSync(path.join(sample('letters'), name), path.join(letters, name));
    }
    const lines = path.join(folder, 'lines.jsonl');
    fs.copyFileSync(sample('cases/three-cases.jsonl'), lines);
    await withAccuracy(async (page) => {
      const choosing = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Open a folder' }).click();
      await (await choosing).setFiles(letters);
      await page.getByRole('option', { name: 'mine (4 letters)' }).waitFor({ state: 'attached' });
      assert.equal(await page.getByRole('combobox', { name: 'Corpus' }).inputValue(), 'mine');
      await evaluate(page);
      await page.getByText(/items of 4 letters/).waitFor();
      const again = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Open JSON lines' }).click();
      await (await again).setFiles(lines);
      await page.getByRole('option', { name: /lines.* \(3 letters\)/ }).waitFor({ state: 'attached' });
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('one’s own reviews are measured once their outcome is known', async () => {
  await withAccuracy(async (page) => {
    await page.getByRole('tab', { name: 'Your own reviews' }).click();
    await page.getByText('No recorded review has an IMR outcome yet.').waitFor();
    await assertAccessible(page);
    await page.evaluate(async (text) => {
      const send = (method, where, body) =>
        fetch(`/api/v1${where}`, {
          method,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }).then((answer) => answer.json());
      const shown = await send('POST', '/review', {
        document: { text },
        name: 'letter.txt',
        view: 'prescreen',
        as_of: null,
        corrections: [],
        what_if: [],
        record: true,
      });
      await send('PATCH', `/history/${shown.history_id}`, {
        items: shown.case.items.map((item, index) => ({
          index,
          decision: 'denied',
          imr_outcome: index === 0 ? 'overturned' : 'upheld',
        })),
      });
    }, fs.readFileSync(sample('letters/sample-1-acupuncture-cyclobenzaprine.txt'), 'utf8'));
    await page.getByRole('tab', { name: 'Past rulings' }).click();
    await page.getByRole('tab', { name: 'Your own reviews' }).click();
    await page.getByText(/^2 items of 1 letter, 1 overturned/).waitFor();
    await page.getByText('2, of which IMR overturned 1').waitFor();
  });
});

test('an evaluation is asked for and read by keyboard alone', async () => {
  await withAccuracy(async (page) => {
    const tabTo = async (locator) => {
      for (let i = 0; i < 80; ++i) {
        if (await locator.evaluate((node) => node === document.activeElement)) return;
        await page.keyboard.press('Tab');
      }
      assert.fail('not reached with Tab');
    };
    await tabTo(page.getByRole('combobox', { name: 'View' }));
    await page.keyboard.press('ArrowDown');
    await tabTo(page.getByRole('button', { name: 'Evaluate' }));
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'ROC curve' }).waitFor();
    await tabTo(page.getByRole('button', { name: 'Table of Reliability' }));
    await page.keyboard.press('Space');
    const cell = page
      .getByRole('region', { name: 'Reliability, table' })
      .getByRole('button')
      .first();
    await tabTo(cell);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.ok(await cell.evaluate((node) => node === document.activeElement));
  });
});
