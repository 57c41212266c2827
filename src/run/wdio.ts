import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { logOutput } from '../phone/child-log.js';
import { projectRoot } from '../project.js';
import { logFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { phoneVariable, runVariable } from './state.js';

const graceMs = 15_000;

/**
 * Runs the suite once with the worker of one phone, in a WebdriverIO launcher of its own, so that a phone waits for no
 * other. Resolves when the launcher has ended, whatever way. `interrupted` ends it with SIGINT, and after a grace period with
 * SIGKILL.
 */
export async function runSuite(
  { folder, suite, udid, round }: { folder: RunFolder; suite: string; udid: string; round: number },
  interrupted: AbortSignal,
): Promise<void> {
  const wdio = join(dirname(createRequire(import.meta.url).resolve('@wdio/cli')), '../bin/wdio.js');
  const launcher = execa(process.execPath, [wdio, 'run', join(projectRoot, 'wdio.conf.ts'), '--suite', suite], {
    cwd: projectRoot,
    env: { [runVariable]: folder.path, [phoneVariable]: udid },
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
  });
  logOutput(launcher.all, logFile(folder, `wdio-${udid}-${String(round)}`));
  let killTimer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    launcher.kill('SIGINT');
    killTimer = setTimeout(() => launcher.kill('SIGKILL'), graceMs);
  };
  if (interrupted.aborted) interrupt();
  interrupted.addEventListener('abort', interrupt);
  await launcher;
  interrupted.removeEventListener('abort', interrupt);
  clearTimeout(killTimer);
}
