// Rule files as they are being edited. They live in the page until it is closed or reloaded:
// walking to another page and back loses nothing, and everything that is tried (check, examples,
// comparison) takes all of them together.
import { useSyncExternalStore } from 'react';
import type { Texts } from '../../api/rules';

export interface Draft {
  /** The text as it is on disk, and which version of it. */
  saved: string;
  etag: string;
  text: string;
}

type Drafts = ReadonlyMap<string, Draft>;

let drafts: Drafts = new Map();
const listeners = new Set<() => void>();

function replace(path: string, draft: Draft | null): void {
  const next = new Map(drafts);
  if (draft) next.set(path, draft);
  else next.delete(path);
  drafts = next;
  for (const listener of listeners) listener();
}

export function isChanged(draft: Draft | undefined): boolean {
  return draft !== undefined && draft.text !== draft.saved;
}

export function openDraft(path: string, text: string, etag: string): void {
  if (!isChanged(drafts.get(path))) replace(path, { saved: text, etag, text });
}

export function changeDraft(path: string, text: string): void {
  const draft = drafts.get(path);
  if (draft && draft.text !== text) replace(path, { ...draft, text });
}

/** The disk now holds `text`, known by `etag`; what is being edited stays. */
export function rebaseDraft(path: string, text: string, etag: string): void {
  const draft = drafts.get(path);
  if (draft) replace(path, { ...draft, saved: text, etag });
}

export function draftOf(path: string): Draft | undefined {
  return drafts.get(path);
}

export function discardDraft(path: string): void {
  const draft = drafts.get(path);
  if (draft) replace(path, { ...draft, text: draft.saved });
}

export function changedTexts(all: Drafts): Texts {
  const texts: Texts = {};
  for (const [path, draft] of all) if (isChanged(draft)) texts[path] = draft.text;
  return texts;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useDrafts(): Drafts {
  return useSyncExternalStore(subscribe, () => drafts);
}

// The browser asks before it closes or reloads the page while something is not saved.
window.addEventListener('beforeunload', (event) => {
  if ([...drafts.values()].some(isChanged)) event.preventDefault();
});
