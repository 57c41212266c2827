import { Problem } from '../../problem.js';
import { faultFormList, faultForms, tunnelFaults } from './fault-forms.js';
import type { FaultKind } from './fault-forms.js';
import { appDiskFull, endlessCompile, hang } from './faults/app.js';
import { crashAtStart, dieOf, freeze, kill, tornEvents } from './faults/ends.js';
import type { Fault, Trouble } from './faults/fault.js';
import { hangLaunch, lateAttach, lostNotification, slowLaunch, tornStatus, unknownState } from './faults/launching.js';
import {
  appiumDies,
  clockJump,
  pairingLost,
  reboot,
  registryEmpty,
  tunnelDead,
  tunnelDrops,
  tunnelWaits,
  unplug,
} from './faults/link.js';
import { alert, battery, batteryLow, batteryTrouble, heat, hot, lock } from './faults/phone.js';
import {
  fileServiceDies,
  noSpace,
  pullCorrupted,
  pullStalls,
  pullTruncated,
  pushCorrupted,
  pushStalls,
  pushTruncated,
} from './faults/transfer.js';
import { endWda, orphanWda, wdaErrors, wdaHangs, wdaSlow } from './faults/wda.js';

export type { Fault } from './faults/fault.js';
export type { Launch } from './launch.js';

/** A fault that the command line asks for. */
export interface RequestedFault extends Fault {
  /** As it was written. */
  readonly text: string;
  /** The virtual iPhone that it is for, counted from 1. */
  readonly phone: number;
  /** Whether only a phone with a tunnel can have it. */
  readonly needsTunnel: boolean;
  /** Whether it has done its damage. */
  readonly hasStruck: boolean;
}

/** What may follow the name of a fault, and what it means then. */
type Kind =
  | { readonly takes: 'turn'; readonly make: (turn: number, step?: string) => Trouble; readonly at?: 'step' }
  | { readonly takes: 'step'; readonly make: (step: string, turn: number) => Trouble }
  | {
      readonly takes: 'seconds';
      readonly otherwiseS: number;
      readonly make: (turn: number, seconds: number, step?: string) => Trouble;
      /** Whether it can wait for a step of the app that is named with @STEP. */
      readonly at?: 'step';
    };

const longestS = 3600;

/**
 * Each strikes one launch, by default the first that qualifies. Those with @STEP strike once the app begins STEP, in the
 * N-th launch whose job has it; without it, once the app begins its first step.
 *
 * - `kill:STEP[:N]` kills the app without a trace once it has begun STEP. N counts the launches whose job has that step.
 * - `freeze[:N]` stops the app before its first instruction. N counts launches, here and below.
 * - `jetsam[@STEP][:N]`, `watchdog[@STEP][:N]` and `crash[@STEP][:N]` end the app within its work, without @STEP after
 *   `stage`, and leave a crash report: memory ran out, it did not answer the system in time, it has a bug.
 * - `crash-at-start[:N]` ends it before its hello, and leaves a report.
 * - `torn-events[@STEP][:N]` kills it while it writes an event, of which half is on disk.
 * - `hang[@STEP][:N]` stops it for good, and its heartbeat with it.
 * - `endless-compile[:N]` lets a compilation go on for ever, and the heartbeat with it. N counts launches that compile.
 * - `app-disk-full[@STEP][:N]` leaves the app no room for the rest of what it writes.
 * - `slow-launch[:N[:SECONDS]]` lets WebDriverAgent answer the launch after SECONDS; the app runs from the beginning.
 * - `hang-launch[:N[:SECONDS]]` never answers: WebDriverAgent gives up itself after SECONDS, by default 300.
 * - `late-attach[:N[:SECONDS]]` answers that the launch failed, though the app runs; its state is unknown for SECONDS.
 * - `unknown-state[:N]` says three times that the state is unknown.
 * - `lock[:N[:SECONDS]]` locks the phone before the launch; somebody unlocks it after SECONDS.
 * - `alert[:N[:SECONDS]]` raises an alert once the app is in a timed step. N counts the launches that have one.
 * - `heat[:N[:SECONDS]]` makes the phone warm once the app is in a timed step: serious, fair after half the time, nominal
 *   after SECONDS. N counts the launches that have such a step.
 * - `hot[:N[:SECONDS]]` keeps the phone serious from before the launch on, for SECONDS, by default an hour.
 * - `lost-notification[:N]` lets nobody hear of what the app posts.
 * - `torn-status[:N]` lets three readers of status.json get a part of it.
 * - `battery[:N]` takes 5 % from the battery before the launch.
 * - `battery-low[:N]` leaves 7 % of it before the launch.
 * - `battery-silent[:N]` lets the phone say nothing of its battery from that launch on, `battery-nonsense` what none can be like.
 * - `wda-dies[:N]` ends WebDriverAgent once the app has begun its first step; a new one without sessions follows.
 * - `orphan-wda[:N[:SECONDS]]` takes WebDriverAgent's test session away at that moment: it says that it is ready and can do
 *   nothing, until somebody starts it anew after SECONDS.
 * - `wda-hangs[@STEP][:N[:SECONDS]]` lets it accept connections and answer nothing, until it is started anew.
 * - `wda-slow[:N[:SECONDS]]` gives each of its answers SECONDS late, from the launch's start to its app's end.
 * - `wda-errors[@STEP][:N]` answers the next three requests with an error.
 * - `unplug[@STEP][:N[:SECONDS]]` pulls the cable at that moment and puts it back after SECONDS.
 * - `reboot[@STEP][:N[:SECONDS]]` restarts the phone: it is away for half of SECONDS and locked for the rest.
 * - `pairing-lost[@STEP][:N]` lets it forget this host, for good.
 * - `appium-dies[@STEP][:N]` kills the host's Appium.
 * - `clock-jump[@STEP][:N[:SECONDS]]` sets the phone's clock back by SECONDS.
 * - `push-stalls[:N[:SECONDS]]` and `pull-stalls` leave the launch's first transfer that way without an answer.
 * - `push-truncated[:N]` and `pull-truncated` pass half of it on, `push-corrupted` and `pull-corrupted` change a byte.
 * - `no-space[:N[:SECONDS]]` fills the phone's disk before the launch's first push.
 * - `file-service-dies[:N]` closes the connection within the answer to the launch's first push.
 * - `tunnel-drops[@STEP][:N[:SECONDS]]` cuts the tunnel; somebody starts another one after SECONDS.
 * - `tunnel-dead[@STEP][:N[:SECONDS]]` lets nothing answer in it, while the registry goes on listing it.
 * - `registry-empty[@STEP][:N[:SECONDS]]` lets the registry list the phone no more.
 * - `tunnel-waits[:N[:SECONDS]]` lets each connection through the tunnel wait SECONDS, by default 13, until the next launch.
 */
