// Runs the linter and the unit tests of the pages. Usage: node logic.mjs APPS_WEB
// Exit status 77 when their packages are not installed (npm ci in that folder installs them).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const folder = path.resolve(process.argv[2]);
const modules = path.join(folder, 'node_modules');
if (!fs.existsSync(path.join(modules, 'vitest'))) {
  console.log('skipped: vitest is not installed; run: npm ci --prefix apps/web');
  process.exit(77);
}
const commands = [
  ['typescript/bin/tsc', '--noEmit'],
  ['eslint/bin/eslint.js', '.'],
  ['prettier/bin/prettier.cjs', '--check', '.'],
  ['vitest/vitest.mjs', 'run'],
];
let failed = 0;
for (const [script, ...args] of commands) {
  const done = spawnSync(process.execPath, [path.join(modules, script), ...args], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (done.status !== 0) failed = 1;
}
process.exit(failed);
