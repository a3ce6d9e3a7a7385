// Evidence as marks in a text: overlapping ones become one group, one stop for mouse and keyboard.
import type { Evidence, Facts, FactValue } from '../api/types';
import { indexOfByte } from './bytes';

// How words speak about a fact: for it, against it, a number or code, or against the value settled
// on in the end.
export type Polarity = 'yes' | 'no' | 'value' | 'contrary';

export interface Mark {
  fact: string;
  polarity: Polarity;
  start: number; // UTF-16
  end: number;
}

export interface MarkGroup {
  start: number;
  end: number;
  polarity: Polarity | 'mixed';
  marks: Mark[];
  // The group cut wherever a mark begins or ends; together they cover it.
  pieces: { start: number; end: number }[];
}

export interface Span {
  start: number;
  end: number;
}

export function polarityOf(value: FactValue): Polarity {
  return value === 'yes' ? 'yes' : value === 'no' ? 'no' : 'value';
}

// The marks that `facts` have in one section, by place.
export function marksOf(facts: Facts, section: string, text: string): Mark[] {
  const index = indexOfByte(text);
  const marks: Mark[] = [];
  const add = (fact: string, polarity: Polarity, evidence: Evidence) => {
    if (evidence.section !== section) return;
    const mark = { fact, polarity, start: index(evidence.start), end: index(evidence.end) };
    if (mark.end > mark.start) marks.push(mark);
  };
  for (const [name, fact] of Object.entries(facts)) {
    for (const evidence of fact.evidence) add(name, polarityOf(fact.value), evidence);
    for (const evidence of fact.contrary ?? []) add(name, 'contrary', evidence);
  }
  return marks.sort((a, b) => a.start - b.start || a.end - b.end);
}

export function spansOf(evidence: Evidence[], section: string, text: string): Span[] {
  const index = indexOfByte(text);
  return evidence
    .filter((one) => one.section === section)
    .map((one) => ({ start: index(one.start), end: index(one.end) }));
}

function cut(marks: Mark[]): Span[] {
  const edges = [...new Set(marks.flatMap((mark) => [mark.start, mark.end]))].sort((a, b) => a - b);
  const pieces: Span[] = [];
  for (let i = 0; i + 1 < edges.length; ++i) {
    pieces.push({ start: edges[i] ?? 0, end: edges[i + 1] ?? 0 });
  }
  return pieces;
}

// Marks that share a character belong together; marks that only touch do not. REQUIRES: sorted by
// start, as marksOf returns them.
export function groupMarks(marks: Mark[]): MarkGroup[] {
  const groups: MarkGroup[] = [];
  let current: Mark[] = [];
  let end = -1;
  const close = () => {
    const first = current[0];
    if (first === undefined) return;
    const polarities = new Set(current.map((mark) => mark.polarity));
    groups.push({
      start: first.start,
      end,
      polarity: polarities.size === 1 ? first.polarity : 'mixed',
      marks: current,
      pieces: cut(current),
    });
  };
  for (const mark of marks) {
    if (mark.start >= end) {
      close();
      current = [];
    }
    current.push(mark);
    end = Math.max(mark.end, current.length === 1 ? mark.end : end);
  }
  close();
  return groups;
}

// The text in order: what no evidence touches as strings, the rest as groups.
export function interleave(text: string, groups: MarkGroup[]): (string | MarkGroup)[] {
  const parts: (string | MarkGroup)[] = [];
  let from = 0;
  for (const group of groups) {
    if (group.start > from) parts.push(text.slice(from, group.start));
    parts.push(group);
    from = group.end;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

export function covers(spans: Span[], piece: Span): boolean {
  return spans.some((span) => span.start <= piece.start && piece.end <= span.end);
}
