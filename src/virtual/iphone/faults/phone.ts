import type { StepName } from '../../../contract/job.js';
import type { BatteryTrouble } from '../battery.js';
import type { PhoneParts } from '../phone-parts.js';
import { asksFor, onceBegun } from './begun.js';
import type { Trouble } from './fault.js';

/** The steps whose time counts. */
const timed: ReadonlySet<string> = new Set<StepName>(['warmup', 'measure', 'quality']);

/** An alert covers the app while it is timed, in the turn-th launch whose job has a timed step. */
export const alert = (turn: number, seconds: number): Trouble =>
  onceTimed(turn, ({ screen }) => {
    screen.raiseAlert(seconds * 1000);
  });

/** The phone grows warm by its work, in the turn-th launch whose job has a timed step, and cools down within a time. */
export const heat = (turn: number, seconds: number): Trouble =>
  onceTimed(turn, (phone) => {
    phone.heat.grow(seconds * 1000);
  });

/** The phone is serious from before a launch on, for a time, whatever it does. */
export const hot = (turn: number, seconds: number): Trouble =>
  onceBefore(turn, ({ heat: heatOf }) => {
    heatOf.stay(seconds * 1000);
  });

function onceTimed(turn: number, act: (phone: PhoneParts) => void): Trouble {
  const isTimed = (step: string): boolean => timed.has(step);
  let seen = 0;
  return {
    strike(launch, struck) {
      if (!asksFor(launch, isTimed)) return;
      seen += 1;
      if (seen !== turn) return;
      onceBegun(launch, isTimed, () => {
        act(launch.phone);
        struck();
      });
    },
  };
}

/**
 * The phone locks itself once the launch before this one is over, or when this one is asked for, and somebody unlocks it
 * after a time.
 */
export function lock(turn: number, seconds: number): Trouble {
  let isDone = false;
  const act = ({ screen }: PhoneParts, struck: () => void): void => {
    if (isDone) return;
    isDone = true;
    screen.lock(seconds * 1000);
    struck();
  };
  return {
    beforeLaunch(number, phone, struck) {
      if (number === turn) act(phone, struck);
    },
    strike({ number, child, phone }, struck) {
      if (number !== turn - 1) return;
      child.once('exit', () => {
        act(phone, struck);
      });
    },
  };
}

/** The battery has lost one of the steps in which iOS tells its level. */
export const battery = (turn: number): Trouble =>
  onceBefore(turn, (phone) => {
    phone.battery.drain(1);
  });

/** The battery is nearly empty. */
export const batteryLow = (turn: number): Trouble =>
  onceBefore(turn, (phone) => {
    phone.battery.drop(lowPercent);
  });

const lowPercent = 7;

/** From a launch on, the phone says nothing of its battery, or nonsense. */
export const batteryTrouble = (turn: number, trouble: BatteryTrouble): Trouble =>
  onceBefore(turn, (phone) => {
    phone.battery.trouble = trouble;
  });

/** Something that comes about before a launch; a launch that is asked for again is the same. */
function onceBefore(turn: number, act: (phone: PhoneParts) => void): Trouble {
  let isDone = false;
  return {
    beforeLaunch(number, phone, struck) {
      if (number !== turn || isDone) return;
      isDone = true;
      act(phone);
      struck();
    },
  };
}
