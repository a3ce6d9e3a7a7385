// Holds the OpenAPI document of a running `imr serve` against the OpenAPI 3.1 specification, and
// real answers of every operation against the document. Usage: node openapi_test.mjs IMR PROJECT
// Exit status 77 when the validators are not installed (npm ci in this folder installs them).
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

const [imr, project] = process.argv.slice(2);
const here = path.join(project, 'tests/server/openapi');
if (!fs.existsSync(path.join(here, 'node_modules/ajv'))) {
  console.log('skipped: the validators are not installed; run: npm ci --prefix tests/server/openapi');
  process.exit(77);
}
const {Validator} = await import('@seriousme/openapi-schema-validator');
const {default: Ajv2020} = await import('ajv/dist/2020.js');
const {default: addFormats} = await import('ajv-formats');

const sample = (name) => fs.readFileSync(path.join(project, 'data/samples', name));
const letter = sample('letters/physical-therapy-extension-lumbar-mri.txt').toString();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'imr-openapi-'));
const rules = path.join(folder, 'rules');
fs.cpSync(path.join(project, 'rules'), rules, {recursive: true});
const server = spawn(imr, ['serve', '--port', '0', '--rules', rules, '--edit-rules', '--corpus',
  path.join(project, 'data/samples')], {stdio: ['ignore', 'pipe', 'inherit']});
const ended = new Promise((resolve) => server.on('exit', resolve));

let document;
let ajv;
const called = new Set();

function addressOf(stream) {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.on('data', (bytes) => {
      text += bytes;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    stream.on('end', () => reject(new Error('the server ended before it listened')));
  });
}

