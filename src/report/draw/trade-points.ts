import { inWords, nameOf } from './metric.js';
import type { Metric } from './metric.js';
import { noFamily } from './palette.js';
import { paretoFront } from './pareto.js';
import { casesAt, framesAt, recommended } from './pick.js';
import type { ReportCase, ReportData, Selection } from './report-data.js';
import { niceDomain } from './nice.js';
import { boxAround, placeLabels } from './place-labels.js';
import type { Box, Labelled, Placed } from './place-labels.js';
import { publishedPoints } from './published-points.js';
import type { PublishedPoint } from './published-points.js';

/** Pixels of the plot, without axes and legends. */
export const plot = { width: 760, height: 420 } as const;

/** A variant of the trade-off. `x` and `y` are in the units of the axes. */
export interface TradePoint {
  readonly variant: string;
  readonly family: string;
  readonly technique: string;
  readonly dtype: string;
  readonly line: number;
  readonly x: number;
  readonly y: number;
  /** The interval of the cost, in the units of the axis. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly isFront: boolean;
  /** Below the axis, and drawn on its edge. */
  readonly isClipped: boolean;
  readonly isRecommended: boolean;
  /** One clause with everything that is known of it. */
  readonly words: string;
  readonly label: Placed | undefined;
}

export interface TradeOff {
  readonly x: Metric;
  readonly y: Metric;
  readonly points: readonly TradePoint[];
  readonly front: readonly TradePoint[];
  /** What is known of published networks on the same images; they are on no front. */
  readonly published: readonly PublishedPoint[];
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
}

/** Pixels by which the ring around what is recommended is wider than its mark. */
const ringBeyondMark = 5;

/** dB below the best variant at which the axis ends: what lies further down is of no use, and would flatten the rest. */
const clipBelowBestDb = 4;

/** How the variant was made, without how much of it: shapes are few. */
export const techniqueOf = ({ technique }: Pick<ReportCase, 'technique'>): string =>
  technique === undefined ? 'not said' : (/^[a-z]{3,}/i.exec(technique)?.[0] ?? 'plain');

export const dtypeOf = ({ weight_dtype }: Pick<ReportCase, 'weight_dtype'>): string => weight_dtype ?? 'not said';

export const familyOf = ({ family }: Pick<ReportCase, 'family'>): string => family ?? noFamily;

/** The trade-off of a selection; undefined where no case has both figures. */
export function tradeOff(data: ReportData, selection: Selection): TradeOff | undefined {
  const x = data.costs.find(({ name }) => name === selection.x);
  const y = data.qualities.find(({ name }) => name === selection.y);
  if (x === undefined || y === undefined) return undefined;
  const rowsOf = x.isOfFrames ? framesAt : casesAt;
  const found = rowsOf(data, selection).flatMap((row) => {
    const [cost, gain] = [row.figures[x.name], row.figures[y.name]];
    return cost === undefined || gain === undefined ? [] : [{ row, cost, gain }];
  });
  if (found.length === 0) return undefined;
  const signed = found.map((each) => ({
    ...each,
    cost: x.better === 'less' ? each.cost : -each.cost,
    gain: y.better === 'more' ? each.gain : -each.gain,
  }));
  const front = new Set(paretoFront(signed).map(({ row }) => row));
  const picked = new Set(recommended(data, selection));
  const least = clipOf(
    y,
    found.map(({ gain }) => gain),
  );
  const points = found.map(({ row, cost, gain }): TradePoint => {
    const isClipped = least !== undefined && gain * y.times < least;
    return {
      variant: row.variant,
      family: familyOf(row),
      technique: techniqueOf(row),
      dtype: dtypeOf(row),
      line: row.line,
      x: cost * x.times,
      y: isClipped ? least : gain * y.times,
      ...intervalOf(x, row),
      isFront: front.has(row),
      isClipped,
      isRecommended: picked.has(row.variant),
      words: [
        `${row.variant}: ${nameOf(x)} ${inWords(x, cost)}${intervalWords(x, row)}`,
        `${nameOf(y)} ${inWords(y, gain)}`,
        ...(front.has(row) ? ['on the front'] : []),
        ...(picked.has(row.variant) ? ['recommended'] : []),
        [row.family, row.technique, row.weight_dtype].filter((word) => word !== undefined).join(' '),
        `results.csv line ${String(row.line)}`,
      ]
        .filter((part) => part !== '')
        .join('; '),
      label: undefined,
    };
  });
  const rows = found.map(({ row }) => row);
  const published = publishedPoints(data, selection, rows, { x, y }).filter((each) => each.y >= (least ?? -Infinity));
  return withLabels({ x, y, points, front: [], published, ...domainsOf(points, published, x) });
}

