import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import { Problem } from '../problem.js';
import { readIfThere } from './read-if-there.js';
import type { RunFolder } from './run-folder.js';
import { writeWhole } from './write-whole.js';

/*
 * What first light showed about loads on a phone, kept beside the runs: `.first-light/UDID-OSBUILD.json` in the results
 * folder. A load after a purge is called cold only on a phone and an iOS build where it is known to be slower than a
 * prepared one.
 */

const findingSchema = z.strictObject({
  v: z.literal(1),
  /** Whether loads after a purge took longer than prepared ones. */
  purgedIsSlower: z.boolean(),
  /** The run of first light that showed it. */
  run: z.string(),
});
export type ColdLoadFinding = Omit<z.infer<typeof findingSchema>, 'v'>;

/** A phone with the iOS build on which loads were compared. */
export interface LoadingPhone {
  readonly udid: string;
  readonly osBuild: string;
}

const findingFile = ({ path }: RunFolder, { udid, osBuild }: LoadingPhone): string =>
  join(dirname(path), '.first-light', `${udid}-${osBuild}.json`);

/** Keeps what a run of first light showed, for the runs that lie beside it. A later finding replaces it. */
export function keepColdLoadFinding(run: RunFolder, phone: LoadingPhone, finding: ColdLoadFinding): void {
  writeWhole(findingFile(run, phone), `${JSON.stringify({ v: 1, ...finding }, null, 2)}\n`);
}

/** Undefined where first light showed nothing. Throws a Problem for a damaged file. */
export function readColdLoadFinding(run: RunFolder, phone: LoadingPhone): ColdLoadFinding | undefined {
  const file = findingFile(run, phone);
  const content = readIfThere(file);
  if (content === undefined) return undefined;
  const parsed = findingSchema.safeParse(parseJson(content.toString('utf8')));
  if (!parsed.success) throw new Problem(`${file} is damaged; remove it, and run first light on that phone again`);
  const { purgedIsSlower, run: shownBy } = parsed.data;
  return { purgedIsSlower, run: shownBy };
}
