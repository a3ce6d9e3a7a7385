// Runs the YAML language server, as editors do, over rule files with the settings of
// docs/vscode-settings.json: good files have no findings, and what is broken is underlined on the
// line that `imr rules check` names. Usage: node language_server_test.mjs IMR PROJECT
// Exit status 77 when the language server is not installed (npm ci in this folder installs it).
import {execFileSync, spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const [imr, project] = process.argv.slice(2);
const here = path.join(project, 'tests/editor');
const server = path.join(here, 'node_modules/yaml-language-server/bin/yaml-language-server');
if (!fs.existsSync(server)) {
  console.log('skipped: yaml-language-server is not installed; run: npm ci --prefix tests/editor');
  process.exit(77);
}

// What an author may get wrong, and an editor can see: file, the text, what stands there instead.
const acupuncture = 'guidelines/mtus-acupuncture-2007.yaml';
const broken = [
  ['a key misspelt', acupuncture, 'treatments: [', 'treatment: ['],
  ['a source misspelt', acupuncture, 'source: MTUS', 'source: MTSU'],
  ['a treatment misspelt', acupuncture, '[therapy.acupuncture]', '[therapy.acupunture]'],
  ['a confidence unknown', acupuncture, 'confidence: high', 'confidence: sure'],
  ['a limit that is no number', acupuncture, 'initial_course: 6 ', 'initial_course: six '],
  ['a date in another form', acupuncture, 'from: 2007-06-15', 'from: 6/15/2007'],
  ['a key of a criterion misspelt', acupuncture, '    strength: required', '    strenght: required'],
  ['a strength unknown', acupuncture, 'strength: required', 'strength: needed'],
  ['a fact misspelt', acupuncture, '- active_rehabilitation: yes', '- active_rehabilitaton: yes'],
  ['a number for yes or no', acupuncture, '{functional_improvement: yes}', '{functional_improvement: 3}'],
  ['yes for a number', acupuncture, '{sessions_requested: {at_most: initial_course}}',
   '{sessions_requested: yes}'],
  ['a comparison misspelt', acupuncture, '{at_most: initial_course}', '{at_mots: initial_course}'],
  ['a weight below 0', acupuncture, 'weight: 0.2', 'weight: -0.2'],
  ['no citation', acupuncture, '    cite: {section: 8 CCR 9792.24.1(b)}\n', ''],
  ['a status unknown', acupuncture, 'indication: not_applicable', 'indication: none'],
  ['a prediction unknown', acupuncture, 'prediction: overturned', 'prediction: overtuned'],
  ['a fact of an example misspelt', acupuncture, '      pain_relief: yes', '      pain_releif: yes'],
  ['a value of an example in error', acupuncture, 'prior_sessions: 6', 'prior_sessions: six'],
  ['YAML that is none', acupuncture, 'title: Acu', 'title: [Acu'],
  ['a part of the body misspelt', 'lexicon/body_parts.yaml', 'none_named: unspecified',
   'none_named: unspecfied'],
  ['a worded fact misspelt', 'lexicon/facts/course.yaml', '- fact: prior_same_treatment',
   '- fact: prior_same_treatement'],
  ['a place of attachment unknown', 'lexicon/facts/course.yaml', 'attach: treatment',
   'attach: tretment'],
  ['a kind of cue unknown', 'lexicon/context.yaml', 'kind: negation', 'kind: negaton'],
  ['a class of drugs unknown', 'lexicon/drugs.yaml', 'class: medication.opioid',
   'class: medication.opoid'],
  ['a weighed fact misspelt', 'scoring.yaml', '- fact: rationale_given', '- fact: rationale_gven'],
  ['a share above one', 'base_rates.yaml', 'overturned: 0.160', 'overturned: 1.160'],
  ['a type of fact unknown', 'vocabulary.yaml', 'refills:            {type: count}',
   'refills:            {type: counts}'],
];

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'imr-editor-'));
const rules = path.join(work, 'rules');
fs.cpSync(path.join(project, 'rules'), rules, {recursive: true});
const failures = [];
const fail = (message) => failures.push(message);

// The settings with their relative paths made into those of the copy.
const settings = JSON.parse(fs.readFileSync(path.join(project, 'docs/vscode-settings.json')));
const schemas = {};
for (const [schema, files] of Object.entries(settings['yaml.schemas'])) {
  schemas[pathToFileURL(path.join(work, schema)).href] = [files].flat();
}
const configuration = {
  yaml: {schemas, validate: true, completion: true, hover: true, schemaStore: {enable: false}},
  http: {proxy: '', proxyStrictSSL: true},
};

