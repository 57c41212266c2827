import { Problem } from '../../problem.js';
import { faultFormList, faultForms } from './fault-forms.js';
import type { FaultKind } from './fault-forms.js';
import { dieOf, freeze, kill } from './faults/ends.js';
import type { Fault, Trouble } from './faults/fault.js';
import { hangLaunch, lateAttach, lostNotification, slowLaunch, tornStatus, unknownState } from './faults/launching.js';
import { alert, battery, endWda, heat, lock, orphanWda, unplug } from './faults/phone.js';

export type { Fault } from './faults/fault.js';
export type { Launch } from './launch.js';

/** A fault that the command line asks for. */
export interface RequestedFault extends Fault {
  /** As it was written. */
  readonly text: string;
  /** Whether it has done its damage. */
  readonly hasStruck: boolean;
}

/** What may follow the name of a fault, and what it means then. */
type Kind =
  | { readonly takes: 'turn'; readonly make: (turn: number) => Trouble }
  | { readonly takes: 'step'; readonly make: (step: string, turn: number) => Trouble }
  | {
      readonly takes: 'seconds';
      readonly otherwiseS: number;
      readonly make: (turn: number, seconds: number) => Trouble;
    };

const longestS = 3600;

/**
 * Each strikes one launch, by default the first that qualifies:
 *
 * - `kill:STEP[:N]` kills the app without a trace once it has begun STEP. N counts the launches whose job has that step.
 * - `freeze[:N]` stops the app before its first instruction. N counts launches, here and below.
 * - `jetsam[:N]`, `watchdog[:N]` and `crash[:N]` end the app within its work and leave a crash report: memory ran out, it
 *   did not answer the system in time, it has a bug.
 * - `slow-launch[:N[:SECONDS]]` lets WebDriverAgent answer the launch after SECONDS; the app runs from the beginning.
 * - `hang-launch[:N[:SECONDS]]` never answers: WebDriverAgent gives up itself after SECONDS, by default 300.
 * - `late-attach[:N[:SECONDS]]` answers that the launch failed, though the app runs; its state is unknown for SECONDS.
 * - `unknown-state[:N]` says three times that the state is unknown.
 * - `lock[:N[:SECONDS]]` locks the phone before the launch; somebody unlocks it after SECONDS.
 * - `alert[:N[:SECONDS]]` raises an alert once the app is in a timed step. N counts the launches that have one.
 * - `heat[:N[:SECONDS]]` makes the phone warm once the app is in a timed step: serious, fair after half the time, nominal
 *   after SECONDS. N counts the launches that have such a step.
 * - `lost-notification[:N]` lets nobody hear of what the app posts.
 * - `torn-status[:N]` lets three readers of status.json get a part of it.
 * - `battery[:N]` takes 5 % from the battery before the launch.
 * - `wda-dies[:N]` ends WebDriverAgent once the app has begun its first step; a new one without sessions follows.
 * - `orphan-wda[:N[:SECONDS]]` takes WebDriverAgent's test session away at that moment: it says that it is ready and can do
 *   nothing, until somebody starts it anew after SECONDS.
 * - `unplug[:N[:SECONDS]]` pulls the cable at that moment and puts it back after SECONDS.
 */
const kinds: Readonly<Record<FaultKind, Kind>> = {
  kill: { takes: 'step', make: kill },
  freeze: { takes: 'turn', make: freeze },
  jetsam: { takes: 'turn', make: (turn) => dieOf('jetsam', turn) },
  watchdog: { takes: 'turn', make: (turn) => dieOf('watchdog', turn) },
  crash: { takes: 'turn', make: (turn) => dieOf('crash', turn) },
  'slow-launch': { takes: 'seconds', otherwiseS: 4, make: slowLaunch },
  'hang-launch': { takes: 'seconds', otherwiseS: 300, make: hangLaunch },
  'late-attach': { takes: 'seconds', otherwiseS: 3, make: lateAttach },
  'unknown-state': { takes: 'turn', make: unknownState },
  lock: { takes: 'seconds', otherwiseS: 10, make: lock },
  alert: { takes: 'seconds', otherwiseS: 5, make: alert },
  heat: { takes: 'seconds', otherwiseS: 20, make: heat },
  'lost-notification': { takes: 'turn', make: lostNotification },
  'torn-status': { takes: 'turn', make: tornStatus },
  battery: { takes: 'turn', make: battery },
  'wda-dies': { takes: 'turn', make: endWda },
  'orphan-wda': { takes: 'seconds', otherwiseS: 10, make: orphanWda },
  unplug: { takes: 'seconds', otherwiseS: 20, make: unplug },
};

const isKind = (word: string): word is FaultKind => Object.hasOwn(kinds, word);

/** Reads a fault as the command line writes it. */
export function parseFault(text: string): RequestedFault {
  const [name = '', ...words] = text.split(':');
  if (!isKind(name)) throw new Problem(`--fault ${text}: write ${faultFormList}, such as kill:measure:2`);
  const kind = kinds[name];
  const trouble = read(kind, words);
  if (trouble === undefined) throw new Problem(`--fault ${text}: write ${faultForms[name]}${hint(name, kind)}`);
  let hasStruck = false;
  const struck = (): void => {
    hasStruck = true;
  };
  return {
    text,
    get hasStruck() {
      return hasStruck;
    },
    beforeLaunch: (number, phone) => trouble.beforeLaunch?.(number, phone, struck),
    strike: (launch) => trouble.strike?.(launch, struck),
  };
}

/** Undefined when the words are not what this kind takes. */
function read(kind: Kind, words: readonly string[]): Trouble | undefined {
  switch (kind.takes) {
    case 'turn': {
      const [nth, ...more] = words;
      const turn = turnOf(nth);
      return turn && more.length === 0 ? kind.make(turn) : undefined;
    }
    case 'step': {
      const [step, nth, ...more] = words;
      const turn = turnOf(nth);
      return step && turn && more.length === 0 ? kind.make(step, turn) : undefined;
    }
    case 'seconds': {
      const [nth, seconds, ...more] = words;
      const turn = turnOf(nth);
      const durationS = seconds === undefined ? kind.otherwiseS : durationOf(seconds);
      return turn && durationS && more.length === 0 ? kind.make(turn, durationS) : undefined;
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