const kinds: Readonly<Record<FaultKind, Kind>> = {
  kill: { takes: 'step', make: kill },
  freeze: { takes: 'turn', make: freeze },
  jetsam: { takes: 'turn', make: (turn, step) => dieOf('jetsam', turn, step), at: 'step' },
  watchdog: { takes: 'turn', make: (turn, step) => dieOf('watchdog', turn, step), at: 'step' },
  crash: { takes: 'turn', make: (turn, step) => dieOf('crash', turn, step), at: 'step' },
  'crash-at-start': { takes: 'turn', make: crashAtStart },
  'torn-events': { takes: 'turn', make: tornEvents, at: 'step' },
  hang: { takes: 'turn', make: hang, at: 'step' },
  'endless-compile': { takes: 'turn', make: endlessCompile },
  'app-disk-full': { takes: 'turn', make: appDiskFull, at: 'step' },
  'slow-launch': { takes: 'seconds', otherwiseS: 4, make: slowLaunch },
  'hang-launch': { takes: 'seconds', otherwiseS: 300, make: hangLaunch },
  'late-attach': { takes: 'seconds', otherwiseS: 3, make: lateAttach },
  'unknown-state': { takes: 'turn', make: unknownState },
  lock: { takes: 'seconds', otherwiseS: 10, make: lock },
  alert: { takes: 'seconds', otherwiseS: 5, make: alert },
  heat: { takes: 'seconds', otherwiseS: 20, make: heat },
  hot: { takes: 'seconds', otherwiseS: 3600, make: hot },
  'lost-notification': { takes: 'turn', make: lostNotification },
  'torn-status': { takes: 'turn', make: tornStatus },
  battery: { takes: 'turn', make: battery },
  'battery-low': { takes: 'turn', make: batteryLow },
  'battery-silent': { takes: 'turn', make: (turn) => batteryTrouble(turn, 'silent') },
  'battery-nonsense': { takes: 'turn', make: (turn) => batteryTrouble(turn, 'nonsense') },
  'wda-dies': { takes: 'turn', make: endWda, at: 'step' },
  'orphan-wda': { takes: 'seconds', otherwiseS: 10, make: orphanWda, at: 'step' },
  'wda-hangs': { takes: 'seconds', otherwiseS: 30, make: wdaHangs, at: 'step' },
  'wda-slow': { takes: 'seconds', otherwiseS: 2, make: wdaSlow },
  'wda-errors': { takes: 'turn', make: wdaErrors, at: 'step' },
  unplug: { takes: 'seconds', otherwiseS: 20, make: unplug, at: 'step' },
  reboot: { takes: 'seconds', otherwiseS: 20, make: reboot, at: 'step' },
  'pairing-lost': { takes: 'turn', make: pairingLost, at: 'step' },
  'appium-dies': { takes: 'turn', make: appiumDies, at: 'step' },
  'clock-jump': { takes: 'seconds', otherwiseS: 3600, make: clockJump, at: 'step' },
  'push-stalls': { takes: 'seconds', otherwiseS: 60, make: pushStalls },
  'push-truncated': { takes: 'turn', make: pushTruncated },
  'push-corrupted': { takes: 'turn', make: pushCorrupted },
  'pull-stalls': { takes: 'seconds', otherwiseS: 60, make: pullStalls },
  'pull-truncated': { takes: 'turn', make: pullTruncated },
  'pull-corrupted': { takes: 'turn', make: pullCorrupted },
  'no-space': { takes: 'seconds', otherwiseS: 10, make: noSpace },
  'file-service-dies': { takes: 'turn', make: fileServiceDies },
  'tunnel-drops': { takes: 'seconds', otherwiseS: 20, make: tunnelDrops, at: 'step' },
  'tunnel-dead': { takes: 'seconds', otherwiseS: 20, make: tunnelDead, at: 'step' },
  'registry-empty': { takes: 'seconds', otherwiseS: 20, make: registryEmpty, at: 'step' },
  'tunnel-waits': { takes: 'seconds', otherwiseS: 13, make: tunnelWaits },
};

