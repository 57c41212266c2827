import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packageDigest } from '../plan/package-digest.js';
import { exitCodes, Problem } from '../problem.js';
import { readJsonLines } from '../results/json-lines.js';
import { readIfThere } from '../results/read-if-there.js';
import type { RunFolder } from '../results/run-folder.js';
import { isSameEpoch, pinSchema } from './pin.js';
import type { Pin, PinnedSet } from './pin.js';

/*
 * Baselines lie beside the runs that they were made of, and outlive them:
 *   baselines/pins.jsonl              a line for each promotion, only ever appended to
 *   baselines/runs/RUN/               tables, plan and provenance of a pinned run, enough to compare with
 *   baselines/packages/SHA256/NAME    its packages, so that a confirmation can install last month's model
 */

/** The folder of the baselines, and what is pinned in it, from old to new. */
export interface Baselines {
  readonly path: string;
  readonly pins: readonly Pin[];
}

/** So many nights of one epoch are compared with, the newest. */
export const mostPinnedNights = 10;

/** Where the runs of a results folder have their baselines. */
export const baselinesIn = (resultsRoot: string): string => join(resolve(resultsRoot), 'baselines');
export const pinsFile = (path: string): string => join(path, 'pins.jsonl');
export const keptRun = (path: string, run: string): RunFolder => ({ path: join(path, 'runs', run), id: run });
export const keptPackage = (path: string, sha256: string, name: string): string => join(path, 'packages', sha256, name);

export const isBaselines = (path: string): boolean => existsSync(pinsFile(path));

/** Nothing is pinned where there is no such folder. Throws a Problem that names a line it cannot read. */
export function readBaselines(path: string): Baselines {
  const file = pinsFile(path);
  const pins = readJsonLines(
    file,
    pinSchema,
    (line) => new Problem(`${file}:${String(line)} is no pin of this version of rezbench; put the file back as it was`),
  );
  return { path, pins };
}

/**
 * The pinned runs that a phone's cases are compared with, from old to new: the latest ten of the same phone, iOS build and
 * app build, of the same cases where there are any. Throws a Problem for one that is gone or was changed since; whoever asks for many
 * phones hands in one `whole`, so that a run is checked once for all of them.
 */
export function pinnedRuns({ path, pins }: Baselines, set: PinnedSet, whole: WholeRun = wholeRuns(path)): RunFolder[] {
  const ofEpoch = pins.filter(({ sets }) => sets.some((pinned) => isSameEpoch(pinned, set)));
  const ofCases = ofEpoch.filter(({ sets }) =>
    sets.some((pinned) => isSameEpoch(pinned, set) && pinned.caseSet === set.caseSet),
  );
  const nights = ofCases.length > 0 ? ofCases : ofEpoch;
  return nights.slice(-mostPinnedNights).map(whole);
}

/** Where a pinned run lies. Throws a Problem for one that is gone or was changed since. */
type WholeRun = (pin: Pin) => RunFolder;

/** Checks each pinned run the first time that it is asked for. */
export function wholeRuns(path: string): WholeRun {
  const checked = new Map<string, RunFolder>();
  return (pin) => {
    const folder = checked.get(pin.run) ?? wholeRun(path, pin);
    checked.set(pin.run, folder);
    return folder;
  };
}

function wholeRun(path: string, { run, files }: Pin): RunFolder {
  const folder = keptRun(path, run);
  for (const [name, sha256] of Object.entries(files)) {
    const file = join(folder.path, name);
    const content = readIfThere(file);
    if (content !== undefined && createHash('sha256').update(content).digest('hex') === sha256) continue;
    throw new Problem(
      `${file} of the pinned baseline ${run} ${content === undefined ? 'is gone' : 'has changed since it was pinned'}; put it back, or promote another run`,
      exitCodes.missing,
    );
  }
  return folder;
}

/**
 * Where a pinned package lies. Undefined where no run that was pinned has it. Throws a Problem for one that is gone or is not
 * what was pinned any more.
 */
export function pinnedPackage({ path, pins }: Baselines, sha256: string): string | undefined {
  const name = pins.findLast(({ packages }) => Object.hasOwn(packages, sha256))?.packages[sha256];
  if (name === undefined) return undefined;
  const kept = keptPackage(path, sha256, name);
  const found = existsSync(kept) ? packageDigest(kept) : undefined;
  if (found === sha256) return kept;
  throw new Problem(
    `the pinned package ${kept} ${existsSync(kept) ? 'has changed since it was pinned' : 'is gone'}; put it back, or promote a run that has it`,
    exitCodes.missing,
  );
}
