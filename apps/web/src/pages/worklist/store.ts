// The worklist at hand: what was opened and what was predicted of it. Lives in memory as long as
// the tab does; the browser stores nothing.
import { useSyncExternalStore } from 'react';
import { isAbort, messageOf, predict } from '../../api/client';
import type { View } from '../../api/types';
import { isUnreadable, rowsOf, type Unread, type WorkRow } from './rows';

const atOnce = 4;
const linesAtOnce = 20;
const mostBytes = 32 * 1024 * 1024;

interface Input {
  name: string;
  content: Blob;
}

export interface WorkState {
  view: View;
  total: number;
  done: number;
  running: boolean;
  rows: WorkRow[];
  unread: Unread[];
}

const empty: WorkState = {
  view: 'prescreen',
  total: 0,
  done: 0,
  running: false,
  rows: [],
  unread: [],
};

let state = empty;
let inputs: Input[] = [];
let stop = new AbortController();
let waitingRanges: [number, number][] = []; // of inputs, not yet asked for
let draining = false;
const listeners = new Set<() => void>();

function set(change: Partial<WorkState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

// Results are shown together a few times a second: thousands of inputs would else paint thousands
// of times.
let pending: { rows: WorkRow[]; unread: Unread[]; done: number } = {
  rows: [],
  unread: [],
  done: 0,
};
let flushing: ReturnType<typeof setTimeout> | null = null;

function flush(): void {
  if (flushing !== null) clearTimeout(flushing);
  flushing = null;
  const { rows, unread, done } = pending;
  pending = { rows: [], unread: [], done: 0 };
  if (done === 0) return;
  set({
    rows: [...state.rows, ...rows],
    unread: [...state.unread, ...unread],
    done: state.done + done,
  });
}

function flushSoon(): void {
  flushing ??= setTimeout(flush, 150);
}

// The inputs from `first` up to `last`, in one request.
async function ask(first: number, last: number, signal: AbortSignal): Promise<void> {
  const asked = inputs.slice(first, last);
  const [only] = asked;
  if (only === undefined) return;
  const alone = asked.length === 1;
  try {
    const answers = await predict(
      alone ? only.content : new Blob(asked.flatMap((one) => [one.content, '\n'])),
      {
        view: state.view,
        name: only.name,
        type: alone ? 'application/octet-stream' : 'application/x-ndjson',
      },
      signal,
    );
    asked.forEach(({ name }, i) => {
      const answer = answers[i];
      if (answer === undefined) {
        pending.unread.push({ source: first + i, name, error: 'The server gave no answer.' });
      } else if (isUnreadable(answer)) {
        pending.unread.push({ source: first + i, name, error: answer.error });
      } else {
        pending.rows.push(...rowsOf(first + i, name, answer));
      }
    });
  } catch (error) {
    if (isAbort(error)) return;
    if (!alone) {
      // Which of the lines it was is found by asking for each.
      for (let i = first; i < last; ++i) await ask(i, i + 1, signal);
      return;
    }
    pending.unread.push({ source: first, name: only.name, error: messageOf(error) });
  }
  pending.done += asked.length;
  flushSoon();
}

async function run(ranges: [number, number][]): Promise<void> {
  const { signal } = stop;
  let next = 0;
  set({ running: true });
  const work = async () => {
    while (!signal.aborted) {
      const range = ranges[next++];
      if (range === undefined) return;
      await ask(range[0], range[1], signal);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (signal.aborted) return;
  flush();
  set({ running: waitingRanges.length > 0 });
}

async function linesOf(file: File): Promise<Input[]> {
  const lines = (await file.text()).split('\n');
  return lines.flatMap((line, i) =>
    line.trim() === '' ? [] : [{ name: `${file.name}:${i + 1}`, content: new Blob([line]) }],
  );
}

const readable = /\.(txt|text|pdf|ya?ml|json|jsonl|ndjson|md)$/i;

// The path below the folder that was opened, or the name.
function nameOf(file: File): string {
  return file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
}

async function add(files: File[]): Promise<void> {
  const mine = stop;
  // Of a folder only what may be a case; what a person chose by name is tried whatever it is called.
  const chosen = files
    .filter((file) => file.webkitRelativePath === '' || readable.test(file.name))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
  for (const file of chosen) {
    const lines = /\.(jsonl|ndjson)$/i.test(file.name);
    if (file.size > mostBytes && !lines) {
      set({
        unread: [
          ...state.unread,
          { source: -1, name: nameOf(file), error: 'Larger than 32 MB: use `imr predict`.' },
        ],
      });
      continue;
    }
    const added = lines ? await linesOf(file) : [{ name: nameOf(file), content: file }];
    if (mine !== stop) return;
    const first = inputs.length;
    inputs = [...inputs, ...added];
    set({ total: inputs.length });
    const ranges: [number, number][] = [];
    for (let i = first; i < inputs.length; i += lines ? linesAtOnce : 1) {
      ranges.push([i, Math.min(i + (lines ? linesAtOnce : 1), inputs.length)]);
    }
    waitingRanges.push(...ranges);
  }
  if (!draining) await drain();
}

async function drain(): Promise<void> {
  draining = true;
  const mine = stop;
  while (waitingRanges.length > 0 && mine === stop) {
    const ranges = waitingRanges;
    waitingRanges = [];
    await run(ranges);
  }
  if (mine === stop) draining = false;
}

export function addFiles(files: File[]): void {
  void add(files);
}

// Everything that is open, again, in another view.
export function setView(view: View): void {
  const kept = inputs;
  clear();
  set({ view });
  inputs = kept;
  set({ total: kept.length });
  for (let i = 0; i < kept.length; ++i) waitingRanges.push([i, i + 1]);
  void drain();
}

export function clear(): void {
  stop.abort();
  stop = new AbortController();
  inputs = [];
  waitingRanges = [];
  draining = false;
  pending = { rows: [], unread: [], done: 0 };
  set({ ...empty, view: state.view });
}

// What the worklist asked for up to now stays; the rest is not asked for.
export function halt(): void {
  stop.abort();
  stop = new AbortController();
  waitingRanges = [];
  draining = false;
  flush();
  set({ running: false });
}

// The input that a row came from.
export function inputOf(row: WorkRow): Input | undefined {
  return inputs[row.source];
}

export function useWorklist(): WorkState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
