// The history of reviews: what was predicted, what the reviewer decided, what IMR found later.
import { getJson, sendJson } from './client';
import type { Decision, FactValue, ImrOutcome, Outcome, Provenance, View } from './types';

export interface RecordedItem {
  index: number;
  request: string | null; // only where text is stored
  treatment: string | null;
  prediction: Outcome;
  probability_overturned: number;
  risk: string | null;
  abstained: boolean;
  corrections: { fact: string; value: FactValue | null }[];
  decision: Decision | null;
  imr_outcome: ImrOutcome | null;
  note: string | null;
}

export interface RecordedReview {
  id: string;
  time: string; // ISO 8601, UTC
  case: string;
  view: View;
  review_date: string | null;
  note: string | null;
  items: RecordedItem[];
  provenance: Provenance;
}

export interface HistoryPage {
  reviews: RecordedReview[];
  next: string | null;
  total: number;
}

export interface ItemChange {
  index: number;
  decision?: Decision | null;
  imr_outcome?: ImrOutcome | null;
  note?: string | null;
}

export const recentReviews = (
  limit: number,
  query: string,
  before?: string,
  signal?: AbortSignal,
) => {
  const asked = new URLSearchParams({ limit: String(limit) });
  if (query !== '') asked.set('query', query);
  if (before !== undefined) asked.set('before', before);
  return getJson<HistoryPage>(`/history?${asked}`, signal);
};

export const changeReview = (id: string, items: ItemChange[], note?: string) =>
  sendJson<RecordedReview>('PATCH', `/history/${encodeURIComponent(id)}`, {
    items,
    ...(note === undefined ? {} : { note }),
  });

export const removeReview = (id: string) =>
  sendJson<undefined>('DELETE', `/history/${encodeURIComponent(id)}`);
