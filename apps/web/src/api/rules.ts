// The rule book over HTTP: reading, checking, trying and saving.
import { getJson, request, sendJson } from './client';

// The words of a condition; the parts are its lines.
export interface Words {
  words: string;
  parts?: Words[];
}

export type Validity = [string | null, string | null];

export interface GuidelineEntry {
  id: string;
  title: string;
  source: string;
  in_force: Validity;
  treatments: string[];
  file: string;
  criteria: number;
}

export interface RuleCriterion {
  id: string;
  text: string;
  strength: 'required' | 'supporting';
  when: Words | null;
  require: Words;
  undocumented: 'against' | 'neutral';
  weight: number | null;
  ask: string | null;
  citation: { source: string; section: string; pages: string | null; effective: Validity };
}

export interface RuleExample {
  name: string;
  facts: Record<string, unknown>;
  dates?: Record<string, string>;
  expect: Record<string, string>;
  differs: unknown[];
}

export interface Guideline {
  id: string;
  title: string;
  source: string;
  section: string;
  in_force: Validity;
  confidence: 'high' | 'medium' | 'low';
  confidence_note: string | null;
  treatments: string[];
  governs: Words | null;
  supplements: string[];
  limits: Record<string, number>;
  file: string;
  criteria: RuleCriterion[];
  examples: RuleExample[];
  markdown?: string;
}

export interface RuleFile {
  path: string;
  bytes: number;
  sha256: string;
  /** How many earlier versions are kept. */
  previous?: number;
}

export interface FileText {
  text: string;
  etag: string;
}

export interface RuleDiagnostic {
  file: string;
  line: number;
  column: number;
  severity: 'error' | 'warning';
  message: string;
  code: string;
  suggestion?: string | null;
}

export interface ExampleFailure {
  file: string;
  line: number;
  example: string;
  expectation: string;
  expected: string;
  found: string;
  because: string;
}

export interface ExampleRun {
  examples: number;
  expectations: number;
  failures: ExampleFailure[];
}

export interface Moved {
  case: string;
  index: number;
  before: JudgedBy;
  after: JudgedBy;
  ruling: string | null;
  criteria: { id: string; before: string; after: string }[];
  contributions: { feature: string; before: number; after: number }[];
}

export interface JudgedBy {
  treatment: string | null;
  prediction: 'upheld' | 'overturned';
  probability_overturned: number;
  abstained: boolean;
}

export type Metrics = Record<string, number | null>;

export interface RuleComparison {
  view: string;
  cases: number;
  items: number;
  ruled: number;
  overturned: number;
  before: { rules: string; metrics: Metrics | null };
  after: { rules: string; metrics: Metrics | null };
  differences: Record<string, { difference: number | null; interval: [number, number] | null }>;
  flipped: Moved[];
  moved: Moved[];
}

// What a file was before it was saved from the page; the highest number is the latest.
export interface EarlierVersion {
  number: number;
  /** When it was replaced, in UTC: 2026-01-31T08:15:00Z. */
  replaced: string;
  bytes: number;
}

export type Texts = Record<string, string>;

const filePath = (path: string) => path.split('/').map(encodeURIComponent).join('/');

export const guidelines = (query: { q?: string; treatment?: string }, signal?: AbortSignal) => {
  const search = new URLSearchParams();
  if (query.q) search.set('q', query.q);
  if (query.treatment) search.set('treatment', query.treatment);
  return getJson<GuidelineEntry[]>(`/rules?${search}`, signal);
};

export const guideline = (id: string, signal?: AbortSignal) =>
  getJson<Guideline>(`/rules/${encodeURIComponent(id)}`, signal);

export const ruleFiles = (signal?: AbortSignal) => getJson<RuleFile[]>('/rules/files', signal);

export async function readRuleFile(path: string, signal?: AbortSignal): Promise<FileText> {
  const response = await request(`/rules/files/${filePath(path)}`, { signal: signal ?? null });
  return { text: await response.text(), etag: response.headers.get('ETag') ?? '' };
}

export interface SavedFile {
  etag: string;
  /** Predictions use the file only once the server is started anew. */
  restartNeeded: boolean;
}

// Throws ApiProblem: 412 when the file is not the one of `etag` any more, 422 when it has errors.
export async function saveRuleFile(path: string, text: string, etag: string): Promise<SavedFile> {
  const response = await request(`/rules/files/${filePath(path)}`, {
    method: 'PUT',
    body: text,
    headers: { 'Content-Type': 'application/yaml', 'If-Match': etag },
  });
  const answer = (await response.json()) as { restart_needed?: boolean };
  return {
    etag: response.headers.get('ETag') ?? '',
    restartNeeded: answer.restart_needed === true,
  };
}

export const checkRules = (files: Texts, signal?: AbortSignal) =>
  sendJson<{ diagnostics: RuleDiagnostic[] }>('POST', '/rules/check', { files }, signal);

export const testRules = (files: Texts, signal?: AbortSignal) =>
  sendJson<ExampleRun>('POST', '/rules/test', { files }, signal);

export const earlierVersions = (path: string, signal?: AbortSignal) =>
  getJson<EarlierVersion[]>(`/rules/versions/${filePath(path)}`, signal);

export async function readEarlierVersion(path: string, number: number): Promise<string> {
  const response = await request(`/rules/versions/${filePath(path)}?number=${number}`);
  return response.text();
}
