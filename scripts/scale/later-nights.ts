import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toCsv } from '../../src/results/csv.js';
import { readCaseRows } from '../../src/results/read-tables.js';
import { planFile } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { resultsTable } from '../../src/results/tables/results.js';
import { gaussians } from '../perf/gaussians.js';

const dayMs = 86_400_000;
/** Of a case's latency from night to night. */
const nightSd = 0.01;

/**
 * Writes the results.csv of a night so many days after another: the same rows with other latencies. What a night costs to carry
 * out is known from the first, and what later ones cost a history and a gate depends on their rows alone.
 */
export function writeLaterNight(first: RunFolder, daysLater: number): RunFolder {
  const id = `${first.id}-${String(daysLater)}`;
  const night = { id, path: join(first.path, '..', id) };
  const next = gaussians(daysLater);
  const later = (at: string | undefined): string | undefined =>
    at === undefined ? undefined : new Date(Date.parse(at) + daysLater * dayMs).toISOString();
  const rows = readCaseRows(first).map((row) => {
    const factor = Math.exp(nightSd * next());
    const { latency_median_ms: median, started_at: startedAt, finished_at: finishedAt } = row;
    return {
      ...row,
      run_id: id,
      latency_median_ms: median === undefined ? undefined : median * factor,
      started_at: later(startedAt),
      finished_at: later(finishedAt),
    };
  });
  mkdirSync(night.path, { recursive: true });
  cpSync(planFile(first), planFile(night));
  cpSync(join(first.path, 'datapackage.json'), join(night.path, 'datapackage.json'));
  writeFileSync(join(night.path, 'results.csv'), toCsv(resultsTable, rows));
  return night;
}