const isKind = (word: string): word is FaultKind => Object.hasOwn(kinds, word);

/** The phone, the kind, the step and what follows. */
const grammar = /^(?:([1-9]\d{0,2})\/)?([^:@/]*)(?:@([^:@/]*))?(?::(.*))?$/s;

/** Reads a fault as the command line writes it: `[PHONE/]KIND[@STEP][:...]`. */
export function parseFault(text: string): RequestedFault {
  const [, phone = '1', name = '', step, rest] = grammar.exec(text) ?? [];
  if (!isKind(name)) {
    throw new Problem(
      `--fault ${text}: write ${faultFormList}, such as kill:measure:2, or 2/unplug:3 on the second phone`,
    );
  }
  const kind = kinds[name];
  const trouble = read(kind, rest?.split(':') ?? [], step);
  if (trouble === undefined) throw new Problem(`--fault ${text}: write ${faultForms[name]}${hint(name, kind)}`);
  let hasStruck = false;
  const struck = (): void => {
    hasStruck = true;
  };
  return {
    text,
    phone: Number(phone),
    needsTunnel: tunnelFaults.includes(name),
    get hasStruck() {
      return hasStruck;
    },
    beforeLaunch: (number, parts) => trouble.beforeLaunch?.(number, parts, struck),
    strike: (launch) => trouble.strike?.(launch, struck),
    onTransfer: (transfer, parts) => trouble.onTransfer?.(transfer, parts, struck),
  };
}

/** Undefined when the words are not what this kind takes. */
function read(kind: Kind, words: readonly string[], step: string | undefined): Trouble | undefined {
  if (step !== undefined && (step === '' || kind.takes === 'step' || kind.at === undefined)) return undefined;
  switch (kind.takes) {
    case 'turn': {
      const [nth, ...more] = words;
      const turn = turnOf(nth);
      return turn && more.length === 0 ? kind.make(turn, step) : undefined;
    }
    case 'step': {
      const [of, nth, ...more] = words;
      const turn = turnOf(nth);
      return of && turn && more.length === 0 ? kind.make(of, turn) : undefined;
    }
    case 'seconds': {
      const [nth, seconds, ...more] = words;
      const turn = turnOf(nth);
      const durationS = seconds === undefined ? kind.otherwiseS : durationOf(seconds);
      return turn && durationS && more.length === 0 ? kind.make(turn, durationS, step) : undefined;
    }
  }
}

function hint(name: FaultKind, { takes }: Kind): string {
  switch (takes) {
    case 'turn':
      return `, such as ${name}:2`;
    case 'step':
      return `, such as ${name}:measure:2`;
    case 'seconds':
      return ` with at most ${String(longestS)} seconds, such as ${name}:2:10`;
  }
}

/** A count from 1. */
const turnOf = (word = '1'): number | undefined => (/^[1-9]\d{0,8}$/.test(word) ? Number(word) : undefined);

function durationOf(word: string): number | undefined {
  const seconds = /^\d+(\.\d+)?$/.test(word) ? Number(word) : 0;
  return seconds > 0 && seconds <= longestS ? seconds : undefined;
}
