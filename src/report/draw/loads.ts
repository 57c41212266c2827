import type { Chart } from './drawing.js';
import { dotDrawing } from './rows.js';
import type { Dot } from './rows.js';
import { byLatency, casesAt, whereWords } from './rows.js';

const installed = 'after installation';
const warm = 'prepared (warm)';

/** Loads by what the system had kept of the model before. */
export const loadsChart: Chart = {
  id: 'loads',
  draw(data, selection) {
    const rows = byLatency(casesAt(data, selection));
    const purged = rows.every(
      ({ cold_load_ms, cold_load_shown }) => cold_load_ms === undefined || cold_load_shown === true,
    )
      ? 'after a purge (cold)'
      : 'after a purge';
    const dots = rows.flatMap((row): Dot[] => {
      const first = data.installLoads.find(
        ({ phone, variant, units }) => phone === row.phone && variant === row.variant && units === row.compute_units,
      );
      const dot = (series: string, value: number | undefined, from: string): Dot[] =>
        value === undefined || value <= 0
          ? []
          : [{ name: row.variant, value, series, words: `${row.variant}, ${series}: ${value.toFixed(1)} ms; ${from}` }];
      const from = `results.csv line ${String(row.line)}`;
      return [
        ...dot(installed, first?.ms, 'launches.csv'),
        ...dot(purged, row.cold_load_ms, from),
        ...dot(warm, row.warm_load_ms, from),
      ];
    });
    return dotDrawing({
      dots,
      series: [installed, purged, warm],
      title: 'Loads',
      subtitle: whereWords(data, selection),
      axis: 'time of the load, ms',
      table: [['variant', 'load', 'ms'], ...dots.map(({ name, series, value }) => [name, series, value.toFixed(1)])],
    });
  },
};
