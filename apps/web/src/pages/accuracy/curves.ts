// Curves over the items of an evaluation, as engine/evaluation/curves.h draws them, but each point
// knows the items behind it, so that a click can show them.

export interface DetailItem {
  case: string;
  index: number;
  treatment: string | null;
  guideline: string | null;
  probability_overturned: number;
  interval: [number, number];
  base_rate_overturned: number;
  prediction: 'upheld' | 'overturned';
  overturned: boolean;
  abstained: boolean;
  /** Day of the determination, 2015-03-31; null when the letter does not tell it. */
  decision?: string | null;
}

// What comes of flagging every item whose probability is at least `threshold`. Shares are between
// 0 and 1; null where there is nothing to take a share of. `items`: those of this very probability.
export interface OperatingPoint {
  threshold: number;
  flagged: number;
  sensitivity: number | null;
  falseAlarms: number | null;
  precision: number;
  items: DetailItem[];
}

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** One for each distinct probability, the highest first. */
export function operatingPoints(items: DetailItem[]): OperatingPoint[] {
  const overturned = items.filter((item) => item.overturned).length;
  const sorted = [...items].sort((a, b) => b.probability_overturned - a.probability_overturned);
  const points: OperatingPoint[] = [];
  let hits = 0;
  let taken = 0;
  for (let i = 0; i < sorted.length; i = taken) {
    const threshold = sorted[i]?.probability_overturned ?? 0;
    const group: DetailItem[] = [];
    for (; sorted[taken]?.probability_overturned === threshold; ++taken) {
      const item = sorted[taken];
      if (!item) break;
      group.push(item);
      hits += item.overturned ? 1 : 0;
    }
    points.push({
      threshold,
      flagged: taken / items.length,
      sensitivity: share(hits, overturned),
      falseAlarms: share(taken - hits, items.length - overturned),
      precision: hits / taken,
      items: group,
    });
  }
  return points;
}

/** At most `most` of the points, evenly apart, the first and the last among them. */
export function thinned<T>(points: T[], most: number): T[] {
  if (points.length <= most) return points;
  const out: T[] = [];
  for (let i = 0; i < most; ++i) {
    const point = points[Math.round((i * (points.length - 1)) / (most - 1))];
    if (point !== undefined) out.push(point);
  }
  return out;
}

/**
 * Wilson's 95% interval of a share (Wilson 1927), which takes items as independent; those of one
 * letter are not quite.
 */
export function wilson(part: number, whole: number): [number, number] {
  if (whole === 0) return [0, 1];
  const z = 1.959964;
  const p = part / whole;
  const middle = p + (z * z) / (2 * whole);
  const spread = z * Math.sqrt((p * (1 - p)) / whole + (z * z) / (4 * whole * whole));
  const scale = 1 + (z * z) / whole;
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}

export interface Group {
  name: string;
  items: DetailItem[];
  overturned: number;
  observed: number;
  interval: [number, number];
  predicted: number;
  baseRate: number;
}

function grouped(name: string, items: DetailItem[]): Group {
  const overturned = items.filter((item) => item.overturned).length;
  const mean = (of: (item: DetailItem) => number) =>
    items.reduce((sum, item) => sum + of(item), 0) / items.length;
  return {
    name,
    items,
    overturned,
    observed: overturned / items.length,
    interval: wilson(overturned, items.length),
    predicted: mean((item) => item.probability_overturned),
    baseRate: mean((item) => item.base_rate_overturned),
  };
}

/** Groups of about equal count by probability, the lowest first; equal probabilities together. */
export function reliability(items: DetailItem[], most: number): Group[] {
  const sorted = [...items].sort((a, b) => a.probability_overturned - b.probability_overturned);
  const groups: Group[] = [];
  let begin = 0;
  for (let i = 0; i < most; ++i) {
    let end = Math.round(((i + 1) * sorted.length) / most);
    if (end <= begin) continue;
    const last = sorted[end - 1]?.probability_overturned;
    while (sorted[end]?.probability_overturned === last && end < sorted.length) ++end;
    const part = sorted.slice(begin, end);
    groups.push(grouped('', part));
    begin = end;
  }
  return groups;
}

function groupsBy(items: DetailItem[], nameOf: (item: DetailItem) => string | null): Group[] {
  const found = new Map<string, DetailItem[]>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === null) continue;
    const group = found.get(name);
    if (group) group.push(item);
    else found.set(name, [item]);
  }
  return [...found].map(([name, members]) => grouped(name, members));
}

/** The treatment with the most items first. */
export function byTreatment(items: DetailItem[]): Group[] {
  return groupsBy(items, (item) => item.treatment ?? 'not recognised').sort(
    (a, b) => b.items.length - a.items.length || (a.name < b.name ? -1 : 1),
  );
}

/** By month of the determination ("2015-03"), in order; items without a date are left out. */
export function byMonth(items: DetailItem[]): Group[] {
  return groupsBy(items, (item) => item.decision?.slice(0, 7) ?? null).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

export interface RiskPoint {
  coverage: number;
  /** Share of the answered that are wrong at one half, and mean Brier score of these. */
  error: number;
  brier: number;
  /** Those that this point answers and the one before does not. */
  items: DetailItem[];
}

// The surest first: those not abstained on, the farthest from one half, of these the narrowest
// interval.
function surer(a: DetailItem, b: DetailItem): number {
  const distance = (item: DetailItem) => Math.abs(item.probability_overturned - 0.5);
  const width = (item: DetailItem) => item.interval[1] - item.interval[0];
  return (
    Number(a.abstained) - Number(b.abstained) || distance(b) - distance(a) || width(a) - width(b)
  );
}

/** For each tenth or twentieth of the items, the surest first, what goes wrong among them. */
export function riskCoverage(items: DetailItem[], steps = 20): RiskPoint[] {
  const sorted = [...items].sort(surer);
  const points: RiskPoint[] = [];
  let wrong = 0;
  let squares = 0;
  let begin = 0;
  for (let i = 1; i <= steps; ++i) {
    const end = Math.round((i * sorted.length) / steps);
    if (end <= begin) continue;
    const part = sorted.slice(begin, end);
    for (const item of part) {
      wrong += item.probability_overturned >= 0.5 === item.overturned ? 0 : 1;
      squares += (item.probability_overturned - (item.overturned ? 1 : 0)) ** 2;
    }
    begin = end;
    points.push({
      coverage: end / sorted.length,
      error: wrong / end,
      brier: squares / end,
      items: part,
    });
  }
  return points;
}

export interface Misses {
  /** Predicted overturned but upheld, the most probable first. */
  falseAlarms: DetailItem[];
  /** Predicted upheld but overturned, the least probable first. */
  missed: DetailItem[];
}

export function misses(items: DetailItem[]): Misses {
  const wrong = items.filter((item) => item.probability_overturned >= 0.5 !== item.overturned);
  return {
    falseAlarms: wrong
      .filter((item) => !item.overturned)
      .sort((a, b) => b.probability_overturned - a.probability_overturned),
    missed: wrong
      .filter((item) => item.overturned)
      .sort((a, b) => a.probability_overturned - b.probability_overturned),
  };
}
