import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openRunFolder } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import type { HarnessApp } from '../phone/harness-app.js';
import type { Target } from '../phone/target.js';

/** The environment variable by which workers find their run's folder. */
export const runVariable = 'REZBENCH_RUN';

/** And this is how they learn whose phone theirs is. */
export const phoneVariable = 'REZBENCH_PHONE';

const stateSchema = z.strictObject({
  appiumPort: z.int(),
  app: z.strictObject({ ipa: z.string(), bundleId: z.string(), build: z.string() }),
  phones: z.array(
    z.strictObject({
      target: z.strictObject({
        udid: z.string(),
        name: z.string(),
        osVersion: z.string(),
        labName: z.string().optional(),
        wdaUrl: z.string().optional(),
      }),
      capabilities: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** What the launcher has settled and each worker needs. */
export interface RunState {
  readonly folder: RunFolder;
  readonly appiumPort: number;
  readonly app: HarnessApp;
  readonly phones: readonly { readonly target: Target; readonly capabilities: WebdriverIO.Capabilities }[];
}

const stateFile = ({ path }: RunFolder): string => join(path, 'workers.json');

export function writeRunState({ folder, ...state }: RunState): void {
  writeFileSync(stateFile(folder), JSON.stringify(state, null, 2));
}

export function readRunState(path: string): RunState {
  const folder = openRunFolder(path);
  return { folder, ...stateSchema.parse(JSON.parse(readFileSync(stateFile(folder), 'utf8'))) };
}
