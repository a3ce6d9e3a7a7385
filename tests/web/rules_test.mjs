// The Rules page: reading the rule book, changing a file of it, seeing what the change does.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { assertAccessible, project, sample, startServer, withPage } from './support.mjs';

const file = 'guidelines/mtus-acupuncture-2007.yaml';
let editing = null;

// A server that may save, with rules of its own and the sample letters as a corpus.
async function editable() {
  editing ??= (async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'imr-rules-'));
    const rules = path.join(folder, 'rules');
    fs.cpSync(path.join(project, 'rules'), rules, { recursive: true });
    const server = await startServer(
      ...['--rules', rules, '--edit-rules', '--corpus', sample('letters')],
    );
    return { folder, rules, server };
  })();
  return editing;
}

after(async () => {
  if (!editing) return;
  const { folder, server } = await editing;
  await server.stop();
  fs.rmSync(folder, { recursive: true });
});

async function withEditor(act, more = {}) {
  const { rules, server } = await editable();
  fs.copyFileSync(path.join(project, 'rules', file), path.join(rules, file));
  await withPage(
    `/rules?file=${encodeURIComponent(file)}`,
    async (page, told) => {
      await page.getByRole('textbox', { name: `${file}, YAML` }).waitFor();
      await act(page, rules, told);
    },
    { server: server.address, ...more },
  );
}

// Puts the caret behind the first line that holds the words.
async function atEndOf(page, words) {
  await page.locator('.cm-line', { hasText: words }).first().click();
  await page.keyboard.press('End');
}

async function replaceLastWord(page, words, word) {
  await atEndOf(page, words);
  await page.keyboard.press('Control+Backspace');
  await page.keyboard.type(word);
  await page.keyboard.press('Escape');
}

// Points at the first place of a word in the editor.
async function pointAt(page, word) {
  const place = await page.locator('.cm-content').evaluate((content, wanted) => {
    const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
    return null;
  }, word);
  assert.ok(place, word);
  await page.mouse.move(0, 0);
  await page.mouse.move(place.x, place.y, { steps: 3 });
}

const weaken = (page) => replaceLastWord(page, 'strength: required', 'supporting');

test('the rule book is searched and read in plain English', async () => {
  await withPage('/rules', async (page) => {
    await page.getByText(/^\d+ of \d+ guidelines$/).waitFor();
    const all = await page.locator('.book-entry').count();
    assert.ok(all > 150, `${all} entries`);
    await page.getByRole('searchbox').fill('acupuncture functional');
    await page.getByText(/^[1-9]\d? of \d+ guidelines$/).waitFor();
    await page.getByLabel('Source').selectOption('MTUS');
    await page.getByLabel('In force on').fill('2015-03-01');
    await page.getByRole('link', { name: /Acupuncture Medical Treatment Guidelines/ }).click();
    await page.getByRole('heading', { name: 'What a request needs' }).waitFor();
    for (const words of [
      'since 15 Jun 2007',
      'counts against the request',
      'MTUS, 8 CCR 9792.24.1(a)(1)',
      'the record shows: active rehabilitation',
    ]) {
      await page.getByText(words).first().waitFor();
    }
    await page.getByRole('table', { name: 'Examples' }).waitFor();
    await page.getByRole('heading', { name: 'What the words mean' }).waitFor();
    await assertAccessible(page);
    await page.getByLabel('In force on').fill('1999-01-01');
    await page.getByText(/^0 of \d+ guidelines$/).waitFor();
  });
});

for (const scheme of ['light', 'dark']) {
  for (const width of [1280, 1920]) {
    test(`the pages are accessible and fit, ${scheme}, ${width}`, async () => {
      const fits = async (page) =>
        assert.ok(await page.evaluate(() => document.body.scrollWidth <= window.innerWidth));
      await withPage(
        '/rules?guideline=mtus-acupuncture-2007',
        async (page) => {
          await page.getByRole('heading', { name: 'What a request needs' }).waitFor();
          await assertAccessible(page);
          await fits(page);
        },
        { scheme, width },
      );
      await withEditor(
        async (page) => {
          await replaceLastWord(page, 'strength: required', 'suporting');
          await page.locator('.cm-lintRange-error').waitFor();
          await assertAccessible(page);
          await fits(page);
        },
        { scheme, width },
      );
    });
  }
}

