import type { Chart } from './drawing.js';
import { phoneName } from './drawing.js';
import { dotDrawing } from './rows.js';
import type { Dot } from './rows.js';
import { isOk } from './report-data.js';
import { lastOf, sustainedName, sustainedOf } from './sustained-cases.js';

const [first, last] = ['first minute', 'last minute'];

/** The first minute against the last. */
export const minutesChart: Chart = {
  id: 'minutes',
  draw(data, selection) {
    const dots = sustainedOf(data, selection).flatMap((row): Dot[] => {
      const dot = (series: string, value: number | undefined): Dot[] =>
        value === undefined || !isOk(row)
          ? []
          : [
              {
                ...{ name: sustainedName(row), value, series },
                words: `${sustainedName(row)}, ${series}: median ${value.toFixed(2)} ms; results.csv line ${String(row.line)}`,
              },
            ];
      return [...dot(first, row.figures['first_minute_ms']), ...dot(last, lastOf(row))];
    });
    return dotDrawing({
      dots,
      series: [first, last],
      title: 'The first minute and the last',
      subtitle: phoneName(data, selection),
      axis: 'median latency of a frame, ms',
      table: [['case', 'minute', 'ms'], ...dots.map(({ name, series, value }) => [name, series, value.toFixed(2)])],
    });
  },
};
