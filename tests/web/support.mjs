// What the tests of the pages share: one server and one browser for all, and pages that fail a test
// when something goes wrong in them unseen.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const [imr, project, web] = process.argv.slice(2);

export { project };
export const sample = (name) => path.join(project, 'data/samples', name);
export const sampleText = (name) => fs.readFileSync(sample(name), 'utf8');

const flags = [
  '--no-sandbox', // in containers, as root
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// Starts `imr serve` on a free port; resolves to its address.
export async function startServer(...more) {
  const server = spawn(
    imr,
    [
      ...['serve', '--port', '0', '--web', web],
      ...(more.includes('--rules') ? [] : ['--rules', path.join(project, 'rules')]),
      ...more,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  server.stderr.on('data', (chunk) => (said += chunk));
  const address = await new Promise((resolve, reject) => {
    let out = '';
    server.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('\n')) resolve(out.trim().replace(/\/$/, ''));
    });
    server.on('exit', (code) => reject(new Error(`imr serve ended with ${code}: ${said}`)));
  });
  return {
    address,
    log: () => said,
    stop: () =>
      new Promise((resolve) => {
        server.on('exit', resolve);
        server.kill('SIGTERM');
      }),
  };
}

let running = null;
let browsing = null;

// For development: pages of a server that runs already.
export async function address() {
  if (process.env.IMR_ADDRESS) return process.env.IMR_ADDRESS;
  running ??= startServer();
  return (await running).address;
}

export async function browser() {
  browsing ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
  return browsing;
}

after(async () => {
  if (browsing) await (await browsing).close();
  if (running) await (await running).stop();
});

// Runs `act` with a new page at `where`. Fails when the page logs an error, breaks the content
// security policy, throws, or asks another host for anything.
// `server` is another one than that of all tests.
export async function withPage(
  where,
  act,
  { scheme = 'light', width = 1280, height = 800, server } = {},
) {
  const base = server ?? (await address());
  const context = await (
    await browser()
  ).newContext({
    viewport: { width, height },
    colorScheme: scheme,
    permissions: ['clipboard-read', 'clipboard-write'],
    acceptDownloads: true,
  });
  const wrong = [];
  const expected = [];
  await context.addInitScript({ content: axe.source });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    if (!expected.some((pattern) => pattern.test(message.text()))) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== base) wrong.push(`asked ${url.origin}`);
  });
  try {
    await page.goto(base + where);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await act(page, { expectError: (pattern) => expected.push(pattern) });
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

// No violation of WCAG 2.1 A and AA that axe finds.
export async function assertAccessible(page) {
  const found = await page.evaluate(() =>
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }),
  );
  const told = found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join(' ')}`).join(' | ')}`,
  );
  assert.deepEqual(told, []);
}

export async function paste(page, text) {
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press('Control+V');
}

export async function openSample(page, name) {
  await page.getByRole('button', { name }).click();
  await page.getByRole('region', { name: 'Prediction' }).waitFor();
}
