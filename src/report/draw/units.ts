import type { Chart } from './drawing.js';
import { phoneName } from './drawing.js';
import { distinct } from './report-data.js';
import { byLatency, casesOfSize, dotDrawing } from './rows.js';

/** Latency of each variant on each compute units: what asking for a unit is worth. */
export const unitsChart: Chart = {
  id: 'units',
  draw(data, selection) {
    const rows = byLatency(casesOfSize(data, selection));
    const dots = rows.flatMap((row) => {
      const { latency_median_ms: value } = row.figures;
      if (value === undefined) return [];
      const { variant: name, compute_units: series, line, observed_unit: unit } = row;
      const [low, high] = [row.latency_ci_low_ms, row.latency_ci_high_ms];
      const words = `${name} on ${series}: ${value.toFixed(2)} ms${unit === undefined ? '' : `, ${unit.replace('_', ' ')} observed`}; results.csv line ${String(line)}`;
      return [{ name, value, low, high, series, words }];
    });
    return dotDrawing({
      dots,
      series: distinct(data.cases.map(({ compute_units }) => compute_units)),
      title: 'Latency by compute units',
      subtitle: `${phoneName(data, selection)} · ${selection.size}`,
      axis: 'median latency, ms',
      table: [
        ['variant', 'compute units', 'median, ms', 'results.csv'],
        ...rows.flatMap((row) =>
          row.figures['latency_median_ms'] === undefined
            ? []
            : [
                [
                  row.variant,
                  row.compute_units,
                  row.figures['latency_median_ms'].toFixed(2),
                  `line ${String(row.line)}`,
                ],
              ],
        ),
      ],
    });
  },
};
