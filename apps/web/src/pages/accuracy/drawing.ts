// Charts by Chart.js in the colours of the page.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
  type ChartDataset,
} from 'chart.js';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
);

export interface Colours {
  main: string;
  second: string;
  third: string;
  faint: string;
  line: string;
  text: string;
  surface: string;
}

export interface Point {
  x: number;
  y: number;
  /** Shown when pointed at. */
  says: string;
  /** Called on a click; none: nothing stands behind the point. */
  open?: () => void;
}

// A series of points, a range of each, or bars on a scale of their own.
export interface Series {
  label: string;
  colour: keyof Colours;
  points: Point[];
  kind: 'line' | 'points' | 'dashed' | 'ranges';
  radius?: number | number[];
  /** Of `ranges`: from and to, along y unless the chart is sideways. */
  ranges?: [number, number][];
  hiddenInLegend?: boolean;
}

export interface Drawing {
  series: Series[];
  xTitle: string;
  yTitle: string;
  /** Names along the x axis, or along the y axis when sideways; shares from 0 to 1 when left out. */
  categories?: string[];
  sideways?: boolean;
  /** Where the y axis ends; 1 when left out. */
  yMost?: number;
}

function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    main: colour('--accent'),
    second: colour('--open'),
    third: colour('--yes'),
    faint: colour('--line-strong'),
    line: colour('--line'),
    text: colour('--text-soft'),
    surface: colour('--surface'),
  };
}

type Spot = { x: number | string; y: number | string } | null;

// The lines of the ranges with gaps between them.
function rangeSpots(drawing: Drawing, series: Series): Spot[] {
  const spots: Spot[] = [];
  series.points.forEach((point, index) => {
    const range = series.ranges?.[index];
    if (!range) return;
    const name = drawing.categories?.[drawing.sideways ? point.y : point.x];
    for (const end of range) {
      spots.push(
        drawing.sideways ? { x: end, y: name ?? point.y } : { x: name ?? point.x, y: end },
      );
    }
    spots.push(
      drawing.sideways
        ? { x: Number.NaN, y: name ?? point.y }
        : { x: name ?? point.x, y: Number.NaN },
    );
  });
  return spots;
}

function pointSpots(drawing: Drawing, series: Series): Spot[] {
  return series.points.map(({ x, y }) => ({
    x: drawing.categories && !drawing.sideways ? (drawing.categories[x] ?? x) : x,
    y: drawing.categories && drawing.sideways ? (drawing.categories[y] ?? y) : y,
  }));
}

const larger = (radius: number | number[]) =>
  Array.isArray(radius) ? radius.map((each) => each + 2) : radius + 2;

function datasetOf(
  drawing: Drawing,
  series: Series,
  colours: Colours,
): ChartDataset<'line', Spot[]> {
  const colour = colours[series.colour];
  const ranges = series.kind === 'ranges';
  const shown = series.kind === 'points' || series.kind === 'line';
  return {
    type: 'line',
    label: series.label,
    data: ranges ? rangeSpots(drawing, series) : pointSpots(drawing, series),
    borderColor: colour,
    backgroundColor: series.kind === 'points' ? colour : colours.surface,
    pointBorderColor: colour,
    borderWidth: ranges ? 2 : series.kind === 'dashed' ? 1.5 : 2,
    borderDash: series.kind === 'dashed' ? [5, 4] : [],
    showLine: series.kind !== 'points',
    spanGaps: false,
    pointRadius: shown ? (series.radius ?? 3) : 0,
    pointHoverRadius: shown ? larger(series.radius ?? 3) : 0,
    clip: 8, // points on an axis are whole
    pointHitRadius: shown ? 8 : 0,
    tension: 0,
  };
}

function scaleOf(names: string[] | undefined, title: string, colours: Colours, most = 1) {
  const look = {
    title: { display: title !== '', text: title, color: colours.text },
    grid: { color: colours.line },
    border: { color: colours.faint },
  };
  if (names) {
    return {
      ...look,
      type: 'category' as const,
      labels: names,
      offset: true,
      grid: { display: false },
      ticks: { color: colours.text, autoSkip: names.length > 30, font: { size: 11 } },
    };
  }
  return {
    ...look,
    type: 'linear' as const,
    min: 0,
    max: most,
    ticks: {
      color: colours.text,
      format: { style: 'percent' as const, minimumFractionDigits: 0, maximumFractionDigits: 0 },
    },
  };
}

export function drawChart(canvas: HTMLCanvasElement, drawing: Drawing): Chart {
  const colours = coloursOf(canvas);
  const { series } = drawing;
  const pointAt = (dataset: number, index: number): Point | undefined =>
    series[dataset]?.kind === 'ranges' ? undefined : series[dataset]?.points[index];
  return new Chart<'line', Spot[]>(canvas, {
    type: 'line',
    data: { datasets: series.map((each) => datasetOf(drawing, each, colours)) },
    options: {
      animation: false,
      maintainAspectRatio: false,
      responsive: true,
      indexAxis: drawing.sideways ? 'y' : 'x',
      interaction: { mode: 'nearest', intersect: true },
      scales: {
        x: scaleOf(drawing.sideways ? undefined : drawing.categories, drawing.xTitle, colours),
        y: scaleOf(
          drawing.sideways ? drawing.categories : undefined,
          drawing.yTitle,
          colours,
          drawing.yMost,
        ),
      },
      plugins: {
        legend: {
          position: 'bottom',
          labels: {
            color: colours.text,
            boxHeight: 2,
            boxWidth: 22,
            filter: (item) => series[item.datasetIndex ?? 0]?.hiddenInLegend !== true,
          },
        },
        tooltip: {
          displayColors: false,
          callbacks: {
            title: () => '',
            label: (item) => pointAt(item.datasetIndex, item.dataIndex)?.says ?? '',
          },
        },
      },
      onHover: (event, found) => {
        const first = found[0];
        const open = first && pointAt(first.datasetIndex, first.index)?.open;
        const target = event.native?.target;
        if (target instanceof HTMLElement) target.style.cursor = open ? 'pointer' : 'default';
      },
      onClick: (_, found) => {
        const first = found[0];
        if (first) pointAt(first.datasetIndex, first.index)?.open?.();
      },
    },
  }) as unknown as Chart;
}
