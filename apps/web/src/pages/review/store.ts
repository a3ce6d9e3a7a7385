// The review at hand. Outlives the page, so that a look at the rules loses nothing; never outlives
// the tab, and nothing of it is stored by the browser.
import { useSyncExternalStore } from 'react';
import { ApiProblem, isAbort, messageOf, review, reviewOfCorpus } from '../../api/client';
import type {
  Correction,
  FactsItem,
  FactValue,
  Problem,
  ReviewAnswer,
  CorpusCase,
  ReviewDocument,
  ReviewRequest,
  View,
  WhatIf,
} from '../../api/types';

export type Phase = 'empty' | 'reading' | 'updating' | 'shown' | 'failed';

export interface ReviewState {
  phase: Phase;
  document: ReviewDocument | CorpusCase | null;
  name: string;
  view: View;
  asOf: string; // YYYY-MM-DD, or empty: the day of the utilization review
  corrections: Correction[];
  whatIf: WhatIf[];
  answer: ReviewAnswer | null;
  // The items as the program read them, before any correction: words keep their marks though a
  // correction says otherwise.
  asRead: FactsItem[];
  problem: Problem | null;
  item: number; // whose details are shown
  historyId: string | null; // recorded as shown now
}

const empty: ReviewState = {
  phase: 'empty',
  document: null,
  name: '',
  view: 'prescreen',
  asOf: '',
  corrections: [],
  whatIf: [],
  answer: null,
  asRead: [],
  problem: null,
  item: 0,
  historyId: null,
};

// A click after a click within this time asks the server once.
const settleMilliseconds = 60;

let state: ReviewState = empty;
const listeners = new Set<() => void>();
let running: AbortController | null = null;
let waiting: ReturnType<typeof setTimeout> | null = null;

function set(change: Partial<ReviewState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  return { title: 'Failed', status: 0, detail: messageOf(error) };
}

// A document is sent; a case of a corpus is there already.
function answerTo(
  document: ReviewDocument | CorpusCase,
  asked: Omit<ReviewRequest, 'document'>,
  signal: AbortSignal,
): Promise<ReviewAnswer> {
  return 'corpus' in document
    ? reviewOfCorpus(document, asked, signal)
    : review({ ...asked, document }, signal);
}

async function ask(record: boolean): Promise<ReviewAnswer | null> {
  if (waiting !== null) clearTimeout(waiting);
  waiting = null;
  running?.abort();
  const { document } = state;
  if (document === null) return null;
  const mine = new AbortController();
  running = mine;
  set({ phase: state.answer === null ? 'reading' : 'updating', problem: null });
  const body = {
    name: state.name,
    view: state.view,
    as_of: state.asOf === '' ? null : state.asOf,
    corrections: state.corrections,
    what_if: state.whatIf,
    record,
  };
  try {
    if (body.corrections.length > 0 && state.asRead.length === 0) {
      const read = { ...body, corrections: [], what_if: [], record: false };
      set({ asRead: (await answerTo(document, read, mine.signal)).facts_case.items });
    }
    const answer = await answerTo(document, body, mine.signal);
    const id = answer.history_id ?? answer.case.history_id;
    set({
      phase: 'shown',
      answer,
      asRead: body.corrections.length > 0 ? state.asRead : answer.facts_case.items,
      item: Math.min(state.item, Math.max(0, answer.case.items.length - 1)),
      historyId: id === undefined ? null : String(id),
    });
    return answer;
  } catch (error) {
    if (isAbort(error)) return null;
    set({ phase: 'failed', problem: problemOf(error) });
    return null;
  } finally {
    if (running === mine) running = null;
  }
}

function askSoon(): void {
  if (waiting !== null) clearTimeout(waiting);
  waiting = setTimeout(() => void ask(false), settleMilliseconds);
}

const same = (a: { item: number | null; fact: string }, item: number | null, fact: string) =>
  a.item === item && a.fact === fact;

export const reviewStore = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  state: (): ReviewState => state,

  open(document: ReviewDocument, name: string, item = 0): void {
    performance.mark('review-opened');
    set({ ...empty, view: state.view, asOf: state.asOf, document, name, item });
    void ask(false);
  },

  // A letter of a corpus of the server, as a point of a chart leads to it.
  openOfCorpus(found: CorpusCase, view: View, item: number): void {
    performance.mark('review-opened');
    set({ ...empty, view, document: found, name: found.case, item });
    void ask(false);
  },

  close(): void {
    running?.abort();
    if (waiting !== null) clearTimeout(waiting);
    set({ ...empty, view: state.view });
  },

  // The view in which the next document is read.
  setReading: (view: View): void => set({ view }),

  setView(view: View): void {
    set({ view, asRead: [], historyId: null });
    void ask(false);
  },

  setAsOf(asOf: string): void {
    set({ asOf, asRead: [], historyId: null });
    void ask(false);
  },

  select: (item: number): void => set({ item }),

  // The reviewer's word wins over what was read; null makes the record silent about it.
  correct(item: number, fact: string, value: FactValue | null): void {
    const others = state.corrections.filter((one) => !same(one, item, fact));
    set({ corrections: [...others, { item, fact, value }], historyId: null });
    askSoon();
  },

  withdraw(item: number, fact: string): void {
    const corrections = state.corrections.filter((one) => !same(one, item, fact));
    set({ corrections, historyId: null });
    askSoon();
  },

  suppose(item: number, fact: string, value: FactValue): void {
    const others = state.whatIf.filter((one) => !same(one, item, fact));
    set({ whatIf: [...others, { item, fact, value }] });
    askSoon();
  },

  supposeNothing(item: number, fact?: string): void {
    set({
      whatIf: state.whatIf.filter(
        (one) => one.item !== item || (fact !== undefined && one.fact !== fact),
      ),
    });
    askSoon();
  },

  // Records the review as it is shown; the id of the entry, or null when that failed.
  async record(): Promise<string | null> {
    await ask(true);
    return state.historyId;
  },
};

export function useReview(): ReviewState {
  return useSyncExternalStore(reviewStore.subscribe, reviewStore.state);
}
