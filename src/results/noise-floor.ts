import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { thermalStates } from '../contract/events.js';
import { parseJson } from '../contract/json.js';
import { sha256Hex } from '../contract/paths.js';
import { Problem } from '../problem.js';
import { readIfThere } from './read-if-there.js';
import type { RunFolder } from './run-folder.js';
import { writeWhole } from './write-whole.js';

/*
 * How small a slowdown a phone can show, by launches whose base and candidate are one package, kept beside the runs:
 * `.calibration/UDID-OSBUILD.json` in the results folder. An iOS update makes another file, and the older one stays.
 */

const share = z.number().gt(0).lt(10);

const floorSchema = z.strictObject({
  /** A/A launches that it comes from. */
  launches: z.int().min(2),
  /** Standard deviation of a launch's mean log difference between equals. */
  launch_sd: z.number().min(0),
  /** The smallest slowdowns, as shares, that a nightly and a strict confirmation find in four nights of five. */
  nightly_sees: share,
  strict_sees: share,
  /** Fewer launches than a calibration takes: the figures may be a quarter off, or more. */
  is_rough: z.boolean(),
  /** The equal arms differ: the launches favour one of them. */
  is_biased: z.boolean(),
  /** When the last of them ended. */
  measured_at: z.iso.datetime(),
  /** The runs of the launches. */
  runs: z.array(z.string()).min(1),
  /** What was measured, by which build of the app, on which iOS. */
  case_id: z.string(),
  package_sha256: sha256Hex,
  app_build: z.string(),
  os_version: z.string(),
  /** In what state the phone was: the worst of all launches. */
  thermal_worst: z.enum(thermalStates),
  low_power_mode: z.boolean(),
  /** The lowest charge at the beginning of a launch, from 0 to 1; absent where iOS does not tell. */
  battery_lowest: z.number().min(0).max(1).optional(),
});
export type NoiseFloor = Readonly<z.infer<typeof floorSchema>>;

/** As it is kept. */
const keptSchema = z.strictObject({ v: z.literal(1), floor: floorSchema });

/** A phone with the iOS build on which it was calibrated. */
export interface CalibratedPhone {
  readonly udid: string;
  readonly osBuild: string;
}

const home = ({ path }: RunFolder): string => join(dirname(path), '.calibration');
const floorFile = (run: RunFolder, { udid, osBuild }: CalibratedPhone): string =>
  join(home(run), `${udid}-${osBuild}.json`);

/** Keeps what a calibration found, for the runs that lie beside it, and returns the file. A later one replaces it. */
export function keepNoiseFloor(run: RunFolder, phone: CalibratedPhone, floor: NoiseFloor): string {
  const file = floorFile(run, phone);
  writeWhole(file, `${JSON.stringify({ v: 1, floor }, null, 2)}\n`);
  return file;
}

/** Undefined for a phone that was not calibrated on this iOS build. Throws a Problem for a damaged file. */
export function readNoiseFloor(run: RunFolder, phone: CalibratedPhone): NoiseFloor | undefined {
  const file = floorFile(run, phone);
  const content = readIfThere(file);
  if (content === undefined) return undefined;
  const parsed = keptSchema.safeParse(parseJson(content.toString('utf8')));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new Problem(
      `${file} is damaged${field === '' ? '' : ` (field ${field})`}; remove it, and calibrate that phone again: npx rezbench doctor --calibrate`,
    );
  }
  return parsed.data.floor;
}

/** The iOS builds on which a phone was calibrated, sorted. */
export function calibratedBuilds(run: RunFolder, udid: string): string[] {
  let names: string[];
  try {
    names = readdirSync(home(run));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const [before, after] = [`${udid}-`, '.json'];
  return names
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => name.slice(before.length, -after.length))
    .sort();
}
