import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { jobSchema } from '../../contract/job.js';
import { eventsPath, jobPath } from '../../contract/paths.js';
import { Problem } from '../../problem.js';
import type { InstalledApp } from './apps.js';

export interface Launch {
  /** Counted from 1 over the phone's life. */
  readonly number: number;
  readonly app: InstalledApp;
  readonly args: readonly string[];
  readonly child: ChildProcess;
}

/** Something that goes wrong on a phone. It sees every launch and strikes those it is meant for. */
export interface Fault {
  strike(launch: Launch): void;
}

const pollMs = 5;

/**
 * Reads a fault as the command line writes it: `kill:STEP[:N]` kills the app, as iOS does when memory runs out, once it
 * has begun STEP; `freeze[:N]` stops it before its first instruction. N-th launch that qualifies, by default the first.
 */
export function parseFault(text: string): Fault {
  const [kind, ...rest] = text.split(':');
  const [step, nth] = kind === 'kill' ? [rest[0], rest[1]] : [undefined, rest[0]];
  const turn = nth === undefined ? 1 : Number(nth);
  if (!Number.isInteger(turn) || turn < 1 || (kind === 'kill' && !step) || (kind !== 'kill' && kind !== 'freeze')) {
    throw new Problem(`--fault ${text}: write kill:STEP, kill:STEP:N, freeze or freeze:N, such as kill:measure:2`);
  }
  return kind === 'kill' ? killAt(step ?? '', turn) : freeze(turn);
}

function freeze(turn: number): Fault {
  return {
    strike({ number, child }) {
      if (number === turn) child.kill('SIGSTOP');
    },
  };
}

function killAt(step: string, turn: number): Fault {
  let seen = 0;
  return {
    strike({ app, args, child }) {
      const documents = join(app.container, 'Documents');
      const launch = launchOf(args);
      if (launch === undefined || !asks(join(documents, jobPath(launch)), step)) return;
      seen += 1;
      if (seen !== turn) return;
      const events = join(documents, eventsPath(launch));
      const watch = setInterval(() => {
        if (hasBegun(events, step)) child.kill('SIGKILL');
      }, pollMs);
      child.once('exit', () => {
        clearInterval(watch);
      });
    },
  };
}

const launchOf = (args: readonly string[]): string | undefined =>
  /^jobs\/(.+)\.json$/.exec(args[args.indexOf('--job') + 1] ?? '')?.[1];

function asks(job: string, step: string): boolean {
  if (!existsSync(job)) return false;
  const parsed = jobSchema.safeParse(JSON.parse(readFileSync(job, 'utf8')));
  return parsed.success && parsed.data.steps.some(({ do: name }) => name === step);
}

const startSchema = z.looseObject({ event: z.literal('start'), do: z.string() });

function hasBegun(events: string, step: string): boolean {
  if (!existsSync(events)) return false;
  const lines = readFileSync(events, 'utf8').split('\n').slice(0, -1);
  return lines.some((line) => startSchema.safeParse(JSON.parse(line)).data?.do === step);
}
