// Runs every *_test.mjs of this folder in a real browser. Usage: node run.mjs IMR PROJECT WEB
// WEB is the directory of the built pages. Exit status 77 when the browser, the packages or the
// built pages are missing (scripts/test.sh installs and builds them).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const web = process.argv[4] ?? '';
const needed = [
  [process.env.CHROMIUM ?? '/usr/bin/chromium', 'apt-get install chromium'],
  [path.join(here, 'node_modules/playwright-core'), 'npm ci --prefix tests/web'],
  [path.join(here, 'node_modules/axe-core'), 'npm ci --prefix tests/web'],
  [path.join(web, 'index.html'), 'npm ci --prefix apps/web && npm run build --prefix apps/web'],
];
for (const [file, remedy] of needed) {
  if (fs.existsSync(file)) continue;
  console.log(`skipped: no ${file}; run: ${remedy}`);
  process.exit(77);
}
const only = process.env.ONLY ?? '';
for (const file of fs.readdirSync(here).sort()) {
  if (file.endsWith('_test.mjs') && file.includes(only)) await import(path.join(here, file));
}