test('an error is underlined as it is typed, and mended with one click', async () => {
  await withEditor(async (page) => {
    await atEndOf(page, 'strength: required');
    await page.keyboard.press('Enter');
    await page.keyboard.type('weigth: 2');
    await page.keyboard.press('Escape');
    await page.locator('.cm-lintRange-error', { hasText: 'weigth' }).waitFor();
    await page.getByText("a criterion has no 'weigth'; did you mean 'weight'?").waitFor();
    await page.getByRole('tab', { name: 'Examples' }).click();
    assert.ok(await page.getByRole('button', { name: 'Run the examples' }).isDisabled());
    await page.getByRole('tab', { name: /Problems/ }).click();
    await page.getByRole('button', { name: 'Line 26' }).click();
    assert.ok(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement != null));
    await page.getByRole('button', { name: 'Change to ‘weight’' }).click();
    await page.getByText('No problems.').waitFor();
    await page.locator('.cm-line', { hasText: 'weight: 2' }).waitFor();
    assert.equal(await page.locator('.cm-lintRange-error').count(), 0);
  });
});

test('what fits at the caret is offered with its meaning', async () => {
  await withEditor(async (page) => {
    const offers = page.locator('.cm-tooltip-autocomplete li');
    await atEndOf(page, 'strength: required');
    await page.keyboard.press('Enter');
    await page.keyboard.type('w');
    await offers.filter({ hasText: /^weightnumber/ }).waitFor();
    assert.equal(await offers.filter({ hasText: /^strength/ }).count(), 0, 'is there already');
    await page.locator('.cm-completionInfo', { hasText: 'Log-odds for met' }).waitFor();
    await page.waitForTimeout(120); // answers to a key come only after the list has stood a while
    await page.keyboard.press('Enter');
    await page.keyboard.type('1');
    await page.locator('.cm-line', { hasText: 'weight: 1' }).waitFor();

    await atEndOf(page, 'treatments: [therapy.acupuncture]');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(', medication.op');
    await offers.filter({ hasText: 'medication.opioid' }).waitFor();
    await page.locator('.cm-completionInfo', { hasText: /hydrocodone/ }).waitFor();
    await page.keyboard.press('Escape');
    await pointAt(page, 'therapy.acupuncture');
    await page.locator('.cm-meaning', { hasText: 'acupuncture' }).waitFor();
    await pointAt(page, 'medication_reduced_or_not_tolerated');
    await page.locator('.cm-meaning', { hasText: 'pain medication is being reduced' }).waitFor();
  });
});

test('examples tell what a change breaks, a comparison what it flips', async () => {
  await withEditor(async (page) => {
    await weaken(page); // the indication
    await replaceLastWord(page, 'strength: required', 'supporting'); // the length of a course
    await replaceLastWord(page, 'strength: required', 'supporting'); // functional improvement
    await page.getByText('No problems.').waitFor();
    await page.getByRole('tab', { name: 'Examples' }).click();
    await page.getByRole('button', { name: 'Run the examples' }).click();
    await page.getByText(/expectations of \d+ examples fail\./).waitFor();
    await page.getByText('six more visits after six with documented gains').waitFor();
    await page.getByRole('tab', { name: 'What it changes' }).click();
    const began = Date.now();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText(/^Of \d+ items of \d+ letters/).waitFor();
    console.log(`# compared in ${Date.now() - began} ms`);
    await page.getByRole('table', { name: 'Flipped' }).getByText('now wrong').first().waitFor();
    const figures = page.getByRole('table', { name: 'Figures before and after' });
    await figures.getByRole('row', { name: /Area under the ROC curve/ }).waitFor();
    await assertAccessible(page);
    await page.getByRole('table', { name: 'Flipped' }).getByRole('link').first().click();
    await page.getByRole('region', { name: 'Prediction' }).waitFor();
    // The change is still there on the way back.
    await page.getByRole('link', { name: 'Rules', exact: true }).click();
    await page.getByRole('status').getByRole('link', { name: file }).click();
    await page.getByText('Edited, not saved').waitFor();
  });
});

test('a file is saved after a look at the difference, and an earlier version put back', async () => {
  await withEditor(async (page, rules) => {
    const before = fs.readFileSync(path.join(rules, file), 'utf8');
    await weaken(page);
    await page.getByText('No problems.').waitFor();
    assert.equal(fs.readFileSync(path.join(rules, file), 'utf8'), before, 'nothing saved unasked');
    await page.getByRole('button', { name: 'Review and save' }).click();
    const dialogue = page.getByRole('dialog');
    await dialogue.locator('.cm-deletedChunk', { hasText: 'strength: required' }).waitFor();
    await dialogue.locator('.cm-changedLine', { hasText: 'strength: supporting' }).waitFor();
    await assertAccessible(page);
    await dialogue.getByRole('button', { name: 'Save to disk' }).click();
    await page.getByText('Saved and in use; the version before is kept.').waitFor();
    assert.match(fs.readFileSync(path.join(rules, file), 'utf8'), /strength: supporting\n/);
    await page.getByRole('link', { name: 'In plain English' }).click();
    await page.locator('.rule-criterion', { hasText: 'supporting' }).first().waitFor();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByRole('tab', { name: 'Earlier versions' }).click();
    await page.getByRole('button', { name: /^Show/ }).first().click();
    await page.getByRole('region', { name: /^Version/ }).locator('.cm-deletedChunk').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Put it back into the editor' }).click();
    await page.getByText('Edited, not saved').waitFor();
    await page.getByRole('button', { name: 'Review and save' }).click();
    await page.getByRole('button', { name: 'Save to disk' }).click();
    await page.getByText('Saved and in use').waitFor();
    assert.equal(fs.readFileSync(path.join(rules, file), 'utf8'), before);
  });
});

