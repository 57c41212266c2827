import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import type { Endpoint } from '../lab/lab.js';
import type { HarnessApp } from '../phone/harness-app.js';
import { targetSchema } from '../phone/target.js';
import type { Target } from '../phone/target.js';
import { Problem } from '../problem.js';
import { openRunFolder } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { resumeCommand } from './stopped.js';

/** The environment variable by which workers find their run's folder. */
export const runVariable = 'REZBENCH_RUN';

/** The one by which a worker, or a launcher of a single worker, learns whose phone is its own. */
export const phoneVariable = 'REZBENCH_PHONE';

/** Version of workers.json and of what lies beside it: a reader refuses any other. */
const stateVersion = 4;

const commonSchema = z.strictObject({
  v: z.literal(stateVersion),
  endpoint: z.strictObject({
    protocol: z.enum(['http', 'https']),
    hostname: z.string(),
    port: z.int(),
    path: z.string(),
  }),
  app: z.strictObject({ ipa: z.string(), bundleId: z.string(), build: z.string() }),
});

const phoneSchema = z.strictObject({
  v: z.literal(stateVersion),
  target: targetSchema,
  capabilities: z.record(z.string(), z.unknown()),
  journaled: z.int().nonnegative(),
  failuresSince: z.int().nonnegative().optional(),
});

/** A phone of the run, and what a session with it is asked for with. */
export interface RunPhone {
  readonly target: Target;
  readonly capabilities: WebdriverIO.Capabilities;
  /** How many entries its journal had when this start or resumption of the run began: attempts count from there. */
  readonly journaled: number;
  /** The same for failures, where a person has what is quarantined tried again; without it they count from the beginning. */
  readonly failuresSince?: number | undefined;
}

/** What the launcher has settled for all of a run's phones. */
export interface Common {
  readonly folder: RunFolder;
  readonly endpoint: Endpoint;
  readonly app: HarnessApp;
}

/** What a phone's worker needs. */
export interface WorkerState extends Common {
  readonly phone: RunPhone;
}

/** What the workers of a run need, all together. */
export interface RunState extends Common {
  /** By udid where it was read. */
  readonly phones: readonly RunPhone[];
}

/*
 * What all phones share lies in workers.json, and what is one phone's in a file of its own, so that a worker reads as much as it needs,
 * however many phones there are. Each file is replaced as a whole, since workers may read it at any moment.
 */
const commonFile = ({ path }: RunFolder): string => join(path, 'workers.json');
const phonesFolder = ({ path }: RunFolder): string => join(path, 'workers');
const phoneFile = (folder: RunFolder, udid: string): string => join(phonesFolder(folder), `${udid}.json`);

/** Writes the state of a run that begins or goes on. Phones that took part before are no longer in it. */
export function writeRunState({ folder, endpoint, app, phones }: RunState): void {
  const udids = new Set(phones.map(({ target: { udid } }) => udid));
  for (const udid of udidsIn(folder)) if (!udids.has(udid)) rmSync(phoneFile(folder, udid));
  for (const phone of phones) writePhone(folder, phone);
  // Last, since with it the run has begun.
  writeCommon({ folder, endpoint, app });
}

/** Writes what has changed for the next worker of one phone. */
export function writeWorkerState({ phone, ...common }: WorkerState): void {
  writePhone(common.folder, phone);
  writeCommon(common);
}

const writeCommon = ({ folder, endpoint, app }: Common): void => {
  writeWhole(commonFile(folder), textOf({ endpoint, app }));
};

const writePhone = (folder: RunFolder, phone: RunPhone): void => {
  writeWhole(phoneFile(folder, phone.target.udid), textOf(phone));
};

const textOf = (content: object): string => `${JSON.stringify({ v: stateVersion, ...content }, null, 2)}\n`;

/** Whether a run was begun. */
export const hasRunState = (folder: RunFolder): boolean => existsSync(commonFile(folder));

/** Throws a Problem for a state that another version wrote, or that is damaged. */
export function readRunState(path: string): RunState {
  const folder = openRunFolder(path);
  return { ...readCommon(folder), phones: udidsIn(folder).map((udid) => readPhone(folder, udid)) };
}

/** One phone's part of it. Throws a Problem also for a phone that is not in the run. */
export function readWorkerState(path: string, udid: string): WorkerState {
  const folder = openRunFolder(path);
  return { ...readCommon(folder), phone: readPhone(folder, udid) };
}

/**
 * A run's phones that are none of these, as they were. Throws a Problem where that cannot be read, since nobody would take over
 * what such a phone owes.
 */
export function phonesBut(folder: RunFolder, udids: ReadonlySet<string>): RunPhone[] {
  return udidsIn(folder).flatMap((udid) =>
    udids.has(udid)
      ? []
      : [readPhone(folder, udid, `attach ${udid}, so that what it owes is known, and resume the run`)],
  );
}

function udidsIn(folder: RunFolder): string[] {
  const path = phonesFolder(folder);
  const names = existsSync(path) ? readdirSync(path) : [];
  return names.flatMap((name) => (name.endsWith('.json') ? [basename(name, '.json')] : [])).sort();
}

function readCommon(folder: RunFolder): Common {
  const { endpoint, app } = readState(commonFile(folder), commonSchema, writtenAnew(folder));
  return { folder, endpoint, app };
}

function readPhone(folder: RunFolder, udid: string, remedy = writtenAnew(folder)): RunPhone {
  const { target, capabilities, journaled, failuresSince } = readState(phoneFile(folder, udid), phoneSchema, remedy);
  return { target, capabilities, journaled, ...(failuresSince !== undefined && { failuresSince }) };
}

const writtenAnew = (folder: RunFolder): string => `${resumeCommand(folder)} writes it anew`;

function readState<Content>(file: string, schema: z.ZodType<Content>, remedy: string): Content {
  const content = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined;
  if (content === undefined) throw new Problem(`${file} is missing or not JSON; ${remedy}`);
  const { data: versioned } = z.looseObject({ v: z.unknown() }).safeParse(content);
  if (versioned?.v !== stateVersion) {
    throw new Problem(
      `${file}: field v is ${JSON.stringify(versioned?.v ?? null)}, and this version of rezbench reads ${String(stateVersion)}; ${remedy}`,
    );
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new Problem(`${file}: field ${field} is not what this version of rezbench writes; ${remedy}`);
}
