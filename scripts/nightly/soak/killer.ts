import { setTimeout as sleep } from 'node:timers/promises';
import { launchIn } from './app-launch.js';
import type { Process } from '../../../test/rig/processes.js';
import type { Kill, Victim } from './kills.js';
import type { SoakPhones } from './phones.js';
import { sendSignal } from './program.js';
import type { Program } from './program.js';
import { drawn } from './random.js';

/** A kill that was carried out. */
export interface Killed extends Kill {
  readonly pid: number;
  /** When, in milliseconds since the soak began. */
  readonly atMs: number;
  /** How many launches had ended by then. */
  readonly ended: number;
  /** For an app: its launch and its phone. */
  readonly app?: AppProcess;
}

export interface AppProcess {
  readonly launch: string;
  readonly udid: string;
}

/** What the killer sees of a soak. */
export interface Prey {
  readonly phones: SoakPhones;
  /** The run at this moment; undefined between two. */
  readonly program: () => Program | undefined;
  /** Counts the programs started so far. */
  readonly starts: () => number;
  /** How many launches have ended, and how many there will be. */
  readonly ended: () => number;
  readonly launches: number;
  /** Whether there is nothing left to kill. */
  readonly isOver: () => boolean;
}

const lookEveryMs = 100;
/** A process that is not there now may come soon: a worker between two rounds, an app between two launches. */
const patienceMs = 20_000;

/** Which processes below a run's play a part, by their programs. */
const parts: Readonly<Record<Exclude<Victim, 'group' | 'tree' | 'main' | 'app' | 'phones'>, RegExp>> = {
  launcher: /\bwdio\.js run /,
  worker: /local-runner\S*run\.js /,
  appium: /appium\S* server /,
  judge: /src\/quality\/main\.ts /,
};

/** What became of the kills. */
export interface Hunt {
  readonly killed: readonly Killed[];
  /** Kills that found no victim before the soak was over. */
  readonly missed: readonly Kill[];
}

/** Carries kills out, one after another, until they are over or the soak is. */
export async function carryOut(kills: readonly Kill[], seed: number, prey: Prey): Promise<Hunt> {
  const began = performance.now();
  const killed: Killed[] = [];
  const missed: Kill[] = [];
  const hunt = async (kill: Kill, name: string): Promise<void> => {
    const ended = prey.ended();
    const found = await strike(kill, (count) => Math.floor(drawn(seed, `choice ${name}`) * count), prey);
    if (found) killed.push({ ...kill, ...found, atMs: Math.round(performance.now() - began), ended });
    else missed.push(kill);
  };
  for (const [index, kill] of kills.entries()) {
    await until(() => prey.ended() >= kill.share * prey.launches, prey);
    await sleep(kill.delayMs);
    const starts = prey.starts();
    await hunt(kill, String(index));
    if (kill.againMs === undefined) continue;
    await until(() => prey.starts() > starts, prey);
    await sleep(kill.againMs);
    await hunt({ ...kill, isAgain: true }, `${String(index)} again`);
  }
  return { killed, missed };
}

async function until(condition: () => boolean, prey: Prey): Promise<void> {
  while (!condition() && !prey.isOver()) await sleep(lookEveryMs);
}

async function strike(
  { victim, signal, delayMs }: Kill,
  choose: (count: number) => number,
  prey: Prey,
): Promise<Pick<Killed, 'pid' | 'app'> | undefined> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline && !prey.isOver()) {
    if (victim === 'phones') return { pid: await prey.phones.restart(signal, 500 + 3 * delayMs) };
    const found = await candidates(victim, prey);
    const chosen = found[choose(found.length)];
    // The main process first, so that it cannot say how the others ended.
    const struck = victim === 'tree' ? found : chosen ? [chosen] : [];
    const sent = struck.map(({ pid }) => sendSignal(victim === 'group' ? -pid : pid, signal));
    const [first] = struck;
    if (first !== undefined && sent.includes(true)) {
      const app = victim === 'app' ? appOf(first.args) : undefined;
      return { pid: first.pid, ...(app && { app }) };
    }
    await sleep(lookEveryMs);
  }
  return undefined;
}

async function candidates(victim: Exclude<Victim, 'phones'>, { phones, program }: Prey): Promise<readonly Process[]> {
  if (victim === 'app') return phones.apps();
  const running = program();
  if (running === undefined || running.hasEnded) return [];
  const family = await running.family();
  const main = { pid: running.pid, args: '' };
  switch (victim) {
    case 'main':
    case 'group':
      return [main];
    case 'tree':
      return [main, ...family];
    default:
      return family.filter(({ args }) => parts[victim].test(args));
  }
}

function appOf(args: string): AppProcess | undefined {
  const launch = launchIn(args);
  const udid = /[0-9A-F]{8}-[0-9A-F]{16}/i.exec(args)?.[0];
  return launch === undefined || udid === undefined ? undefined : { launch, udid };
}
