// Everything that matters, without a mouse.
import assert from 'node:assert/strict';
import test from 'node:test';
import { withPage } from './support.mjs';

// Presses Tab until what has the focus matches; fails after `most` stops.
async function tabTo(page, selector, most = 60) {
  for (let stops = 0; stops < most; ++stops) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return stops;
  }
  throw new Error(`no ${selector} within ${most} stops`);
}

const focused = (page) => page.evaluate(() => document.activeElement?.textContent ?? '');

test('a case is opened, read, corrected, supposed and left by keyboard alone', async () => {
  await withPage('/review', async (page) => {
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Skip to the content');
    assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0));
    await page.keyboard.press('Enter');
    await tabTo(page, '.start-samples .button');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Prediction' }).waitFor();

    // Words: one stop, arrows move on, Enter opens, Escape gives the focus back.
    await tabTo(page, '[data-mark]');
    const first = await focused(page);
    await page.keyboard.press('ArrowRight');
    const second = await focused(page);
    assert.notEqual(second, first);
    await page.keyboard.press('Enter');
    const told = page.getByRole('dialog', { name: 'What these words tell' });
    await told.waitFor();
    assert.ok(
      await page.evaluate(() => document.querySelector('[role=dialog]').contains(document.activeElement)),
    );
    await page.keyboard.press('Escape');
    await told.waitFor({ state: 'detached' });
    assert.equal(await focused(page), second);

    // Items: arrows choose.
    await tabTo(page, '[role=tab]');
    await page.keyboard.press('ArrowDown');
    await page.locator('[role=tab][aria-selected=true]', { hasText: 'Physical therapy' }).waitFor();
    await page.keyboard.press('ArrowUp');

    // A criterion.
    await tabTo(page, 'button.criterion-text');
    await page.keyboard.press('Enter');
    assert.ok((await page.locator('.mark-lit').count()) > 0);

    // A supposition.
    await tabTo(page, '[role=switch]');
    await page.keyboard.press('Space');
    await page.locator('.supposed').waitFor();

    // A correction.
    await tabTo(page, 'tr[data-fact=home_exercise] [role=radio]');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('1 corrected by the reviewer').waitFor();
  });
});

test('every stop of the Tab key can be seen', async () => {
  await withPage('/review', async (page) => {
    await page.getByRole('button', { name: /knee that locks/ }).click();
    await page.getByRole('region', { name: 'Prediction' }).waitFor();
    await page.locator('body').press('Tab');
    const unseen = [];
    for (let stop = 0; stop < 60; ++stop) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return '';
        // A switch shows the focus on the label around it.
        const shown = element.closest('.switch') ?? element;
        return getComputedStyle(shown).outlineStyle === 'none' ? shown.outerHTML.slice(0, 120) : '';
      });
      if (seen !== '') unseen.push(seen);
    }
    assert.deepEqual(unseen, []);
  });
});
