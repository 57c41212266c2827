import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isContained, sha256Hex } from '../contract/paths.js';
import type { CaseRow } from '../results/tables/results.js';
import { groupBy } from '../results/group-by.js';

/** What was measured of one phone in one epoch: baselines never cross either. */
const pinnedSet = z.strictObject({
  udid: z.string(),
  osBuild: z.string().optional(),
  appBuild: z.string().optional(),
  /** Of the ids of its cases. */
  caseSet: sha256Hex,
});
export type PinnedSet = z.infer<typeof pinnedSet>;

const fileName = z
  .string()
  .refine((name) => isContained(name) && !name.includes('/'), { error: 'must be a file name' });

/** A line of pins.jsonl: a run that somebody pinned. */
export const pinSchema = z.strictObject({
  v: z.literal(1),
  at: z.iso.datetime(),
  run: fileName,
  sets: z.array(pinnedSet).min(1),
  /** sha256 of each file that is kept of the run, by its name. */
  files: z.record(fileName, sha256Hex),
  /** The file or folder of each package that is kept, by its sha256. */
  packages: z.record(sha256Hex, fileName),
  /** Why a run that had regressed was pinned all the same, and what had. */
  forced: z.strictObject({ reason: z.string(), regressed: z.array(z.string()) }).optional(),
});
export type Pin = z.infer<typeof pinSchema>;

/** The phones of a run's rows, each with its epoch and its cases. */
export function setsOf(rows: readonly CaseRow[]): PinnedSet[] {
  return [...groupBy(rows, ({ device_udid }) => device_udid)].map(([udid, ofPhone]) => {
    const osBuild = ofPhone.find(({ os_build }) => os_build !== undefined)?.os_build;
    const appBuild = ofPhone.find(({ app_build }) => app_build !== undefined)?.app_build;
    return {
      udid,
      ...(osBuild !== undefined && { osBuild }),
      ...(appBuild !== undefined && { appBuild }),
      caseSet: digestOfCases(ofPhone.map(({ case_id }) => case_id)),
    };
  });
}

const digestOfCases = (ids: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...ids].sort()))
    .digest('hex');

export const isSameEpoch = (one: PinnedSet, other: PinnedSet): boolean =>
  one.udid === other.udid && one.osBuild === other.osBuild && one.appBuild === other.appBuild;
