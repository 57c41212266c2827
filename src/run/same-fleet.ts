import { Problem } from '../problem.js';
import type { RunFleet } from '../results/provenance.js';
import { readProvenance } from '../results/read-provenance.js';
import type { RunFolder } from '../results/run-folder.js';

/**
 * Throws a Problem for another fleet of virtual iPhones than a run began with, another night of it, or none: a run measures under
 * one set of conditions.
 */
export function checkSameFleet(folder: RunFolder, now: RunFleet | undefined): void {
  const { fleet: before } = readProvenance(folder);
  if (before?.sha256 === now?.sha256) return;
  if (before === undefined) {
    throw new Problem(
      `${now?.file ?? ''}: the run began without a fleet file; resume it with the phones it began with`,
    );
  }
  const night = before.night === undefined ? '' : ` --night ${String(before.night)}`;
  const remedy = `resume it with --virtual ${before.file}${night}`;
  if (now === undefined) throw new Problem(`the run began on the fleet of ${before.file}; ${remedy}`);
  if (before.night !== now.night && before.seed === now.seed && now.latency === 'modelled') {
    throw new Problem(
      `${now.file}: tonight is night ${String(now.night)}, and the run began in night ${String(before.night)}; ${remedy}, or start a new run`,
    );
  }
  throw new Problem(`${now.file} has changed since the run began; put it back as it was, or start a new run`);
}
