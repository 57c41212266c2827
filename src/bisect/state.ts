import { join } from 'node:path';
import { z } from 'zod';
import { computeUnits } from '../contract/job.js';
import { parseJson } from '../contract/json.js';
import { sha256Hex } from '../contract/paths.js';
import { Problem } from '../problem.js';
import { readIfThere } from '../results/read-if-there.js';
import { writeWhole } from '../results/write-whole.js';
import type { Build } from './builds.js';
import type { Observation } from './observation.js';
import { purposes } from './search.js';

const setting = z.strictObject({
  good: z.string(),
  bad: z.string(),
  /** Absolute, as is `order`. */
  folder: z.string(),
  order: z.string().optional(),
  computeUnits: z.enum(computeUnits),
  width: z.int().positive(),
  height: z.int().positive(),
  paceHz: z.number().positive().optional(),
  /** Absolute, with its sha256: the package by which builds of the app are measured; absent where packages are the builds. */
  model: z.strictObject({ path: z.string(), sha256: sha256Hex }).optional(),
});
/** What is bisected, and by which case. */
export type Setting = z.infer<typeof setting>;

const shown = z.strictObject({
  kind: z.enum(['slower', 'faster', 'no_difference']),
  log: z.number(),
  error: z.number().nonnegative(),
  degrees: z.int().positive(),
  isEquivalent: z.boolean(),
});

const step = z.strictObject({
  purpose: z.enum(purposes),
  /** Packages or .ipa files, by sha256, so that a folder may gain and lose builds meanwhile. */
  base: sha256Hex,
  candidate: sha256Hex,
  /** The folder of its run, in the bisection's; of builds of the app, the one that holds the runs of its installations. */
  run: z.string(),
  /** Builds of the app alone: those runs, in the order in which the builds were installed. */
  installations: z.array(z.string()).optional(),
  /** Absent until its launches have come to their end. */
  shown: shown.optional(),
});
export type DoneStep = z.infer<typeof step>;
/** What a step has shown. */
export type Shown = z.infer<typeof shown>;

/** bisect.json: what a bisection has found so far, from which it goes on. */
const stateSchema = z.strictObject({
  v: z.literal(1),
  setting,
  phone: z.strictObject({ udid: z.string(), name: z.string() }),
  steps: z.array(step),
});
export type BisectState = z.infer<typeof stateSchema>;

const stateFile = (home: string): string => join(home, 'bisect.json');

export function writeState(home: string, state: BisectState): void {
  writeWhole(stateFile(home), `${JSON.stringify(state, null, 2)}\n`);
}

/** Throws a Problem for a folder without a bisection, and for one that this version did not write. */
export function readState(home: string): BisectState {
  const file = stateFile(home);
  const text = readIfThere(file)?.toString('utf8');
  if (text === undefined)
    throw new Problem(`${home} holds no bisection (no bisect.json); name a folder under results/`);
  const parsed = stateSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new Problem(`${file}: field ${field} is not what this version of rezbench writes; begin the bisection anew`);
}

/**
 * What the steps so far have shown of these builds. Throws a Problem for a build that was measured and is gone or another one now.
 */
export function observationsOf(
  home: string,
  { steps, setting: { folder } }: BisectState,
  builds: readonly Build[],
): Observation[] {
  const placeOf = (sha256: string, run: string): number => {
    const place = builds.findIndex((build) => build.sha256 === sha256);
    if (place >= 0) return place;
    throw new Problem(
      `${folder} has no build ${sha256.slice(0, 12)} between the ends any more, which ${join(home, run)} measured; put it back, or begin the bisection anew`,
    );
  };
  return steps.flatMap(({ base, candidate, run, shown: found }) =>
    found === undefined ? [] : [{ base: placeOf(base, run), candidate: placeOf(candidate, run), ...found }],
  );
}
