import type { Chart } from './drawing.js';
import { byLatency, casesAt, whereWords } from './rows.js';

/** How latencies spread within a case, with the median of each launch: what one more run may give. */
export const spreadChart: Chart = {
  id: 'spread',
  draw(data, selection) {
    const found = byLatency(casesAt(data, selection)).flatMap((row) => {
      const known = data.distributions.find(({ phone, case_id }) => phone === row.phone && case_id === row.case_id);
      return known === undefined ? [] : [{ row, known }];
    });
    if (found.length === 0) return undefined;
    const spreads = found.map(({ row, known: { quantilesMs, count } }) => {
      const [p5 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0] = quantilesMs;
      return {
        name: row.variant,
        ...{ p5, p25, p50, p75, p95 },
        words: `${row.variant}: half of ${String(count)} predictions took ${p25.toFixed(2)} to ${p75.toFixed(2)} ms, nine of ten ${p5.toFixed(2)} to ${p95.toFixed(2)} ms`,
      };
    });
    const medians = found.flatMap(({ row, known: { mediansMs } }) =>
      mediansMs.map((value, index) => ({
        name: row.variant,
        value,
        words: `${row.variant}, launch ${String(index + 1)} of ${String(mediansMs.length)}: median ${value.toFixed(2)} ms`,
      })),
    );
    const title = 'How latencies spread';
    return {
      label: `${title}, ${whereWords(data, selection)}: ${String(spreads.length)} variants`,
      data: { spreads, medians },
      signals: { title, subtitle: whereWords(data, selection) },
      table: [
        ['variant', '5 %', '25 %', 'median', '75 %', '95 %', 'medians of the launches, ms'],
        ...found.map(({ row, known: { quantilesMs, mediansMs } }) => [
          row.variant,
          ...quantilesMs.map((ms) => ms.toFixed(2)),
          mediansMs.map((ms) => ms.toFixed(2)).join(', '),
        ]),
      ],
    };
  },
};
