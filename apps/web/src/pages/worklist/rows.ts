// A row of the worklist is one request in dispute.
import type { Outcome, PredictedCase, UnreadableCase } from '../../api/types';
import { csvText } from '../../text/csv';
import { treatmentName } from '../../text/names';

export interface WorkRow {
  key: string;
  source: number; // of the input it came from
  name: string; // of that input
  case: string;
  item: number;
  request: string;
  treatment: string;
  prediction: Outcome;
  probability: number;
  low: number;
  high: number;
  baseRate: number;
  risk: string | null;
  abstained: boolean;
  guidelines: string[];
  decisive: string;
  missing: string[];
}

export interface Unread {
  source: number;
  name: string;
  error: string;
}

export function isUnreadable(answer: PredictedCase | UnreadableCase): answer is UnreadableCase {
  return 'error' in answer;
}

export function rowsOf(source: number, name: string, answer: PredictedCase): WorkRow[] {
  return answer.items.map((item) => ({
    key: `${source}/${item.index}`,
    source,
    name,
    case: answer.case,
    item: item.index,
    request: item.request,
    treatment: treatmentName(item.treatment),
    prediction: item.prediction,
    probability: item.probability_overturned,
    low: item.interval[0],
    high: item.interval[1],
    baseRate: item.base_rate_overturned,
    risk: item.risk,
    abstained: item.abstained,
    guidelines: [...new Set(item.criteria.map((one) => one.id.split('/')[0] ?? ''))],
    decisive: item.criteria.find((one) => one.id === item.decided_by[0])?.text ?? '',
    missing: item.missing,
  }));
}

export interface Filter {
  treatment: string;
  guideline: string;
  missing: string;
  text: string;
}

export const noFilter: Filter = { treatment: '', guideline: '', missing: '', text: '' };

export function passes(row: WorkRow, filter: Filter): boolean {
  const text = filter.text.trim().toLowerCase();
  return (
    (filter.treatment === '' || row.treatment === filter.treatment) &&
    (filter.guideline === '' || row.guidelines.includes(filter.guideline)) &&
    (filter.missing === '' || row.missing.includes(filter.missing)) &&
    (text === '' || `${row.case} ${row.name} ${row.request}`.toLowerCase().includes(text))
  );
}

export type SortKey = 'probability' | 'case' | 'request' | 'treatment';

const byPlace = (a: WorkRow, b: WorkRow) => a.source - b.source || a.item - b.item;

// Most likely to be overturned first, or by another column from A to Z; `down` turns that round.
export function sorted(rows: WorkRow[], key: SortKey, down: boolean): WorkRow[] {
  const compare = (a: WorkRow, b: WorkRow) =>
    key === 'probability' ? b.probability - a.probability : a[key].localeCompare(b[key], 'en');
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(a, b) || byPlace(a, b));
}

// How many rows have each value, most frequent first.
export function counted(values: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], 'en'));
}

export function worklistCsv(rows: WorkRow[]): string {
  const head = [
    'case',
    'file',
    'item',
    'request',
    'treatment',
    'prediction',
    'probability_overturned',
    'interval_low',
    'interval_high',
    'base_rate_overturned',
    'risk',
    'abstained',
    'guidelines',
    'decisive_criterion',
    'missing',
  ];
  const round = (value: number) => Math.round(value * 1e4) / 1e4;
  return csvText([
    head,
    ...rows.map((row) => [
      row.case,
      row.name,
      row.item + 1,
      row.request,
      row.treatment,
      row.prediction,
      round(row.probability),
      round(row.low),
      round(row.high),
      round(row.baseRate),
      row.risk,
      row.abstained ? 'yes' : 'no',
      row.guidelines.join('; '),
      row.decisive,
      row.missing.join('; '),
    ]),
  ]);
}
