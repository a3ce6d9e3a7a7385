// Calls of the server this page came from. Never of another host: the content security policy
// would refuse it.
import type {
  About,
  CorpusCase,
  Health,
  PredictedCase,
  Problem,
  ReviewAnswer,
  ReviewRequest,
  UnreadableCase,
  View,
  Vocabulary,
} from './types';

// Thrown for every answer that is an error; `message` is fit to be shown.
export class ApiProblem extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.problem = problem;
  }
}

const unreachable: Problem = {
  title: 'No answer',
  status: 0,
  detail: 'The server does not answer. Is `imr serve` still running?',
};

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<Problem>;
    if (typeof body.title === 'string') {
      return { ...body, title: body.title, status: response.status };
    }
  } catch {
    // Not a problem document: the status says all there is.
  }
  return { title: response.statusText || `Status ${response.status}`, status: response.status };
}

const tokenName = 'imr-token';

// With an address other than loopback the server wants the token it was started with.
export function setToken(token: string): void {
  sessionStorage.setItem(tokenName, token);
}

// Of the window, when an answer says that the token is missing or wrong.
export const tokenWanted = 'imr-token-wanted';

// `path` begins after /api/v1. Throws ApiProblem for any answer but 2xx, and DOMException
// "AbortError" when `signal` was used.
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const token = sessionStorage.getItem(tokenName);
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { cache: 'no-store', ...init, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(unreachable);
  }
  if (response.status === 401) window.dispatchEvent(new Event(tokenWanted));
  if (!response.ok) throw new ApiProblem(await problemOf(response));
  return response;
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { signal: signal ?? null });
  return (await response.json()) as T;
}

export async function sendJson<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const response = await request(path, {
    method,
    signal: signal ?? null,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.';
}

export const health = (signal?: AbortSignal) => getJson<Health>('/health', signal);
export const about = (signal?: AbortSignal) => getJson<About>('/about', signal);

// Of the server's rules, which do not change while it runs: asked once.
let vocabularyAnswer: Promise<Vocabulary> | null = null;
export function vocabulary(): Promise<Vocabulary> {
  vocabularyAnswer ??= getJson<Vocabulary>('/vocabulary').catch((error: unknown) => {
    vocabularyAnswer = null;
    throw error;
  });
  return vocabularyAnswer;
}

export const review = (body: ReviewRequest, signal?: AbortSignal) =>
  sendJson<ReviewAnswer>('POST', '/review', body, signal);

// The same of a case of a corpus. Nothing of it is recorded: its ruling is known.
export const reviewOfCorpus = (
  { corpus, case: name }: CorpusCase,
  { view, as_of, corrections, what_if }: Omit<ReviewRequest, 'document'>,
  signal?: AbortSignal,
) =>
  sendJson<ReviewAnswer>(
    'POST',
    `/corpora/${encodeURIComponent(corpus)}/cases/${encodeURIComponent(name)}`,
    { view, as_of, corrections, what_if },
    signal,
  );

// One input of any kind, recognised by content; `name` only names it in the answer.
export async function predict(
  body: Blob | string,
  options: { view: View; name: string; asOf?: string | null; type?: string },
  signal?: AbortSignal,
): Promise<(PredictedCase | UnreadableCase)[]> {
  const query = new URLSearchParams({ view: options.view });
  if (options.asOf) query.set('as_of', options.asOf);
  const response = await request(`/predict?${query}`, {
    method: 'POST',
    body,
    signal: signal ?? null,
    headers: {
      'Content-Type': options.type ?? 'application/octet-stream',
      'Imr-Source': encodeURIComponent(options.name),
    },
  });
  return (await response.json()) as (PredictedCase | UnreadableCase)[];
}
