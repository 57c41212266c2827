import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { runGroup } from '../host/run-group.js';
import { logOutput } from '../host/child-log.js';
import { moduleFile, projectRoot } from '../project.js';
import { logFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { phoneVariable, runVariable } from './state.js';

/** WebdriverIO lets a worker have 5 s to end its session. */
const graceMs = 8000;

/** The name of the log of a phone's worker. */
export const wdioLog = (udid: string, round: number): string => `wdio-${udid}-${String(round)}`;

/**
 * Runs the suite once with the worker of one phone, in a WebdriverIO launcher of its own, so that a phone waits for no
 * other. Resolves when the launcher and its worker have ended, whatever way. `interrupted` ends the launcher with SIGINT, and
 * after a grace period both with SIGKILL.
 */
export async function runSuite(
  { folder, suite, udid, round }: { folder: RunFolder; suite: string; udid: string; round: number },
  interrupted: AbortSignal,
): Promise<void> {
  const wdio = join(dirname(createRequire(import.meta.url).resolve('@wdio/cli')), '../bin/wdio.js');
  const program = {
    command: process.execPath,
    args: [wdio, 'run', moduleFile('wdio.conf'), '--suite', suite],
    cwd: projectRoot,
    env: { [runVariable]: folder.path, [phoneVariable]: udid },
    log: (output: Readable) => {
      logOutput(output, logFile(folder, wdioLog(udid, round)));
    },
  };
  await runGroup(program, interrupted, graceMs);
}
