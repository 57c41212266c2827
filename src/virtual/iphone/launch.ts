import type { ChildProcess } from 'node:child_process';
import type { InstalledApp } from './apps.js';
import type { PhoneParts } from './phone-parts.js';

/** How a launch goes, apart from its app's own doing. A fault changes it as the app starts. */
export interface Manner {
  /** How long WebDriverAgent takes to answer. The app runs from the beginning. */
  answersAfterMs: number;
  /**
   * What it answers: that the app runs, that XCTest could not attach to it (which does not mean that it does not run), or
   * that its own time was over.
   */
  answer: 'started' | 'not_attached' | 'timed_out';
  /** How many more times the state of the app is unknown when it is asked for. */
  unknownStates: number;
  /** Until when it is unknown however often it is asked for, on the clock of process.hrtime. */
  unknownUntilNs: bigint;
  /** Nobody hears of what the app posts. */
  losesNotifications: boolean;
}

/** One process of an app, from its start. */
export interface Launch {
  /** Counted from 1 over the phone's life. */
  readonly number: number;
  readonly app: InstalledApp;
  readonly args: readonly string[];
  /** Right before the process started, on the clock of process.hrtime. */
  readonly startedNs: bigint;
  readonly child: ChildProcess;
  readonly manner: Manner;
  /** The phone it runs on. */
  readonly phone: PhoneParts;
}
