import { describe, expect, it } from 'vitest';
import {
  byMonth,
  byTreatment,
  misses,
  operatingPoints,
  reliability,
  riskCoverage,
  thinned,
  wilson,
  type DetailItem,
} from './curves';
import { direction, itemTable, metricOrder, signed } from './figures';

function item(
  probability: number,
  overturned: boolean,
  more: Partial<DetailItem> = {},
): DetailItem {
  return {
    case: 'A',
    index: 0,
    treatment: 'imaging.mri',
    guideline: null,
    probability_overturned: probability,
    interval: [0, 1],
    base_rate_overturned: 0.1,
    prediction: probability >= 0.5 ? 'overturned' : 'upheld',
    overturned,
    abstained: false,
    decision: null,
    ...more,
  };
}

const items = [
  item(0.9, true),
  item(0.6, false),
  item(0.6, true),
  item(0.2, false),
  item(0.1, true),
];

// The area under the points by trapezoids, and the share of pairs in order: two ways to one number.
function areaUnder(list: DetailItem[]): number {
  let [area, x, y] = [0, 0, 0];
  for (const point of operatingPoints(list)) {
    const [nextX, nextY] = [point.falseAlarms ?? 0, point.sensitivity ?? 0];
    area += ((nextX - x) * (y + nextY)) / 2;
    [x, y] = [nextX, nextY];
  }
  return area;
}

function pairsInOrder(list: DetailItem[]): number {
  let sum = 0;
  let pairs = 0;
  for (const a of list.filter((each) => each.overturned)) {
    for (const b of list.filter((each) => !each.overturned)) {
      pairs += 1;
      const difference = a.probability_overturned - b.probability_overturned;
      sum += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
  }
  return sum / pairs;
}

describe('operating points', () => {
  it('are one for each probability, the highest first, with the items of it', () => {
    const points = operatingPoints(items);
    expect(points.map((point) => point.threshold)).toEqual([0.9, 0.6, 0.2, 0.1]);
    expect(points[1]).toMatchObject({ flagged: 0.6, sensitivity: 2 / 3, falseAlarms: 0.5 });
    expect(points[1]?.items).toHaveLength(2);
    expect(points[1]?.precision).toBeCloseTo(2 / 3);
    expect(points.flatMap((point) => point.items)).toHaveLength(items.length);
  });

  it('enclose the area that the pairs in order tell', () => {
    let seed = 7;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let round = 0; round < 30; ++round) {
      const list = Array.from({ length: 25 }, () =>
        item(Math.round(10 * random()) / 10, random() < 0.4),
      );
      list.push(item(0.5, true), item(0.5, false));
      expect(areaUnder(list)).toBeCloseTo(pairsInOrder(list), 9);
    }
  });

  it('have no share of what there is none of', () => {
    expect(operatingPoints([item(0.3, true)])[0]?.falseAlarms).toBeNull();
    expect(operatingPoints([])).toEqual([]);
  });
});

describe('groups', () => {
  it('of reliability keep equal probabilities together and every item', () => {
    const list = Array.from({ length: 20 }, (_, index) => item(index < 12 ? 0.1 : 0.5, index > 15));
    const groups = reliability(list, 5);
    expect(groups.map((group) => group.items.length)).toEqual([12, 8]);
    expect(groups[1]).toMatchObject({ observed: 0.5, predicted: 0.5 });
  });

  it('by treatment begin with the most frequent', () => {
    const groups = byTreatment([...items, item(0.3, true, { treatment: null })]);
    expect(groups.map((group) => [group.name, group.items.length])).toEqual([
      ['imaging.mri', 5],
      ['not recognised', 1],
    ]);
  });

  it('by month are in order and leave out what has no date', () => {
    const dated = (decision: string | null) => item(0.3, true, { decision });
    const groups = byMonth([
      dated('2015-03-31'),
      dated('2014-12-01'),
      dated('2015-03-01'),
      dated(null),
    ]);
    expect(groups.map((group) => [group.name, group.items.length])).toEqual([
      ['2014-12', 1],
      ['2015-03', 2],
    ]);
  });

  it('have intervals that hold the share', () => {
    // Newcombe (1998), table I: 15 of 148 and 0 of 20.
    expect(wilson(15, 148)[0]).toBeCloseTo(0.0624, 4);
    expect(wilson(15, 148)[1]).toBeCloseTo(0.1605, 4);
    expect(wilson(0, 20)).toEqual([0, expect.closeTo(0.1611, 4)]);
    expect(wilson(0, 0)).toEqual([0, 1]);
  });
});

describe('risk and coverage', () => {
  it('answers the surest first and what is abstained on last', () => {
    const list = [item(0.55, false), item(0.02, false), item(0.99, true, { abstained: true })];
    const points = riskCoverage(list, 3);
    expect(points.map((point) => point.items[0]?.probability_overturned)).toEqual([
      0.02, 0.55, 0.99,
    ]);
    expect(points.map((point) => point.error)).toEqual([0, 0.5, 1 / 3]);
  });
});

describe('misses', () => {
  it('stand with the worst first', () => {
    const found = misses(items);
    expect(found.missed.map((each) => each.probability_overturned)).toEqual([0.1]);
    expect(found.falseAlarms.map((each) => each.probability_overturned)).toEqual([0.6]);
  });
});

describe('figures', () => {
  it('say better only when the interval leaves out nothing', () => {
    expect(direction('auc', [0.01, 0.2])).toBe(1);
    expect(direction('brier', [0.01, 0.2])).toBe(-1);
    expect(direction('log_loss', [-0.3, -0.1])).toBe(1);
    expect(direction('auc', [-0.1, 0.2])).toBe(0);
    expect(direction('auc', null)).toBe(0);
  });

  it('keep an order and lose none', () => {
    expect(metricOrder({ new_one: 1, brier: 1, auc: 1 })).toEqual(['auc', 'brier', 'new_one']);
  });

  it('are signed, nothing is not', () => {
    expect([signed(0.126), signed(-0.126), signed(0.001)]).toEqual(['+0.13', '−0.13', '0.00']);
  });

  it('go to spreadsheets a row an item', () => {
    const rows = itemTable(items);
    expect(rows).toHaveLength(items.length + 1);
    expect(rows[1]?.length).toBe(rows[0]?.length);
  });

  it('are thinned with both ends', () => {
    const numbers = Array.from({ length: 101 }, (_, index) => index);
    expect(thinned(numbers, 5)).toEqual([0, 25, 50, 75, 100]);
    expect(thinned([1, 2], 5)).toEqual([1, 2]);
  });
});
