import { describe, expect, it } from 'vitest';
import type { Facts } from '../api/types';
import { covers, groupMarks, interleave, marksOf, type Mark } from './marks';

const mark = (start: number, end: number, fact = 'a', polarity: Mark['polarity'] = 'yes') => ({
  fact,
  polarity,
  start,
  end,
});

describe('overlapping evidence becomes one group', () => {
  it('keeps marks apart that only touch', () => {
    const groups = groupMarks([mark(0, 4), mark(4, 8)]);
    expect(groups.map((group) => [group.start, group.end])).toEqual([
      [0, 4],
      [4, 8],
    ]);
  });

  it('joins a chain of overlaps and cuts it at every edge', () => {
    const groups = groupMarks([mark(0, 10), mark(2, 4, 'b'), mark(8, 14, 'c')]);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.end).toBe(14);
    expect(groups[0]?.pieces).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 4 },
      { start: 4, end: 8 },
      { start: 8, end: 10 },
      { start: 10, end: 14 },
    ]);
  });

  it('is mixed when the words speak both ways', () => {
    expect(groupMarks([mark(0, 5), mark(1, 3, 'b', 'no')])[0]?.polarity).toBe('mixed');
    expect(groupMarks([mark(0, 5), mark(1, 3, 'b')])[0]?.polarity).toBe('yes');
  });

  it('loses no character of the text, whatever the marks', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    const text = 'abcdefghijklmnopqrstuvwxyz'.repeat(3);
    for (let round = 0; round < 200; ++round) {
      const marks = Array.from({ length: random(12) }, () => {
        const start = random(text.length - 1);
        return mark(start, start + 1 + random(text.length - start - 1), `f${random(4)}`);
      }).sort((a, b) => a.start - b.start || a.end - b.end);
      const groups = groupMarks(marks);
      const parts = interleave(text, groups);
      const back = parts.map((part) =>
        typeof part === 'string'
          ? part
          : part.pieces.map((piece) => text.slice(piece.start, piece.end)).join(''),
      );
      expect(back.join('')).toBe(text);
      expect(groups.flatMap((group) => group.marks)).toHaveLength(marks.length);
    }
  });
});

describe('facts tell where they stand', () => {
  const text = 'Flexion 105°. The knee locks; no red flags.';
  const facts: Facts = {
    mechanical_findings: {
      value: 'yes',
      evidence: [{ section: 'summary', start: 19, end: 29, text: 'knee locks' }],
      contrary: [{ section: 'summary', start: 31, end: 43, text: 'no red flags' }],
    },
    prior_sessions: {
      value: 6,
      evidence: [{ section: 'request', start: 0, end: 3, text: 'six' }],
    },
  };

  it('takes those of the section, by place, beyond a character of two bytes', () => {
    const marks = marksOf(facts, 'summary', text);
    expect(marks.map((one) => text.slice(one.start, one.end))).toEqual([
      'knee locks',
      'no red flags',
    ]);
    expect(marks.map((one) => one.polarity)).toEqual(['yes', 'contrary']);
  });

  it('lights a piece only when a span covers all of it', () => {
    expect(covers([{ start: 3, end: 9 }], { start: 3, end: 5 })).toBe(true);
    expect(covers([{ start: 4, end: 9 }], { start: 3, end: 5 })).toBe(false);
  });
});
