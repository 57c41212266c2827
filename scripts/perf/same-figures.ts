import { z } from 'zod';
import { readCaseRows } from '../../src/results/read-tables.js';
import type { RunFolder } from '../../src/results/run-folder.js';

const summaries = z.array(
  z.object({
    device_udid: z.string(),
    case_id: z.string(),
    iterations: z.number(),
    mean: z.number(),
    min: z.number(),
    max: z.number(),
    p90: z.number(),
    p95: z.number(),
    p99: z.number(),
  }),
);

/**
 * Throws where results.csv has other figures than a database found in samples.csv, in nanoseconds. Medians are left out: that
 * of several launches is the geometric mean of theirs.
 */
export function refuseOtherFigures(folder: RunFolder, found: unknown): void {
  const cases = new Map(summaries.parse(found).map((each) => [`${each.device_udid} ${each.case_id}`, each]));
  const rows = readCaseRows(folder);
  if (rows.length !== cases.size) throw new Error(`${String(cases.size)} cases instead of ${String(rows.length)}`);
  for (const row of rows) {
    const each = cases.get(`${row.device_udid} ${row.case_id}`);
    if (each === undefined) throw new Error(`no ${row.case_id}`);
    const pairs: readonly (readonly [number | undefined, number])[] = [
      [row.iterations, each.iterations],
      [row.latency_mean_ms, each.mean / 1e6],
      [row.latency_min_ms, each.min / 1e6],
      [row.latency_max_ms, each.max / 1e6],
      [row.latency_p90_ms, each.p90 / 1e6],
      [row.latency_p95_ms, each.p95 / 1e6],
      [row.latency_p99_ms, each.p99 / 1e6],
    ];
    for (const [ours, theirs] of pairs) {
      // The tables have six decimals.
      if (ours === undefined || Math.abs(ours - theirs) > 1e-6) {
        throw new Error(`${row.case_id}: ${String(ours)} instead of ${String(theirs)}`);
      }
    }
  }
}