class LanguageServer {
  constructor() {
    this.child = spawn(process.execPath, [server, '--stdio'], {stdio: ['pipe', 'pipe', 'ignore']});
    this.buffer = Buffer.alloc(0);
    this.next = 1;
    this.answers = new Map();
    this.diagnostics = new Map();
    this.child.stdout.on('data', (data) => this.receive(data));
  }
  send(message) {
    const body = JSON.stringify({jsonrpc: '2.0', ...message});
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  request(method, params) {
    const id = this.next++;
    this.send({id, method, params});
    return new Promise((resolve) => this.answers.set(id, resolve));
  }
  receive(data) {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      const head = this.buffer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.buffer.toString('latin1', 0, head))[1]);
      if (this.buffer.length < head + 4 + length) return;
      const body = this.buffer.toString('utf8', head + 4, head + 4 + length);
      this.buffer = this.buffer.subarray(head + 4 + length);
      this.handle(JSON.parse(body));
    }
  }
  handle(message) {
    if (message.method === 'workspace/configuration') {
      const result = message.params.items.map((item) => configuration[item.section] ?? null);
      this.send({id: message.id, result});
    } else if (message.method === 'textDocument/publishDiagnostics') {
      const waiting = this.diagnostics.get(message.params.uri);
      if (waiting) waiting(message.params.diagnostics);
    } else if (message.method && message.id !== undefined) {
      this.send({id: message.id, result: null});
    } else if (this.answers.has(message.id)) {
      this.answers.get(message.id)(message.result);
      this.answers.delete(message.id);
    }
  }
  async start() {
    await this.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(work).href,
      workspaceFolders: [{uri: pathToFileURL(work).href, name: 'rules'}],
      capabilities: {
        textDocument: {publishDiagnostics: {}, completion: {completionItem: {snippetSupport: false}}},
        workspace: {configuration: true, workspaceFolders: true},
      },
    });
    this.send({method: 'initialized', params: {}});
    this.send({method: 'workspace/didChangeConfiguration', params: {settings: configuration}});
  }
  // The findings in a file, as an editor that opens it would underline them.
  async open(file, text) {
    const uri = pathToFileURL(path.join(rules, file)).href;
    const found = new Promise((resolve) => this.diagnostics.set(uri, resolve));
    const textDocument = {uri, languageId: 'yaml', version: this.next++, text};
    this.send({method: 'textDocument/didOpen', params: {textDocument}});
    const diagnostics = await found;
    this.diagnostics.delete(uri);
    return diagnostics;
  }
  // Waits until the server has taken its findings back, lest they be taken for those of the next text.
  async close(file) {
    const uri = pathToFileURL(path.join(rules, file)).href;
    const withdrawn = new Promise((resolve) => this.diagnostics.set(uri, resolve));
    this.send({method: 'textDocument/didClose', params: {textDocument: {uri}}});
    await withdrawn;
    this.diagnostics.delete(uri);
  }
  async complete(file, text, line, character) {
    await this.open(file, text);
    const uri = pathToFileURL(path.join(rules, file)).href;
    const found = await this.request('textDocument/completion',
                                     {textDocument: {uri}, position: {line, character}});
    await this.close(file);
    return (found?.items ?? found ?? []).map((item) => item.label);
  }
}

const read = (file) => fs.readFileSync(path.join(rules, file), 'utf8');
const yamlFiles = (folder) =>
    fs.readdirSync(path.join(rules, folder), {withFileTypes: true}).flatMap((entry) => {
      const name = path.join(folder, entry.name);
      return entry.isDirectory() ? yamlFiles(name) : name.endsWith('.yaml') ? [name] : [];
    });
// Lines, from 1, of the errors that the program names in a file.
const checkedLines = (file) => {
  let out;
  try {
    out = execFileSync(imr, ['rules', 'check', '--format', 'json', path.join(rules, file)]);
  } catch (error) {
    out = error.stdout;
  }
  return JSON.parse(out).filter((d) => d.severity === 'error').map((d) => d.line);
};
const describe = (diagnostics) =>
    diagnostics.map((d) => `${d.range.start.line + 1}: ${d.message}`).join('; ') || 'nothing';

const lsp = new LanguageServer();
const limit = setTimeout(() => {
  console.log('the language server did not answer in time');
  lsp.child.kill();
  process.exit(1);
}, 240000);
await lsp.start();

const files = yamlFiles('.');
await Promise.all(files.map(async (file) => {
  const diagnostics = await lsp.open(file, read(file));
  await lsp.close(file);
  if (diagnostics.length > 0) fail(`${file} is good, but: ${describe(diagnostics)}`);
}));

for (const [kind, file, from, to] of broken) {
  const good = read(file);
  if (!good.includes(from)) {
    fail(`${kind}: ${file} does not say ${JSON.stringify(from)}`);
    continue;
  }
  const text = good.replace(from, () => to);
  fs.writeFileSync(path.join(rules, file), text);
  const lines = checkedLines(file);
  fs.writeFileSync(path.join(rules, file), good);
  const diagnostics = await lsp.open(file, text);
  await lsp.close(file);
  const underlined = diagnostics.some((d) => lines.some(
      (line) => d.range.start.line + 1 <= line && line <= d.range.end.line + 1));
  if (!underlined) {
    fail(`${kind}: imr names lines ${lines.join(', ') || 'none'}; the editor: ${describe(diagnostics)}`);
  }
}

const draft = 'guideline: x\ntreatments: []\ncriteria:\n  - id: a\n    require:\n      \n';
const facts = await lsp.complete(acupuncture, draft, 5, 6);
for (const name of ['functional_improvement', 'sessions_requested', 'any']) {
  if (!facts.includes(name)) fail(`a condition is not completed with ${name}, but: ${facts.join(' ')}`);
}
const treatments = await lsp.complete(acupuncture, draft, 1, 13);
if (!treatments.some((label) => label.includes('therapy.acupuncture'))) {
  fail(`treatments are not completed, but: ${treatments.join(' ')}`);
}

clearTimeout(limit);
lsp.child.kill();
fs.rmSync(work, {recursive: true, force: true});
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(`${files.length} good files, ${broken.length} broken ones, ${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);
