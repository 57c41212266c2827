import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { jobSchema } from '../../contract/job.js';
import { eventsPath, jobPath } from '../../contract/paths.js';
import { Problem } from '../../problem.js';
import type { InstalledApp } from './apps.js';
import { faultFormList, faultForms } from './fault-forms.js';
import type { FaultKind } from './fault-forms.js';
import type { HostLink } from './link.js';

export interface Launch {
  /** Counted from 1 over the phone's life. */
  readonly number: number;
  readonly app: InstalledApp;
  readonly args: readonly string[];
  readonly child: ChildProcess;
  readonly link: HostLink;
}

/** Something that goes wrong on a phone. It sees every launch and strikes those it is meant for. */
export interface Fault {
  strike(launch: Launch): void;
}

/** A fault that the command line asks for. */
export interface RequestedFault extends Fault {
  /** As it was written. */
  readonly text: string;
  /** Whether it has done its damage. */
  readonly hasStruck: boolean;
}

/** What a fault does to a launch. Calls `struck` once it has done its damage. */
type Strike = (launch: Launch, struck: () => void) => void;

const pollMs = 5;
const defaultUnplugS = 20;
const longestUnplugS = 3600;

/** For each kind of fault, an example, and what the words after its name ask for; undefined when they are malformed. */
const kinds: Readonly<
  Record<FaultKind, { readonly example: string; readonly read: (words: readonly string[]) => Strike | undefined }>
> = {
  kill: {
    example: 'kill:measure:2',
    read: ([step, nth, ...more]) => {
      const turn = turnOf(nth);
      return step && turn && more.length === 0 ? kill(step, turn) : undefined;
    },
  },
  freeze: {
    example: 'freeze:2',
    read: ([nth, ...more]) => {
      const turn = turnOf(nth);
      return turn && more.length === 0 ? freeze(turn) : undefined;
    },
  },
  'wda-dies': {
    example: 'wda-dies:2',
    read: ([nth, ...more]) => {
      const turn = turnOf(nth);
      return turn && more.length === 0 ? endWda(turn) : undefined;
    },
  },
  unplug: {
    example: 'unplug:2:10',
    read: ([nth, seconds, ...more]) => {
      const turn = turnOf(nth);
      const durationS = durationOf(seconds);
      return turn && durationS && more.length === 0 ? unplug(turn, durationS) : undefined;
    },
  },
};

const isKind = (word: string): word is FaultKind => Object.hasOwn(kinds, word);

/**
 * Reads a fault as the command line writes it. Each strikes one launch, by default the first that qualifies:
 *
 * - `kill:STEP[:N]` kills the app, as iOS does when memory runs out, once it has begun STEP. N counts the launches
 *   whose job has that step.
 * - `freeze[:N]` stops the app before its first instruction. N counts launches, here and below.
 * - `wda-dies[:N]` ends WebDriverAgent once the app has begun its first step; a new one without sessions follows.
 * - `unplug[:N[:SECONDS]]` pulls the cable at that moment and puts it back after SECONDS.
 */
export function parseFault(text: string): RequestedFault {
  const [kind = '', ...words] = text.split(':');
  if (!isKind(kind)) throw new Problem(`--fault ${text}: write ${faultFormList}, such as kill:measure:2`);
  const { example, read } = kinds[kind];
  const act = read(words);
  if (act === undefined) {
    const limit = kind === 'unplug' ? ` with at most ${String(longestUnplugS)} seconds` : '';
    throw new Problem(`--fault ${text}: write ${faultForms[kind]}${limit}, such as ${example}`);
  }
  let hasStruck = false;
  return {
    text,
    get hasStruck() {
      return hasStruck;
    },
    strike(launch) {
      act(launch, () => (hasStruck = true));
    },
  };
}

/** A count from 1. */
const turnOf = (word = '1'): number | undefined => (/^[1-9]\d{0,8}$/.test(word) ? Number(word) : undefined);

function durationOf(word = String(defaultUnplugS)): number | undefined {
  const seconds = /^\d+(\.\d+)?$/.test(word) ? Number(word) : 0;
  return seconds > 0 && seconds <= longestUnplugS ? seconds : undefined;
}

function freeze(turn: number): Strike {
  return ({ number, child }, struck) => {
    if (number !== turn) return;
    child.kill('SIGSTOP');
    struck();
  };
}

function kill(step: string, turn: number): Strike {
  let seen = 0;
  return (launch, struck) => {
    if (!asksFor(launch, step)) return;
    seen += 1;
    if (seen !== turn) return;
    onceBegun(
      launch,
      (begun) => begun === step,
      () => {
        if (launch.child.kill('SIGKILL')) struck();
      },
    );
  };
}

function endWda(turn: number): Strike {
  return (launch, struck) => {
    if (launch.number !== turn) return;
    onceBegun(launch, anyStep, () => {
      launch.link.endWda();
      struck();
    });
  };
}

function unplug(turn: number, durationS: number): Strike {
  return (launch, struck) => {
    if (launch.number !== turn) return;
    onceBegun(launch, anyStep, () => {
      launch.link.unplug(durationS * 1000);
      struck();
    });
  };
}

const anyStep = (): boolean => true;

/**
 * Acts once the app has said that it begins a step that is meant. The last look is after the app's end: a launch can be
 * over between two looks, and whether a fault strikes must not depend on that.
 */
function onceBegun({ app, args, child }: Launch, isMeant: (step: string) => boolean, act: () => void): void {
  const launch = launchOf(args);
  if (launch === undefined) return;
  const events = join(app.container, 'Documents', eventsPath(launch));
  const look = (): void => {
    if (!begunSteps(events).some(isMeant)) return;
    stop();
    act();
  };
  const watch = setInterval(look, pollMs);
  const stop = (): void => {
    clearInterval(watch);
    child.off('exit', look);
    child.off('exit', stop);
    child.off('error', stop);
  };
  child.once('exit', look);
  child.once('exit', stop);
  child.once('error', stop);
}

const launchOf = (args: readonly string[]): string | undefined =>
  /^jobs\/(.+)\.json$/.exec(args[args.indexOf('--job') + 1] ?? '')?.[1];

function asksFor({ app, args }: Launch, step: string): boolean {
  const launch = launchOf(args);
  const job = launch === undefined ? undefined : join(app.container, 'Documents', jobPath(launch));
  if (job === undefined || !existsSync(job)) return false;
  const parsed = jobSchema.safeParse(JSON.parse(readFileSync(job, 'utf8')));
  return parsed.success && parsed.data.steps.some(({ do: name }) => name === step);
}

const startSchema = z.looseObject({ event: z.literal('start'), do: z.string() });

/** The steps that have begun, by the whole lines of a journal. */
function begunSteps(events: string): string[] {
  if (!existsSync(events)) return [];
  const lines = readFileSync(events, 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => startSchema.safeParse(JSON.parse(line)).data?.do ?? []);
}