test('what someone else saved meanwhile is not overwritten unseen', async () => {
  await withEditor(async (page, rules, { expectError }) => {
    expectError(/412/);
    await weaken(page);
    await page.getByText('No problems.').waitFor();
    fs.appendFileSync(path.join(rules, file), '# seen by another\n');
    await page.getByRole('button', { name: 'Review and save' }).click();
    await page.getByRole('button', { name: 'Save to disk' }).click();
    const dialogue = page.getByRole('dialog', { name: 'The file changed on disk' });
    await dialogue.locator('.cm-deletedChunk', { hasText: '# seen by another' }).waitFor();
    await assertAccessible(page);
    assert.match(fs.readFileSync(path.join(rules, file), 'utf8'), /# seen by another\n$/);
    await dialogue.getByRole('button', { name: 'Drop mine, take theirs' }).click();
    await page.getByText('As on disk').waitFor();
    await weaken(page);
    await page.getByText('No problems.').waitFor();
    fs.appendFileSync(path.join(rules, file), '# once more\n');
    await page.getByRole('button', { name: 'Review and save' }).click();
    await page.getByRole('button', { name: 'Save to disk' }).click();
    await page.getByRole('button', { name: 'Save mine over it' }).click();
    await page.getByText('Saved and in use').waitFor();
    const now = fs.readFileSync(path.join(rules, file), 'utf8');
    assert.match(now, /# seen by another\n$/);
    assert.match(now, /strength: supporting\n/);
  });
});

test('the browser asks before a change is lost', async () => {
  await withEditor(async (page) => {
    await weaken(page);
    await page.getByText('Edited, not saved').waitFor();
    const asked = new Promise((resolve) => {
      page.once('dialog', (dialogue) => {
        resolve(dialogue.type());
        void dialogue.accept();
      });
    });
    await page.reload();
    assert.equal(await asked, 'beforeunload');
    await page.getByText('As on disk').waitFor();
  });
});

test('without --edit-rules everything can be tried and nothing saved', async () => {
  await withPage(`/rules?file=${encodeURIComponent(file)}`, async (page) => {
    await page.getByRole('textbox', { name: `${file}, YAML` }).waitFor();
    await weaken(page);
    await page.getByText('No problems.').waitFor();
    const save = page.getByRole('button', { name: 'Review and save' });
    assert.ok(await save.isDisabled());
    await page.getByText(/started without --edit-rules/).waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const kept = await (await downloading).path();
    assert.match(fs.readFileSync(kept, 'utf8'), /strength: supporting\n/);
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.getByText('As on disk').waitFor();
  });
});

test('a rule is found, changed, tried and saved by keyboard alone', async () => {
  await withEditor(async (page, rules) => {
    const tabTo = async (locator) => {
      for (let i = 0; i < 60; ++i) {
        if (await locator.evaluate((node) => node === document.activeElement)) return;
        const inside = await locator.evaluate(
          (node) => node.getRootNode().activeElement === node,
        );
        if (inside) return;
        await page.keyboard.press('Tab');
      }
      assert.fail('not reached with Tab');
    };
    await tabTo(page.getByRole('textbox', { name: `${file}, YAML` }));
    await page.keyboard.press('Control+F');
    await page.keyboard.type('strength: required');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Control+Backspace');
    await page.keyboard.type('supporting');
    await page.keyboard.press('Escape');
    await page.getByText('No problems.').waitFor();
    await tabTo(page.getByRole('tab', { name: /Problems/ }));
    await page.keyboard.press('ArrowRight');
    await tabTo(page.getByRole('button', { name: 'Run the examples' }));
    await page.keyboard.press('Enter');
    await page.getByText(/examples (come out as they say|fail)\./).waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    for (let i = 0; i < 4; ++i) {
      const focused = await page.evaluate(() => document.activeElement?.textContent ?? '');
      if (focused.startsWith('Review and save')) break;
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page.getByRole('button', { name: 'Save to disk' }));
    await page.keyboard.press('Enter');
    await page.getByText('Saved and in use').waitFor();
    assert.match(fs.readFileSync(path.join(rules, file), 'utf8'), /strength: supporting\n/);
  });
});
