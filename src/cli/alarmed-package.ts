import { caseOfAlarm } from '../compare/alarms/alarms-file.js';
import { modelArmsOf } from '../contract/job.js';
import { packageDigest } from '../plan/package-digest.js';
import { packageSource } from '../plan/staged.js';
import { exitCodes, Problem } from '../problem.js';
import { openRunFolder, readPlan } from '../results/run-folder.js';

/** Where this host has the package whose latency alarmed. Throws a Problem where it is gone or another one by now. */
export function alarmedPackage(run: string, alarm: string): string {
  const { case_id: id, variant } = caseOfAlarm(run, alarm);
  const { launches, sources } = readPlan(openRunFolder(run));
  const launch = launches.find(({ kind, case: caseId }) => kind === 'measure' && caseId === id);
  const [arm] = launch ? modelArmsOf(launch.job) : [];
  const path = arm && packageSource(sources, arm);
  if (path !== undefined && packageDigest(path) === arm?.sha256) return path;
  throw new Problem(
    `the package of ${variant} that ${run} measured is not at ${path ?? 'its place'} any more; put it back, or name one with --model`,
    exitCodes.missing,
  );
}
