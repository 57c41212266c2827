import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Version of workers.json: a reader refuses any other. */
const stateVersion = 3;

const stateSchema = z.strictObject({
  v: z.literal(stateVersion),
  endpoint: z.strictObject({
    protocol: z.enum(['http', 'https']),
    hostname: z.string(),
    port: z.int(),
    path: z.string(),
  }),
  app: z.strictObject({ ipa: z.string(), bundleId: z.string(), build: z.string() }),
  phones: z.array(
    z.strictObject({
      target: targetSchema,
      capabilities: z.record(z.string(), z.unknown()),
      journaled: z.int().nonnegative(),
      failuresSince: z.int().nonnegative().optional(),
    }),
  ),
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

/** What the launcher has settled and each worker needs. */
export interface RunState {
  readonly folder: RunFolder;
  readonly endpoint: Endpoint;
  readonly app: HarnessApp;
  readonly phones: readonly RunPhone[];
}

const stateFile = ({ path }: RunFolder): string => join(path, 'workers.json');

/** Replaces the state as a whole, since workers may read it at any moment. */
export function writeRunState({ folder, ...state }: RunState): void {
  writeWhole(stateFile(folder), `${JSON.stringify({ v: stateVersion, ...state }, null, 2)}\n`);
}

/** Whether a run was begun. */
export const hasRunState = (folder: RunFolder): boolean => existsSync(stateFile(folder));

/** Throws a Problem for a state that another version wrote, or that is damaged. */
export function readRunState(path: string): RunState {
  const folder = openRunFolder(path);
  const file = stateFile(folder);
  const remedy = `${resumeCommand(folder)} writes it anew`;
  const content = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined;
  if (content === undefined) throw new Problem(`${file} is missing or not JSON; ${remedy}`);
  const { data: versioned } = z.looseObject({ v: z.unknown() }).safeParse(content);
  if (versioned?.v !== stateVersion) {
    throw new Problem(
      `${file}: field v is ${JSON.stringify(versioned?.v ?? null)}, and this version of rezbench reads ${String(stateVersion)}; ${remedy}`,
    );
  }
  const parsed = stateSchema.safeParse(content);
  if (parsed.success) {
    const { endpoint, app, phones } = parsed.data;
    return { folder, endpoint, app, phones };
  }
  const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new Problem(`${file}: field ${field} is not what this version of rezbench writes; ${remedy}`);
}
