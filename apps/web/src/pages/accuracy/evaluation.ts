// What the server answers about accuracy.
import { getJson, request } from '../../api/client';
import type { CorpusName } from '../../api/types';
import type { DetailItem } from './curves';

export type Metrics = Record<string, number | null>;
export type Interval = [number, number];

export interface Difference {
  difference: number | null;
  interval: Interval | null;
  share_above?: number;
}

export interface GroupRow {
  treatment?: string;
  guideline?: string;
  items: number;
  overturned: number;
  observed: number;
  mean_predicted: number;
  base_rate: number;
  brier: number;
  auc: number | null;
}

export interface Evaluation {
  corpus?: string;
  view: string;
  cases: number;
  items: number;
  overturned: number;
  metrics: Metrics;
  intervals: Record<string, Interval | null>;
  baselines: { always_upheld: Metrics; base_rate: Metrics };
  by_guideline: GroupRow[];
  calibration_line: {
    slope: number;
    slope_error: number;
    intercept: number;
    intercept_error: number;
  } | null;
  confusion: {
    true_positive: number;
    false_positive: number;
    true_negative: number;
    false_negative: number;
  };
  in_training: number;
  items_detail: DetailItem[];
  /** Not of one's own reviews: those were made by what was in use then. */
  model?: string;
  against?: {
    model: string;
    with: string;
    metrics: Metrics;
    differences: Record<string, Difference>;
    in_training: number;
  };
  duplicates?: unknown[];
  unreadable?: { source: string; line?: number | null; message: string }[];
}

export interface EvaluationAsked {
  corpus: string;
  view: 'prescreen' | 'record';
  model: 'default' | 'none';
  cross_validate: number;
  against: 'default' | 'none' | null;
}

// Sends a folder's files, or one file of JSON lines, to be held in memory until the server stops.
export async function uploadCorpus(files: File[]): Promise<CorpusName> {
  const only = files[0];
  if (files.length === 1 && only && /\.(jsonl|ndjson)$/i.test(only.name)) {
    const response = await request(`/corpora?name=${encodeURIComponent(only.name)}`, {
      method: 'POST',
      body: only,
      headers: { 'Content-Type': 'application/x-ndjson' },
    });
    return (await response.json()) as CorpusName;
  }
  const form = new FormData();
  const folder = only?.webkitRelativePath.split('/')[0];
  form.append('name', folder !== undefined && folder !== '' ? folder : 'upload');
  for (const file of files) form.append('files', file, file.name);
  const response = await request('/corpora', { method: 'POST', body: form });
  return (await response.json()) as CorpusName;
}

// Of the reviews in the history whose IMR outcome is known by now, and how their reviewers decided.
export interface OwnAccuracy extends Evaluation {
  reviewer: {
    items: number;
    awaiting_outcome: number;
    decisions: { approved: number; modified: number; denied: number };
    as_predicted: number;
    against_prediction: number;
    outcomes_of_denied: { items: number; overturned: number };
  };
}

export const ownAccuracy = (signal?: AbortSignal) =>
  getJson<OwnAccuracy>('/history/accuracy', signal);
