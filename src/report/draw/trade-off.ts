import { shown } from './metric.js';
import { familyColours } from './palette.js';
import { distinct, isDrawn } from './report-data.js';
import { phoneName, settingWords } from './drawing.js';
import type { Chart } from './drawing.js';
import { familyOf, dtypeOf, techniqueOf, tradeOff } from './trade-points.js';
import type { TradePoint } from './trade-points.js';

/** One chart for every trade-off: what the pictures gain against what they cost, with axes that are chosen. */
export const tradeOffChart: Chart = {
  id: 'trade-off',
  draw(data, selection) {
    const drawn = tradeOff(data, selection);
    if (drawn === undefined) return undefined;
    const { x, y, points, front, xDomain, yDomain } = drawn;
    const rows = data.cases.filter(isDrawn);
    const { families, range } = familyColours(distinct(rows.map(familyOf)));
    const names = front.map(({ variant }) => variant);
    const setting = settingWords(selection);
    const isLeft = x.better === 'less';
    return {
      label: `${y.title} against ${x.title}, ${phoneName(data, selection)}, ${setting}: ${String(points.length)} variants; on the Pareto front ${names.join(', ')}`,
      data: { points: points.map(asDatum), front },
      signals: {
        title: `${y.title} against ${x.title}`,
        subtitle:
          `${phoneName(data, selection)} · ${setting} · up and to the ${isLeft ? 'left' : 'right'} is better`.replace(
            'up',
            y.better === 'more' ? 'up' : 'down',
          ),
        xTitle: x.title,
        yTitle: y.title,
        xDomain,
        yDomain,
        families,
        colours: range,
        techniques: distinct(rows.map(techniqueOf)),
        dtypes: distinct(rows.map(dtypeOf)),
      },
      table: [
        ['variant', x.title, '95 % interval', y.title, 'front', 'results.csv'],
        ...points.map((point) => {
          const row = data.cases.find(({ line, phone }) => line === point.line && phone === selection.phone);
          const [cost, gain] = [row?.figures[x.name], row?.figures[y.name]];
          return [
            point.variant,
            cost === undefined ? '' : shown(x, cost),
            point.low === undefined || point.high === undefined
              ? ''
              : `${point.low.toFixed(2)} to ${point.high.toFixed(2)}`,
            gain === undefined ? '' : shown(y, gain),
            point.isFront ? 'yes' : '',
            `line ${String(point.line)}`,
          ];
        }),
      ],
    };
  },
};

const asDatum = ({ label, ...point }: TradePoint): object => ({
  ...point,
  shownName: label === undefined ? '' : point.isRecommended ? `${point.variant} (recommended)` : point.variant,
  dx: label?.dx ?? 0,
  dy: label?.dy ?? 0,
  align: label?.align ?? 'left',
});
