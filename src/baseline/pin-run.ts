import { createHash, randomBytes } from 'node:crypto';
import { constants, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { modelArmsOf } from '../contract/job.js';
import { packageDigest } from '../plan/package-digest.js';
import type { Plan } from '../plan/plan.js';
import { packageSource } from '../plan/staged.js';
import { exitCodes, Problem } from '../problem.js';
import { JsonLinesWriter } from '../results/json-lines.js';
import { readCaseRows } from '../results/read-tables.js';
import { readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { setsOf } from './pin.js';
import type { Pin } from './pin.js';
import { keptPackage, keptRun, pinsFile, readBaselines } from './store.js';

/** What is kept of a run: samples and events stay with it, since no comparison of nights reads them. */
const keptFiles = ['plan.json', 'run.json', 'datapackage.json', 'results.csv', 'launches.csv', 'quality.csv'] as const;

/**
 * Pins a run under `home`: keeps its tables and its packages, and adds a line about them. Throws a Problem for a run without
 * a good case, one that is pinned already, and one whose packages are gone or changed.
 */
export function pinRun(home: string, run: RunFolder, forced?: Pin['forced'], at = new Date()): Pin {
  const { pins } = readBaselines(home);
  if (pins.some((pin) => pin.run === run.id)) throw new Problem(`${run.id} is pinned already; promote another run`);
  const rows = readCaseRows(run);
  const good = new Set(rows.flatMap(({ status, device_udid }) => (status === 'ok' ? [device_udid] : [])));
  if (good.size === 0)
    throw new Problem(`${run.path} has no case that is ok, so nothing compares with it; promote another run`);
  const packages = keepPackages(home, readPlan(run));
  const pin: Pin = {
    v: 1,
    at: at.toISOString(),
    run: run.id,
    sets: setsOf(rows.filter(({ device_udid }) => good.has(device_udid))),
    files: keepTables(home, run),
    packages,
    ...(forced && { forced }),
  };
  // The line comes last: what was kept for a promotion that broke off is no baseline.
  const writer = new JsonLinesWriter<Pin>(pinsFile(home));
  try {
    writer.append(pin);
  } finally {
    writer.close();
  }
  return pin;
}

function keepTables(home: string, run: RunFolder): Record<string, string> {
  const kept = keptRun(home, run.id);
  return Object.fromEntries(
    keptFiles.flatMap((name) => {
      const from = join(run.path, name);
      if (!existsSync(from)) return [];
      const content = readFileSync(from);
      writeWhole(join(kept.path, name), content);
      return [[name, createHash('sha256').update(content).digest('hex')]];
    }),
  );
}

/** A copy and no link: whoever trains the next model writes over the old one. */
function keepPackages(home: string, { launches, sources }: Plan): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const { job } of launches) {
    for (const arm of modelArmsOf(job)) {
      if (Object.hasOwn(kept, arm.sha256)) continue;
      const source = packageSource(sources, arm);
      const name = basename(arm.model);
      if (source === undefined) continue;
      const target = keptPackage(home, arm.sha256, name);
      if (!existsSync(target) || packageDigest(target) !== arm.sha256) copyPackage(source, target, arm.sha256);
      kept[arm.sha256] = name;
    }
  }
  return kept;
}

function copyPackage(source: string, target: string, sha256: string): void {
  if (packageDigest(source) !== sha256) {
    throw new Problem(
      `${source} is not the package that the run measured any more, or is gone; put it back before the run is promoted`,
      exitCodes.missing,
    );
  }
  const partial = join(dirname(target), `.${randomBytes(4).toString('hex')}.partial`, basename(target));
  mkdirSync(dirname(partial), { recursive: true });
  try {
    cpSync(source, partial, { recursive: true, mode: constants.COPYFILE_FICLONE });
    rmSync(target, { recursive: true, force: true });
    renameSync(partial, target);
  } finally {
    rmSync(dirname(partial), { recursive: true, force: true });
  }
}
