import type { Chart } from './drawing.js';
import { byLatency, casesAt, dotDrawing, whereWords } from './rows.js';
import type { Dot } from './rows.js';

const loading = 'until the model was loaded';
const predicting = 'until the last prediction';

/** Peak footprint of the app's process. */
export const memoryChart: Chart = {
  id: 'memory',
  draw(data, selection) {
    const dots = byLatency(casesAt(data, selection)).flatMap((row): Dot[] => {
      const dot = (series: string, bytes: number | undefined): Dot[] =>
        bytes === undefined
          ? []
          : [
              {
                name: row.variant,
                value: bytes / 1e6,
                series,
                words: `${row.variant}, ${series}: ${(bytes / 1e6).toFixed(1)} MB; results.csv line ${String(row.line)}`,
              },
            ];
      return [
        ...dot(loading, row.memory_load_peak_bytes),
        ...dot(predicting, row.figures['memory_predict_peak_bytes']),
      ];
    });
    return dotDrawing({
      dots,
      series: [loading, predicting],
      title: 'Peak memory',
      subtitle: whereWords(data, selection),
      axis: 'largest footprint of the process, MB',
      table: [['variant', 'peak', 'MB'], ...dots.map(({ name, series, value }) => [name, series, value.toFixed(1)])],
    });
  },
};
