import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import { readIfThere } from './read-if-there.js';
import type { RunFolder } from './run-folder.js';
import { writeWhole } from './write-whole.js';

const underWaySchema = z.strictObject({
  /** As the plan or the schedule calls it. */
  launch: z.string(),
  /** The step under way, from 0, and the share of it that is done. */
  step: z.int().nonnegative(),
  share: z.number().min(0).max(1),
});
/** How far the launch is that runs on a phone now, for whoever watches the run. Nothing is decided by it. */
export type UnderWay = z.infer<typeof underWaySchema>;

const underWayFile = ({ path }: RunFolder, udid: string): string => join(path, 'logs', `under-way-${udid}.json`);

/** Keeps it for another process. A disk that refuses it takes nothing from the run. */
export function noteUnderWay(folder: RunFolder, udid: string, underWay: UnderWay): void {
  try {
    writeWhole(underWayFile(folder, udid), `${JSON.stringify(underWay)}\n`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Undefined where nothing is known of it. */
export const readUnderWay = (folder: RunFolder, udid: string): UnderWay | undefined =>
  underWaySchema.safeParse(parseJson(readIfThere(underWayFile(folder, udid))?.toString('utf8') ?? '')).data;
