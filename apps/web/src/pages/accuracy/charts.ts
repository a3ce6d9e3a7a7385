// What each chart draws. A click on a point opens the items behind it.
import type { DetailItem, Group, OperatingPoint, RiskPoint } from './curves';
import type { Drawing, Point } from './drawing';
import { percent, three } from './figures';

export type Open = (title: string, items: DetailItem[]) => void;

const counted = (items: DetailItem[]) => `${items.length} ${items.length === 1 ? 'item' : 'items'}`;

// The end of an axis that shows all of the shares, in tenths.
function roomFor(shares: number[]): number {
  return Math.min(1, Math.ceil(10 * Math.max(0.1, ...shares)) / 10);
}

export function rocDrawing(points: OperatingPoint[], open: Open): Drawing {
  const drawn = points.map((point): Point => ({
    x: point.falseAlarms ?? 0,
    y: point.sensitivity ?? 0,
    says: `from ${percent(point.threshold)}: finds ${percent(point.sensitivity)} of the overturned, flags ${percent(point.falseAlarms)} of the upheld`,
    open: () => open(`Predicted at ${percent(point.threshold)}`, point.items),
  }));
  return {
    xTitle: 'Upheld items flagged',
    yTitle: 'Overturned items flagged',
    series: [
      {
        label: 'Predictions',
        colour: 'main',
        kind: 'line',
        radius: points.length > 60 ? 1.5 : 3,
        points: [{ x: 0, y: 0, says: 'nothing flagged' }, ...drawn],
      },
      {
        label: 'Chance',
        colour: 'faint',
        kind: 'dashed',
        points: [
          { x: 0, y: 0, says: '' },
          { x: 1, y: 1, says: '' },
        ],
      },
    ],
  };
}

export function precisionDrawing(
  points: OperatingPoint[],
  overturned: number,
  open: Open,
): Drawing {
  return {
    xTitle: 'Overturned items flagged (recall)',
    yTitle: 'Overturned among the flagged (precision)',
    series: [
      {
        label: 'Predictions',
        colour: 'main',
        kind: 'line',
        radius: points.length > 60 ? 1.5 : 3,
        points: points.map((point) => ({
          x: point.sensitivity ?? 0,
          y: point.precision,
          says: `from ${percent(point.threshold)}: ${percent(point.precision)} of the flagged were overturned, ${percent(point.sensitivity)} of the overturned found`,
          open: () => open(`Predicted at ${percent(point.threshold)}`, point.items),
        })),
      },
      {
        label: 'All flagged',
        colour: 'faint',
        kind: 'dashed',
        points: [
          { x: 0, y: overturned, says: '' },
          { x: 1, y: overturned, says: '' },
        ],
      },
    ],
  };
}

export function reliabilityDrawing(groups: Group[], open: Open): Drawing {
  const most = Math.max(...groups.map((group) => group.items.length), 1);
  const points = groups.map((group): Point => ({
    x: group.predicted,
    y: group.observed,
    says: `${counted(group.items)}: predicted ${percent(group.predicted)}, overturned ${percent(group.observed)} (${percent(group.interval[0])} to ${percent(group.interval[1])})`,
    open: () => open(`Predicted about ${percent(group.predicted)}`, group.items),
  }));
  return {
    xTitle: 'Mean predicted probability',
    yTitle: 'Share overturned',
    series: [
      {
        label: 'Observed (larger: more items)',
        colour: 'main',
        kind: 'points',
        points,
        radius: groups.map((group) => 3 + 5 * Math.sqrt(group.items.length / most)),
      },
      {
        label: '95% interval',
        colour: 'main',
        kind: 'ranges',
        points,
        ranges: groups.map((group) => group.interval),
      },
      {
        label: 'Perfect',
        colour: 'faint',
        kind: 'dashed',
        points: [
          { x: 0, y: 0, says: '' },
          { x: 1, y: 1, says: '' },
        ],
      },
    ],
  };
}

export function riskDrawing(points: RiskPoint[], open: Open): Drawing {
  const series = (label: string, of: (point: RiskPoint) => number, colour: 'main' | 'second') => ({
    label,
    colour,
    kind: 'line' as const,
    points: points.map((point) => ({
      x: point.coverage,
      y: of(point),
      says: `${percent(point.coverage)} answered: ${percent(point.error)} wrong, Brier score ${three(point.brier)}`,
      open: () => open(`Added on the way to ${percent(point.coverage)} answered`, point.items),
    })),
  });
  return {
    xTitle: 'Items answered, the surest first',
    yTitle: 'Wrong at one half',
    yMost: roomFor(points.map((point) => Math.max(point.error, point.brier))),
    series: [
      series('Wrong', (point) => point.error, 'main'),
      series('Brier score', (point) => point.brier, 'second'),
    ],
  };
}

// Observed shares with their intervals beside what was predicted, group by group.
export function groupDrawing(
  groups: Group[],
  sideways: boolean,
  nameOf: (group: Group) => string,
  open: Open,
): Drawing {
  const at = (index: number, value: number) =>
    sideways ? { x: value, y: index } : { x: index, y: value };
  const says = (group: Group) =>
    `${nameOf(group)}, ${counted(group.items)}: overturned ${percent(group.observed)} (${percent(group.interval[0])} to ${percent(group.interval[1])}), predicted ${percent(group.predicted)}`;
  const points = (of: (group: Group) => number) =>
    groups.map((group, index) => ({
      ...at(index, of(group)),
      says: says(group),
      open: () => open(nameOf(group), group.items),
    }));
  return {
    xTitle: sideways ? 'Share overturned' : '',
    yTitle: sideways ? '' : 'Share overturned',
    categories: groups.map(nameOf),
    sideways,
    yMost: sideways
      ? 1
      : roomFor(groups.map((group) => Math.max(group.interval[1], group.predicted))),
    series: [
      {
        label: 'Observed',
        colour: 'main',
        kind: 'points',
        radius: 4,
        points: points((group) => group.observed),
      },
      {
        label: '95% interval',
        colour: 'main',
        kind: 'ranges',
        points: points((group) => group.observed),
        ranges: groups.map((group) => group.interval),
      },
      {
        label: 'Predicted',
        colour: 'second',
        kind: 'points',
        radius: 4,
        points: points((group) => group.predicted),
      },
    ],
  };
}
