import { grouped } from './grouped.js';
import { shown } from './metric.js';
import { familyColours } from './palette.js';
import { distinct, isDrawn } from './report-data.js';
import type { ReportData, Selection } from './report-data.js';
import { phoneName, settingWords } from './drawing.js';
import type { Chart, Drawing } from './drawing.js';
import { familyOf, dtypeOf, techniqueOf, tradeOff } from './trade-points.js';
import type { Placed } from './place-labels.js';
import type { PublishedPoint } from './published-points.js';
import type { TradeOff, TradePoint } from './trade-points.js';

/** How many can be told apart by the shape and by the filling of a mark. */
export const mostTechniques = 8;
export const mostDtypes = 5;

/** One chart for every trade-off: what the pictures gain against what they cost, with axes that are chosen. */
export const tradeOffChart: Chart = {
  id: 'trade-off',
  draw(data, selection) {
    const drawn = tradeOff(data, selection);
    if (drawn === undefined) return undefined;
    const { x, y, points, front, published, xDomain, yDomain } = drawn;
    const rows = data.cases.filter(isDrawn);
    const { families, range } = familyColours(distinct(rows.map(familyOf)));
    const techniques = grouped(rows.map(techniqueOf), mostTechniques);
    const dtypes = grouped(rows.map(dtypeOf), mostDtypes);
    const names = front.map(({ variant }) => variant);
    const setting = settingWords(selection);
    const isLeft = x.better === 'less';
    return {
      label: `${y.title} against ${x.title}, ${phoneName(data, selection)}, ${setting}: ${String(points.length)} variants; on the Pareto front ${names.join(', ')}${published.length === 0 ? '' : `; ${String(published.length)} published networks`}`,
      data: {
        points: points.map((point) => ({
          ...asDatum(point),
          technique: techniques.called(point.technique),
          dtype: dtypes.called(point.dtype),
        })),
        front,
        published: published.map(asPublished),
      },
      signals: {
        title: `${y.title} against ${x.title}`,
        subtitle:
          `${phoneName(data, selection)} · ${setting} · up and to the ${isLeft ? 'left' : 'right'} is better`.replace(
            'up',
            y.better === 'more' ? 'up' : 'down',
          ) + (published.length === 0 ? '' : ' · pale crosses: published networks on the same images'),
        xTitle: x.title,
        yTitle: y.title,
        xDomain,
        yDomain,
        families,
        colours: range,
        techniques: techniques.words,
        dtypes: dtypes.words,
      },
      table: tableOf(drawn, data, selection),
    };
  },
};

/** The figures of the points; an interval where one of them has it, and sources where not all are in the CSV. */
function tableOf({ x, y, points, published }: TradeOff, data: ReportData, { phone: at }: Selection): Drawing['table'] {
  const hasIntervals = points.some(({ low, high }) => low !== undefined && high !== undefined);
  const interval = (text: string): string[] => (hasIntervals ? [text] : []);
  const csv = published.length === 0 ? '' : 'results.csv ';
  return [
    ['variant', x.title, ...interval('interval'), y.title, 'front', csv === '' ? 'results.csv' : 'from'],
    ...points.map(({ variant, line: own, low, high, isFront }) => {
      const row = data.cases.find(({ line, phone }) => line === own && phone === at);
      const [cost, gain] = [row?.figures[x.name], row?.figures[y.name]];
      return [
        variant,
        cost === undefined ? '' : shown(x, cost),
        ...interval(
          low === undefined || high === undefined ? '' : `${low.toFixed(x.digits)} to ${high.toFixed(x.digits)}`,
        ),
        gain === undefined ? '' : shown(y, gain),
        isFront ? 'yes' : '',
        `${csv}line ${String(own)}`,
      ];
    }),
    ...published.map(({ name, cost, gain, source }) => [
      `${name} (published)`,
      shown(x, cost),
      ...interval(''),
      shown(y, gain),
      '',
      source,
    ]),
  ];
}

const asDatum = ({ label, ...point }: TradePoint): object => ({
  ...point,
  ...named(label, point.isRecommended ? `${point.variant} (recommended)` : point.variant),
});

const asPublished = ({ label, name, x, y, words }: PublishedPoint): object => ({ x, y, words, ...named(label, name) });

const named = (label: Placed | undefined, name: string): object => ({
  shownName: label === undefined ? '' : name,
  dx: label?.dx ?? 0,
  dy: label?.dy ?? 0,
  align: label?.align ?? 'left',
});
