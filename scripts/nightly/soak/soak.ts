import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes } from '../../../src/problem.js';
import { carryOut } from './killer.js';
import type { Killed } from './killer.js';
import type { Kill } from './kills.js';
import { SoakPhones } from './phones.js';
import { endedLaunches, isComplete, runIn } from './progress.js';
import { startProgram } from './program.js';
import type { End, Program } from './program.js';

/** What a soak is asked for. */
export interface Soak {
  readonly seed: number;
  readonly sweep: string;
  /** Launches that the plan has for each phone. */
  readonly launches: number;
  readonly phones: number;
  readonly kills: readonly Kill[];
  /** Faults of the phones, as the command line writes them, at each of their starts. */
  readonly faults: (start: number) => readonly string[];
  /** Where everything lands. */
  readonly folder: string;
  readonly say: (sentence: string) => void;
}

/** How a soak went. The tables are for the checker to judge. */
export interface Soaked {
  readonly run: string | undefined;
  readonly killed: readonly Killed[];
  /** How each start of the command line ended. */
  readonly ends: readonly End[];
  /** What went wrong on the way, a sentence each. */
  readonly failures: readonly string[];
  readonly phones: SoakPhones;
}

/** Starts in a row that end no launch. A lock of a run that was killed is taken over after half a minute. */
const idleStarts = 10;
const idlePauseMs = 5000;
/** A run that ends no launch for so long hangs. */
const stallMs = 600_000;
const lookEveryMs = 500;

/** Runs a sweep on virtual phones and kills what it consists of, and goes on with it until it is done. */
export async function soak({
  seed,
  sweep,
  launches,
  phones: count,
  kills,
  faults,
  folder,
  say,
}: Soak): Promise<Soaked> {
  const out = join(folder, 'out');
  mkdirSync(out, { recursive: true });
  const phones = await SoakPhones.start(join(folder, 'phones'), count, faults);
  const programs: Program[] = [];
  const ends: End[] = [];
  const failures: string[] = [];
  let isOver = false;
  const ended = (): number => endedLaunches(runIn(out));
  const killing = carryOut(kills, seed, {
    phones,
    program: () => programs.at(-1),
    starts: () => programs.length,
    ended,
    launches: launches * count,
    isOver: () => isOver,
  });
  // A killer that fails ends the soak as well, once it is asked for.
  killing.catch(() => undefined);
  try {
    for (let idle = 0; idle < idleStarts;) {
      const [before, run] = [ended(), runIn(out)];
      const args = run === undefined ? [sweep, '--out', out] : ['--resume', run];
      const output = join(folder, `run-${String(programs.length + 1)}.log`);
      const program = startProgram(['run', ...args], output, phones.env);
      programs.push(program);
      const end = await endOf(program, ended);
      ends.push(end ?? { exitCode: undefined, signal: 'SIGKILL' });
      say(`start ${String(programs.length)}: ${describe(end)}; ${String(ended())} launches have ended`);
      if (end === undefined)
        failures.push(`start ${String(programs.length)} ended no launch for ten minutes: ${output}`);
      if (end?.exitCode === exitCodes.bug || end?.exitCode === 1) failures.push(`a mistake of rezbench: ${output}`);
      if (isDone(end, runIn(out), count)) break;
      idle = ended() > before ? 0 : idle + 1;
      if (idle === idleStarts) failures.push(`${String(idle)} starts in a row ended no launch; the last: ${output}`);
      if (idle > 0) await sleep(idlePauseMs);
    }
    isOver = true;
    const { killed, missed } = await killing;
    // A judge may have nothing to do just then; what struck at another moment has been tried.
    const tried = new Set(killed.map(({ victim, signal }) => `${victim} ${signal}`));
    for (const { victim, signal } of missed) {
      if (!tried.has(`${victim} ${signal}`)) failures.push(`${signal} for ${victim} found no victim in time`);
    }
    // By now whatever a killed run left behind is to have ended, without anybody's doing.
    for (const [index, { clear }] of programs.entries()) {
      for (const { args } of await clear()) failures.push(`start ${String(index + 1)} left running: ${args}`);
    }
    return { run: runIn(out), killed, ends, failures, phones };
  } finally {
    isOver = true;
    await killing.catch(() => undefined);
    for (const { clear } of programs) await clear();
    await phones.stop();
  }
}

/** Undefined for a program that hangs, which is ended with its group. */
async function endOf(program: Program, ended: () => number): Promise<End | undefined> {
  let [last, since] = [ended(), performance.now()];
  while (!program.hasEnded) {
    await Promise.race([program.ended, sleep(lookEveryMs)]);
    // So that what outlives it is known.
    await program.family();
    const now = ended();
    if (now > last) [last, since] = [now, performance.now()];
    if (performance.now() - since < stallMs) continue;
    await program.clear();
    return undefined;
  }
  return program.ended;
}

/** A case that crashed has an end as well, though the exit code tells that it has no figures. */
function isDone(end: End | undefined, run: string | undefined, phones: number): boolean {
  if (end?.exitCode === exitCodes.pass) return true;
  return end?.exitCode === exitCodes.missing && run !== undefined && isComplete(run, phones);
}

const describe = (end: End | undefined): string =>
  end === undefined ? 'hung' : (end.signal ?? `exit code ${String(end.exitCode)}`);