function intervalOf({ interval, times }: Metric, row: ReportCase): Pick<TradePoint, 'low' | 'high'> {
  const [low, high] = interval === undefined ? [] : [row[interval.low], row[interval.high]];
  return { low: low === undefined ? undefined : low * times, high: high === undefined ? undefined : high * times };
}

function intervalWords(x: Metric, row: ReportCase): string {
  const { low, high } = intervalOf(x, row);
  if (low === undefined || high === undefined) return '';
  return `, interval ${low.toFixed(x.digits)} to ${high.toFixed(x.digits)}`;
}

/** The least PSNR or fidelity that the axis shows, a whole number of dB; undefined where nothing lies below. */
function clipOf({ name, better }: Metric, gains: readonly number[]): number | undefined {
  if (!name.endsWith('_db') || better !== 'more') return undefined;
  const clip = Math.floor(Math.max(...gains)) - clipBelowBestDb;
  return gains.some((gain) => gain < clip) ? clip : undefined;
}

function domainsOf(
  points: readonly TradePoint[],
  published: readonly PublishedPoint[],
  x: Metric,
): Pick<TradeOff, 'xDomain' | 'yDomain'> {
  const costs = points.flatMap(({ x: cost, low, high }) => [
    cost,
    ...(low === undefined ? [] : [low]),
    ...(high === undefined ? [] : [high]),
  ]);
  costs.push(...published.map((each) => each.x));
  const gains = [...points, ...published].map(({ y }) => y);
  const [least, most] = [Math.min(...gains), Math.max(...gains)];
  const room = (most - least) * 0.06;
  const isShare = x.times === 100;
  // A variant with more parameters than its reference has removed less than none.
  const [from, to] = niceDomain(Math.min(0, ...costs) * 1.03, Math.max(0, ...costs) * 1.03);
  return {
    xDomain: [from, isShare && Math.max(...costs) > 50 ? 100 : to],
    yDomain: niceDomain(least - room, most + room),
  };
}

/** Names on the front and of what is recommended come first, then the others as far as there is room, and published ones last. */
function withLabels(drawn: TradeOff): TradeOff {
  const { points, published, xDomain, yDomain } = drawn;
  const across = (x: number): number => ((x - xDomain[0]) / (xDomain[1] - xDomain[0])) * plot.width;
  const down = (y: number): number => plot.height - ((y - yDomain[0]) / (yDomain[1] - yDomain[0])) * plot.height;
  const placed = points.map((point) => ({
    point,
    px: across(point.x),
    from: across(point.low ?? point.x),
    to: across(point.high ?? point.x),
    py: down(point.y),
    text: point.isRecommended ? `${point.variant} (recommended)` : point.variant,
    ring: point.isRecommended ? ringBeyondMark : 0,
  }));
  const rank = ({ isRecommended, isFront }: TradePoint): number => (isRecommended ? 0 : isFront ? 1 : 2);
  const ordered = [...placed].sort((a, b) => rank(a.point) - rank(b.point) || a.px - b.px);
  const others = published.map(({ x, y, name }): Labelled => ({ px: across(x), py: down(y), text: name }));
  const obstacles = [...[...placed, ...others].map(boxAround), ...placed.flatMap(barOf), ...stepsOf(placed)];
  const labels = placeLabels([...ordered, ...others], obstacles, plot);
  const named = ordered.map(({ point }, index): TradePoint => ({ ...point, label: labels[index] }));
  return {
    ...drawn,
    points: named,
    front: named.filter(({ isFront }) => isFront).sort((a, b) => a.x - b.x),
    published: published.map((each, index) => ({ ...each, label: labels[ordered.length + index] })),
  };
}

interface PlacedPoint extends Labelled {
  readonly point: TradePoint;
  readonly from: number;
  readonly to: number;
}

/** The bar of an interval. */
const barOf = ({ from, to, py }: PlacedPoint): Box[] =>
  to > from ? [{ left: from, right: to, top: py - 1, bottom: py + 1 }] : [];

/** The steps of the front. */
function stepsOf(placed: readonly PlacedPoint[]): Box[] {
  const front = placed.filter(({ point }) => point.isFront).sort((a, b) => a.px - b.px);
  return front.slice(1).flatMap(({ px, py }, index): Box[] => {
    const before = front[index];
    if (before === undefined) return [];
    const [top, bottom] = [Math.min(py, before.py), Math.max(py, before.py)];
    return [
      { left: before.px, right: px, top: before.py - 1, bottom: before.py + 1 },
      { left: px - 1, right: px + 1, top, bottom },
    ];
  });
}
