// Names and writing of the figures of an evaluation.
import type { DetailItem } from './curves';

type Values = Readonly<Record<string, number | null>>;

const names: Record<string, string> = {
  auc: 'Area under the ROC curve',
  average_precision: 'Average precision',
  brier: 'Brier score ↓',
  brier_skill: 'Brier skill over 11%',
  log_loss: 'Log loss ↓',
  accuracy: 'Accuracy at one half',
  balanced_accuracy: 'Balanced accuracy',
  sensitivity: 'Sensitivity at one half',
  specificity: 'Specificity at one half',
  ece: 'Calibration error ↓',
  coverage: 'Share answered',
  recall_at_10: 'Overturned in the top 10%',
  recall_at_20: 'Overturned in the top 20%',
  recall_at_30: 'Overturned in the top 30%',
};

const lowerIsBetter = new Set(['brier', 'log_loss', 'ece']);

export const metricName = (name: string) => names[name] ?? name.replaceAll('_', ' ');

/** The names of the metrics there are, in the order of reading. */
export function metricOrder(values: Values): string[] {
  const known = Object.keys(names).filter((name) => name in values);
  return [...known, ...Object.keys(values).filter((name) => !(name in names))];
}

/** Whether a difference is to the good: 1, to the bad: -1, or neither: 0. */
export function direction(name: string, interval: [number, number] | null): number {
  if (!interval || (interval[0] <= 0 && interval[1] >= 0)) return 0;
  const sign = interval[0] > 0 ? 1 : -1;
  return lowerIsBetter.has(name) ? -sign : sign;
}

export const three = (value: number | null | undefined) =>
  value == null || !Number.isFinite(value) ? 'n/a' : value.toFixed(3).replace('-', '−');

export const percent = (value: number | null | undefined) =>
  value == null || !Number.isFinite(value) ? 'n/a' : `${Math.round(100 * value)}%`;

/** With its sign; a minus that is as wide as the plus. */
export function signed(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

export const rangeText = (interval: [number, number] | null | undefined) =>
  interval ? `${three(interval[0])} to ${three(interval[1])}` : 'n/a';

/** A model's name without the folders of its file. */
export const modelName = (model: string) => model.replace(/^.*[\\/]/, '');

/** The items as rows for a spreadsheet, a heading first. */
export function itemTable(items: DetailItem[]): (string | number | null)[][] {
  const rows = items.map((item) => [
    item.case,
    item.index + 1,
    item.treatment,
    item.guideline,
    item.probability_overturned,
    item.interval[0],
    item.interval[1],
    item.base_rate_overturned,
    item.prediction,
    item.overturned ? 'overturned' : 'upheld',
    item.abstained ? 'yes' : 'no',
    item.decision ?? null,
  ]);
  return [
    [
      'case',
      'item',
      'treatment',
      'guideline',
      'probability_overturned',
      'interval_low',
      'interval_high',
      'base_rate_overturned',
      'prediction',
      'ruling',
      'abstained',
      'decision',
    ],
    ...rows,
  ];
}
