// The About page, and what every page shares.
import assert from 'node:assert/strict';
import test from 'node:test';
import { address, assertAccessible, withPage } from './support.mjs';

test('tells versions and hashes, what it is not, and how good it was measured to be', async () => {
  const answer = await (await fetch(`${await address()}/api/v1/about`)).json();
  await withPage('/about', async (page) => {
    for (const words of [answer.version, answer.build, answer.rules, answer.models.prescreen]) {
      await page.getByText(words, { exact: true }).first().waitFor();
    }
    await page.getByText('It may not itself approve, modify or deny.').waitFor();
    await page.getByText(/cannot be told from chance/).waitFor();
    await assertAccessible(page);
  });
});

test('accessible in dark colours', async () => {
  await withPage('/about', (page) => assertAccessible(page), { scheme: 'dark' });
});

test('every page is reached by its address and by the navigation, and says where one is', async () => {
  await withPage('/', async (page) => {
    await page.waitForURL(/\/review$/);
    for (const name of ['Worklist', 'Accuracy', 'Rules', 'About', 'Review']) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.waitForURL(new RegExp(`/${name.toLowerCase()}$`));
      await page.waitForFunction((title) => document.title === title, `${name} · imr`);
      assert.equal(await page.getByRole('link', { name, exact: true }).getAttribute('aria-current'), 'page');
      await page.reload();
      await page.getByRole('heading', { level: 1 }).first().waitFor();
    }
  });
});

test('the content security policy holds: nothing inline runs, nothing foreign is asked', async () => {
  const answer = await fetch(`${await address()}/review`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*/);
  await withPage('/about', async (page, { expectError }) => {
    expectError(/Content Security Policy/);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.head.append(script);
      return window.ran === true;
    });
    assert.equal(ran, false);
    const answered = await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => true,
        () => false,
      ),
    );
    assert.equal(answered, false);
  });
});
