import type { Chart } from './drawing.js';
import { phoneName } from './drawing.js';
import { distinct } from './report-data.js';
import type { Change, ReportData, Selection } from './report-data.js';

/** Steps of the heat map's colours, in per cent. */
export const changeSteps = [-10, -5, -2, 2, 5, 10];

/** Most rows of the forest plot: the surest and largest changes. */
const mostRows = 30;

const here = ({ changes }: ReportData, { phone }: Selection): Change[] =>
  changes.filter((change) => change.phone === phone && change.metric === 'latency');

const signed = (percent: number): string => `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;

function wordsOf({ variant, units, size, verdict, percent, low, high }: Change): string {
  const interval = low === undefined || high === undefined ? '' : ` (${signed(low)} to ${signed(high)})`;
  return `${variant}, ${units}, ${size}: ${signed(percent)}${interval}, ${verdict}; compare.csv`;
}

/** What became slower or faster, at a glance. What is not decided is hatched by a mark, so that colour alone claims nothing. */
export const heatChart: Chart = {
  id: 'change-map',
  draw(data, selection) {
    const cells = here(data, selection).map((change) => ({
      ...change,
      setting: `${change.units} ${change.size}`,
      mark:
        change.verdict === 'regressed'
          ? '▲'
          : change.verdict === 'improved'
            ? '▼'
            : change.verdict === 'equivalent'
              ? '='
              : '?',
      words: wordsOf(change),
    }));
    if (cells.length === 0) return undefined;
    const title = 'Change of latency against the base';
    return {
      label: `${title}, ${phoneName(data, selection)}: ${String(cells.length)} cases, ${String(cells.filter(({ verdict }) => verdict === 'regressed').length)} regressed`,
      data: { cells },
      signals: {
        title,
        subtitle: `${phoneName(data, selection)} · ▲ regressed, ▼ improved, = equivalent, ? not decided`,
      },
      table: [
        ['variant', 'setting', 'change', 'verdict'],
        ...cells.map(({ variant, setting, percent, verdict }) => [variant, setting, signed(percent), verdict]),
      ],
    };
  },
};

/** The largest changes with their intervals. */
export const forestChart: Chart = {
  id: 'forest',
  draw(data, selection) {
    const rows = here(data, selection)
      .sort((a, b) => Math.abs(b.percent) - Math.abs(a.percent))
      .slice(0, mostRows)
      .sort((a, b) => b.percent - a.percent);
    if (rows.length === 0) return undefined;
    const verdicts = distinct(rows.map(({ verdict }) => verdict));
    const title = 'The largest changes of latency, with intervals';
    return {
      label: `${title}, ${phoneName(data, selection)}: ${rows.map(wordsOf).slice(0, 3).join('; ')}`,
      data: {
        points: rows.map((change) => ({
          name: `${change.variant}, ${change.units}, ${change.size}`,
          value: change.percent,
          low: change.low,
          high: change.high,
          series: change.verdict,
          words: wordsOf(change),
        })),
      },
      signals: {
        title,
        subtitle: `${phoneName(data, selection)} · right of 0 is slower`,
        series: verdicts,
        colours: verdicts.map(colourOf),
      },
      table: [
        ['case', 'change', 'from', 'to', 'verdict'],
        ...rows.map((change) => [
          `${change.variant}, ${change.units}, ${change.size}`,
          signed(change.percent),
          change.low === undefined ? '' : signed(change.low),
          change.high === undefined ? '' : signed(change.high),
          change.verdict,
        ]),
      ],
    };
  },
};

function colourOf(verdict: string): string {
  switch (verdict) {
    case 'regressed':
      return 'var(--accent)';
    case 'improved':
      return 'var(--series-2)';
    case 'equivalent':
      return 'var(--series-0)';
    default:
      return 'var(--muted)';
  }
}
