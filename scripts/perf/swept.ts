import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../src/project.js';
import { readRun } from '../../src/results/read-run.js';
import { openRunFolder } from '../../src/results/run-folder.js';
import { median } from '../../src/stats/summary.js';
import { onlyRun } from '../../test/rig/run-folder.js';
import { linesOf, startChild } from './child.js';
import { ProcessTree } from './process-tree.js';
import type { Used } from './process-tree.js';
import { inStepsMs, measuring, shareOutside, sharesOutside } from './share-outside.js';

export const rezbench = join(projectRoot, 'scripts/rezbench.mjs');

/** Phones that stay attached until their process ends. */
export interface Attached {
  readonly phones: ChildProcess;
  /** The environment variables with which a run finds them. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts a program of Node, by its arguments, that attaches phones and prints the settings with which a shell finds them. */
export async function attach(args: readonly string[]): Promise<Attached> {
  const phones = startChild(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(linesOf(phones), 'line')) as [string];
  const settings = line
    .replace(/^export /, '')
    .split(' ')
    .map((setting) => setting.split('=') as [string, string]);
  return { phones, settings: Object.fromEntries(settings) };
}

/** What a run of a sweep came to. */
export interface Swept {
  /** From the start of the process to its exit. */
  readonly wallSeconds: number;
  /** From the first launch to the end of the last one. */
  readonly launchesSeconds: number;
  /** Of each phone: the share of its time from the first launch that measured to the last that no app step took. */
  readonly idle: readonly number[];
  /** Of each phone: the same from each launch that measured a case to the next one. */
  readonly between: readonly (readonly number[])[];
  /** App steps of a launch that measured a case, the median. */
  readonly launchStepsS: number;
  readonly used: Used;
}

/** Runs a sweep by the command line. Throws when it does not end well, or has another number of phones. */
export async function sweepOn(
  count: number,
  { sweep, out, more = [] }: { readonly sweep: string; readonly out: string; readonly more?: readonly string[] },
  settings: Readonly<Record<string, string>>,
): Promise<Swept> {
  const began = performance.now();
  const run = startChild(process.execPath, [rezbench, 'run', sweep, '--out', out, '--quiet', ...more], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...settings },
  });
  const tree = new ProcessTree(run.pid ?? 0);
  const [code] = (await once(run, 'exit')) as [number | null];
  const wallSeconds = (performance.now() - began) / 1000;
  const used = tree.end();
  if (code !== 0) throw new Error(`the run of ${String(count)} phones ended with ${String(code)}`);
  const phones = readRun(openRunFolder(onlyRun(out)));
  if (phones.length !== count)
    throw new Error(`only ${String(phones.length)} of ${String(count)} phones have launches`);
  const all = phones.flatMap(({ launches }) => launches.map(({ finished }) => finished));
  const firstMs = Math.min(...all.map(({ startedAt }) => Date.parse(startedAt)));
  const endedMs = Math.max(...all.map(({ at }) => Date.parse(at)));
  return {
    wallSeconds,
    launchesSeconds: (endedMs - firstMs) / 1000,
    idle: phones.map(({ launches }) => shareOutside(measuring(launches))),
    between: phones.map(({ launches }) => sharesOutside(launches)),
    launchStepsS: median(phones.flatMap(({ launches }) => measuring(launches).map(inStepsMs))) / 1000,
    used,
  };
}
