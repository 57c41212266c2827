import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { batteryReadingSchema } from '../contract/battery.js';
import { parseJson } from '../contract/json.js';
import { CommandFailed } from '../phone/command.js';
import type { AppState } from '../phone/phone.js';
import { Problem } from '../problem.js';
import type { RunFolder } from '../results/run-folder.js';

const ms = z.number().nonnegative();

export const appMoments = ['missing', 'before', 'launched', 'measuring', 'killed'] as const;
export type AppMoment = (typeof appMoments)[number];

/** An event of the app and the host's clock: it was not there yet at the one moment, and was at the other. */
const sighting = z.strictObject({
  event: z.enum(['hello', 'start', 'result', 'error']),
  do: z.string().optional(),
  tNs: z.int(),
  notBeforeMs: ms,
  notAfterMs: ms,
});
export type Sighting = z.infer<typeof sighting>;

const appState = z.enum(['running', 'ended', 'unknown'] satisfies AppState[]);

/** A launch as the host met it. Moments are of the host's clock, performance.now(). */
const metLaunch = z.strictObject({
  /** When the phone was asked to launch the app, and how long its answer took. */
  calledAtMs: ms,
  answerMs: ms.optional(),
  /** What the phone said instead of launching the app. */
  refusal: z.string().optional(),
  /** When the host surely had the hello. */
  helloAtMs: ms.optional(),
  /** What to add to the app's clock for the host's, as far as the events tell that the host saw appear. */
  clockOffsetMs: z.strictObject({ least: z.number(), most: z.number() }).optional(),
  /** How often the host listened for the announcement of the end, since when, and when it came. */
  waits: z.int().nonnegative(),
  listenedFromMs: ms.optional(),
  announcedAtMs: ms.optional(),
});
export type MetLaunch = z.infer<typeof metLaunch>;

const gaugeWord = z.strictObject({ atMs: ms, reading: batteryReadingSchema });
export type GaugeWord = z.infer<typeof gaugeWord>;

/** What the host saw of a phone beside the journal and the app's events. What it did not see is absent. */
const observedSchema = z.strictObject({
  /** From the worker's start until WebDriverAgent's session. */
  sessionMs: ms.optional(),
  /** Installing the app and asking what it holds. */
  installMs: ms.optional(),
  /** How long it took to remove the app, if it was there, and which build of it the phone named afterwards. */
  removal: z.strictObject({ ms: ms.optional(), build: z.string().optional() }).optional(),
  /** The build that the phone names once the app is installed, and whether another session would install it again. */
  installedBuild: z.string().optional(),
  /** The app was installed once more over itself. */
  upgradeMs: ms.optional(),
  locked: z.boolean().optional(),
  orientation: z.string().optional(),
  /** What WebDriverAgent reports, 0 to 1. */
  batteryLevel: z.number().optional(),
  /** What the battery's gauge said, and when the host saw it; words that repeat the one before are left out. */
  gauge: z.array(gaugeWord).readonly().optional(),
  push: z.strictObject({ bytes: z.int(), ms }).optional(),
  pull: z.strictObject({ bytes: z.int(), ms, intact: z.boolean() }).optional(),
  /** The wait for a notification that nobody posts. */
  absentNotification: z.strictObject({ came: z.boolean(), ms }).optional(),
  /** Launches as the host met them, by their id in the plan. */
  met: z.record(z.string(), metLaunch).optional(),
  /** What the phone said of the app while it was not installed, before a launch, right after it, while it measured, and killed. */
  appStates: z.partialRecord(z.enum(appMoments), appState).optional(),
  /** What came between on the phone while a launch was timed, by the launch's id; it was then tried again. */
  disturbed: z.record(z.string(), z.string()).optional(),
  /** The step that was under way when the host ended the app. */
  killedIn: z.string().optional(),
  /** What the phone's crash reports said of the app after that. */
  crashReports: z.array(z.string()).optional(),
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

/** What to write down of a command that failed; anything else is a mistake of our own. */
export const troubleWith =
  (about: string) =>
  (error: unknown): Observed => {
    if (error instanceof CommandFailed) return { troubles: { [about]: error.reason } };
    throw error;
  };

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
  const met = { ...before.met, ...seen.met };
  const disturbed = { ...before.disturbed, ...seen.disturbed };
  const appStates = { ...before.appStates, ...seen.appStates };
  const file = observedFile(folder, udid);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    `${file}.new`,
    JSON.stringify({ ...before, ...seen, hostPsnrYDb, troubles, met, disturbed, appStates }, null, 2),
  );
  renameSync(`${file}.new`, file);
}