const escaped = (part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

function check(pointer, value, what) {
  const validate = ajv.getSchema(`api#/${pointer}`) ?? ajv.compile({$ref: `api#/${pointer}`});
  if (validate(value)) return;
  assert.fail(`${what}: ${ajv.errorsText(validate.errors.slice(0, 5), {dataVar: ''})}`);
}

// The operation of the document that an address belongs to; those without names in braces first.
function operationOf(method, address) {
  const parts = address.split('/');
  const fits = (template) => {
    const names = template.split('/');
    const rest = /^\/api\/v1\/rules\/(files|versions)\/\{path\}$/.test(template);
    if (rest ? parts.length < names.length : parts.length !== names.length) return false;
    return names.every((name, i) => name.startsWith('{') || name === parts[i]);
  };
  const found = Object.keys(document.paths).filter(fits)
    .sort((a, b) => a.split('{').length - b.split('{').length)[0];
  return found && document.paths[found][method.toLowerCase()] ? found : undefined;
}

// Asks, and holds question and answer against the document. Returns {status, headers, body}.
async function ask(base, method, target, expected, {json, body, headers = {}, type} = {}) {
  const what = `${method} ${target}`;
  const [address] = target.split('?');
  const template = operationOf(method, address);
  assert.ok(template, `${what}: not in the document`);
  const place = `paths/${escaped(template)}/${method.toLowerCase()}`;
  const operation = document.paths[template][method.toLowerCase()];
  const sent = {...headers};
  if (json !== undefined) sent['Content-Type'] = 'application/json';
  if (type) sent['Content-Type'] = type;
  if (json !== undefined && expected < 300) {
    check(`${place}/requestBody/content/application~1json/schema`, json, `${what}, request`);
  }
  const response = await fetch(new URL(target, base), {
    method, headers: sent, body: json === undefined ? body : JSON.stringify(json)});
  const text = await response.text();
  assert.equal(response.status, expected, `${what}: ${text.slice(0, 300)}`);
  const documented = operation.responses[expected];
  assert.ok(documented, `${what}: status ${expected} is not in the document`);
  called.add(operation.operationId);
  if (!documented.content) {
    assert.equal(text, '', `${what}: a body that is not in the document`);
    return {response, body: null};
  }
  const media = response.headers.get('content-type').split(';')[0];
  assert.ok(documented.content[media], `${what}: ${media} is not in the document`);
  const value = media.endsWith('json') && !media.includes('ndjson') ? JSON.parse(text) : text;
  check(`${place}/responses/${expected}/content/${escaped(media)}/schema`, value, what);
  for (const name of Object.keys(documented.headers ?? {})) {
    assert.ok(response.headers.get(name), `${what}: no header ${name}`);
  }
  return {response, body: value};
}

async function cases(base) {
  for (const name of ['letters/rotator-cuff-repair.txt', 'letters/older-layout-2013.txt',
    'pdf/sample-1-acupuncture-cyclobenzaprine.pdf', 'cases/knee-mri.yaml',
    'cases/stated-facts.yaml', 'cases/three-cases.jsonl', 'requests/rfa-tens-topical.txt',
    'fhir/shoulder-therapy-naproxen-tens.json']) {
    for (const view of ['prescreen', 'record']) {
      for (const what of ['predict', 'facts']) {
        await ask(base, 'POST', `/api/v1/${what}?view=${view}`, 200,
          {body: sample(name), headers: {'Imr-Source': encodeURIComponent(name)}});
      }
    }
  }
  await ask(base, 'POST', '/api/v1/predict', 422, {body: 'words of no known kind'});
  await ask(base, 'POST', '/api/v1/facts', 422, {body: 'words of no known kind'});
  await ask(base, 'POST', '/api/v1/predict?view=x', 400, {body: letter});
  await ask(base, 'POST', '/api/v1/review', 400, {json: {}});
  await ask(base, 'POST', '/api/v1/review', 422, {json: {document: {text: 'no letter'}}});
  await ask(base, 'POST', '/api/v1/review', 200,
    {json: {document: {base64: Buffer.from(letter).toString('base64')}, view: 'record'}});
  const {body} = await ask(base, 'POST', '/api/v1/review', 200, {json: {
    document: {text: letter}, name: 'letter.txt', view: 'prescreen', as_of: null, record: true,
    corrections: [{item: 0, fact: 'red_flags', value: 'yes'},
      {item: 1, fact: 'red_flags', value: null}],
    what_if: [{item: null, fact: 'prior_sessions', value: 3}]}});
  return body.history_id;
}

async function history(base, id) {
  await ask(base, 'POST', '/api/v1/predict?record=1', 200, {body: letter});
  await ask(base, 'GET', '/api/v1/history?limit=1', 200);
  await ask(base, 'GET', '/api/v1/history?limit=x', 400);
  await ask(base, 'GET', `/api/v1/history/${id}`, 200);
  await ask(base, 'PATCH', `/api/v1/history/${id}`, 200,
    {json: {items: [{index: 0, decision: 'denied', imr_outcome: 'upheld', note: 'a note'}]}});
  await ask(base, 'PATCH', `/api/v1/history/${id}`, 422, {json: {decision: 'perhaps'}});
  await ask(base, 'GET', '/api/v1/history/accuracy', 200);
  await ask(base, 'GET', '/api/v1/history/export?format=csv', 200);
  await ask(base, 'GET', '/api/v1/history/export?format=jsonl', 200);
  await ask(base, 'DELETE', `/api/v1/history/${id}`, 204);
  await ask(base, 'GET', `/api/v1/history/${id}`, 404);
}

async function ruleBook(base) {
  const {body: list} = await ask(base, 'GET', '/api/v1/rules', 200);
  await ask(base, 'GET', '/api/v1/rules?treatment=therapy.acupuncture&q=acupuncture', 200);
  await ask(base, 'GET', `/api/v1/rules/${list[0].id}`, 200);
  await ask(base, 'GET', '/api/v1/rules/none', 404);
  await ask(base, 'GET', '/api/v1/rules/files', 200);
  await ask(base, 'GET', '/api/v1/rules/schema/guideline', 200);
  await ask(base, 'GET', '/api/v1/rules/schema/none', 404);
  const file = `/api/v1/rules/files/${list[0].file}`;
  const {response, body: text} = await ask(base, 'GET', file, 200);
  await ask(base, 'GET', '/api/v1/rules/files/guidelines/none.yaml', 404);
  const draft = {files: {[list[0].file]: text.replace('title:', 'titel:')}};
  const {body: found} = await ask(base, 'POST', '/api/v1/rules/check', 200, {json: draft});
  assert.notEqual(found.diagnostics.length, 0);
  const same = {files: {[list[0].file]: text}};
  await ask(base, 'POST', '/api/v1/rules/test', 200, {json: same});
  await ask(base, 'POST', '/api/v1/rules/test', 422, {json: draft});
  await ask(base, 'PUT', file, 428, {body: text, type: 'text/yaml'});
  const match = {'If-Match': response.headers.get('etag')};
  await ask(base, 'PUT', file, 422, {body: draft.files[list[0].file], type: 'text/yaml',
    headers: match});
  await ask(base, 'PUT', file, 200, {body: `${text}# A remark.\n`, type: 'text/yaml',
    headers: match});
  await ask(base, 'PUT', file, 412, {body: text, type: 'text/yaml', headers: match});
  const versions = `/api/v1/rules/versions/${list[0].file}`;
  const {body: kept} = await ask(base, 'GET', versions, 200);
  assert.deepEqual(kept.map((version) => version.number), [1]);
  const {body: before} = await ask(base, 'GET', `${versions}?number=1`, 200);
  assert.equal(before, text);
  await ask(base, 'GET', `${versions}?number=2`, 404);
  await ask(base, 'GET', `${versions}?number=x`, 400);
  return same;
}

async function outcomeOf(base, job) {
  for (;;) {
    const {body} = await ask(base, 'GET', `/api/v1/jobs/${job}`, 200);
    if (!['waiting', 'running'].includes(body.status)) return body;
    await sleep(100);
  }
}

async function corpora(base, draft) {
  const ruled = (number, outcome) => JSON.stringify({case: `CM00-${number}`,
    dates: {utilization_review: '2015-05-08'}, requests: [{text: 'Acupuncture 6 visits'}],
    records: [{date: '2015-05-01', kind: 'note', text: 'Neck pain. No prior acupuncture.'}],
    rulings: [{outcome}]});
  const lines = [1, 2, 3, 4].map((n) => ruled(n, n % 2 ? 'upheld' : 'overturned')).join('\n');
  const {body: corpus} = await ask(base, 'POST', '/api/v1/corpora?name=four', 201,
    {body: `${lines}\n`, type: 'application/x-ndjson'});
  await ask(base, 'GET', '/api/v1/corpora', 200);
  await ask(base, 'POST', '/api/v1/corpora', 415, {body: 'x', type: 'text/plain'});
  await ask(base, 'GET', `/api/v1/corpora/${corpus.name}/cases/CM00-1`, 200);
  await ask(base, 'GET', `/api/v1/corpora/${corpus.name}/cases/none`, 404);
  const {body: corrected} = await ask(base, 'POST', `/api/v1/corpora/${corpus.name}/cases/CM00-1`,
    200, {json: {view: 'record', as_of: null, what_if: [],
      corrections: [{item: 0, fact: 'muscle_spasm', value: 'yes'}]}});
  assert.deepEqual(corrected.case.items[0].corrected, ['muscle_spasm']);
  await ask(base, 'POST', `/api/v1/corpora/${corpus.name}/cases/none`, 404, {json: {}});
  await ask(base, 'POST', `/api/v1/corpora/${corpus.name}/cases/CM00-1`, 400,
    {json: {view: 'none'}});
  await ask(base, 'POST', '/api/v1/evaluations', 404, {json: {corpus: 'none'}});
  await ask(base, 'POST', '/api/v1/evaluations', 400, {json: {corpus: 5}});
  const {body: evaluation} = await ask(base, 'POST', '/api/v1/evaluations', 202,
    {json: {corpus: corpus.name, view: 'prescreen', model: 'default'}});
  const evaluated = await outcomeOf(base, evaluation.id);
  assert.equal(evaluated.status, 'done', JSON.stringify(evaluated.problem));
  check('components/schemas/Evaluation', evaluated.result, 'the evaluation');
  const {body: comparison} = await ask(base, 'POST', '/api/v1/rules/compare', 202,
    {json: {...draft, corpus: corpus.name}});
  const compared = await outcomeOf(base, comparison.id);
  assert.equal(compared.status, 'done', JSON.stringify(compared.problem));
  await ask(base, 'DELETE', `/api/v1/jobs/${comparison.id}`, 204);
  await ask(base, 'GET', `/api/v1/jobs/${comparison.id}`, 404);
  await ask(base, 'DELETE', `/api/v1/corpora/${corpus.name}`, 204);
}

async function cdsHooks(base) {
  const {body: {services}} = await ask(base, 'GET', '/cds-services', 200);
  const sign = services.find((service) => service.hook === 'order-sign');
  const order = {resourceType: 'ServiceRequest', id: 'order', status: 'draft', intent: 'order',
    subject: {reference: 'Patient/p'}, code: {text: 'Acupuncture 2 times a week for 3 weeks'}};
  const request = {hook: 'order-sign', hookInstance: '0c27e3a4-7a2c-4f3e-9d3c-0d8b0d7c2a11',
    context: {userId: 'Practitioner/1', patientId: 'p',
      draftOrders: {resourceType: 'Bundle', type: 'collection', entry: [{resource: order}]}},
    prefetch: {}};
  const {body} = await ask(base, 'POST', `/cds-services/${sign.id}`, 200, {json: request});
  assert.notEqual(body.cards.length, 0);
  await ask(base, 'POST', `/cds-services/${sign.id}`, 400, {json: {}});
  await ask(base, 'POST', '/cds-services/none', 404, {json: request});
  await ask(base, 'POST', `/cds-services/${sign.id}/feedback`, 200, {json: {feedback: [{
    card: body.cards[0].uuid, outcome: 'overridden', overrideReason: {userComment: 'not so'},
    outcomeTimestamp: '2026-01-02T03:04:05Z'}]}});
  for (const end of ['', `/${sign.id}`, `/${sign.id}/feedback`]) {
    await ask(base, 'OPTIONS', `/cds-services${end}`, 204);
  }
  await ask(base, 'GET', '/api/v1/history/feedback', 200);
}

async function run() {
  const base = await addressOf(server.stdout);
  document = await (await fetch(new URL('/api/v1/openapi.json', base))).json();
  const result = await new Validator().validate(structuredClone(document));
  assert.ok(result.valid, `not OpenAPI 3.1: ${JSON.stringify(result.errors)?.slice(0, 2000)}`);
  ajv = new Ajv2020({strict: false, allErrors: true, validateSchema: false});
  addFormats(ajv);
  ajv.addSchema({$id: 'api', ...document}, 'api');

  for (const address of ['health', 'about', 'vocabulary', 'metrics', 'openapi.json']) {
    await ask(base, 'GET', `/api/v1/${address}`, 200);
  }
  await ask(base, 'GET', '/metrics', 200);
  await history(base, await cases(base));
  const draft = await ruleBook(base);
  await corpora(base, draft);
  await cdsHooks(base);

  const all = Object.values(document.paths).flatMap(Object.values).map((one) => one.operationId);
  assert.deepEqual(all.filter((id) => !called.has(id)), [], 'operations that were not called');
  console.log(`${all.length} operations answer as the document says`);
}

let status = 0;
try {
  await run();
} catch (error) {
  console.error(error.message);
  status = 1;
} finally {
  server.kill('SIGTERM');
  const code = await ended;
  if (code !== 0) {
    console.error(`the server ended with status ${code}`);
    status = 1;
  }
  fs.rmSync(folder, {recursive: true, force: true});
}
process.exit(status);
