import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import { Problem } from '../problem.js';
import type { RunFolder } from '../results/run-folder.js';

const ms = z.number().nonnegative();

/** An event of the app and the host's clock: it was not there yet at the one moment, and was at the other. */
const sighting = z.strictObject({
  event: z.enum(['hello', 'start', 'result', 'error']),
  do: z.string().optional(),
  tNs: z.int(),
  notBeforeMs: ms,
  notAfterMs: ms,
});
export type Sighting = z.infer<typeof sighting>;

/** What the host saw of a phone beside the journal and the app's events. What it did not see is absent. */
const observedSchema = z.strictObject({
  /** From the worker's start until WebDriverAgent's session. */
  sessionMs: ms.optional(),
  /** Installing the app and asking what it holds. */
  installMs: ms.optional(),
  locked: z.boolean().optional(),
  orientation: z.string().optional(),
  /** What WebDriverAgent reports, 0 to 1. */
  batteryLevel: z.number().optional(),
  push: z.strictObject({ bytes: z.int(), ms }).optional(),
  pull: z.strictObject({ bytes: z.int(), ms, intact: z.boolean() }).optional(),
  /** The step that was under way when the host ended the app. */
  killedIn: z.string().optional(),
  /** In the launch that the clocks are compared in. */
  sightings: z.array(sighting).optional(),
  /** What status.json said when that launch had ended. */
  finalState: z.string().optional(),
  /** PSNR-Y in dB of the same package's output on the host, by launch and image. */
  hostPsnrYDb: z.record(z.string(), z.record(z.string(), z.number())).optional(),
  /** What the host could not do, by what it was about. */
  troubles: z.record(z.string(), z.string()).optional(),
});
export type Observed = z.infer<typeof observedSchema>;

const observedFile = ({ path }: RunFolder, udid: string): string => join(path, 'first-light', `${udid}.json`);

/** Nothing when the worker did not come that far. Throws a Problem for a file that is damaged. */
export function readObserved(folder: RunFolder, udid: string): Observed {
  const file = observedFile(folder, udid);
  if (!existsSync(file)) return {};
  const parsed = observedSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const [field] = parsed.error.issues;
  const where = field === undefined || field.path.length === 0 ? '' : ` (field ${field.path.map(String).join('.')})`;
  throw new Problem(`${file} is damaged${where}; remove it and run first light anew, since it holds what the host saw`);
}

/** Adds to what is on disk, so that a worker that dies leaves what it saw, whole. */
export function writeObserved(folder: RunFolder, udid: string, seen: Observed): void {
  const before = readObserved(folder, udid);
  const hostPsnrYDb = { ...before.hostPsnrYDb, ...seen.hostPsnrYDb };
  const troubles = { ...before.troubles, ...seen.troubles };
  const file = observedFile(folder, udid);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ ...before, ...seen, hostPsnrYDb, troubles }, null, 2));
  renameSync(`${file}.new`, file);
}
