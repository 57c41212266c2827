import { join } from 'node:path';
import { statusPath } from '../../../contract/paths.js';
import type { Manner } from '../launch.js';
import { launchNameIn } from './begun.js';
import { inLaunch } from './fault.js';
import type { Trouble } from './fault.js';

/** How many answers are wrong before a right one. */
const wrongAnswers = 3;

const go = (turn: number, change: (manner: Manner, startedNs: bigint) => void): Trouble =>
  inLaunch(turn, ({ manner, startedNs }, struck) => {
    change(manner, startedNs);
    struck();
  });

export const slowLaunch = (turn: number, seconds: number): Trouble =>
  go(turn, (manner) => {
    manner.answersAfterMs = seconds * 1000;
  });

/** WebDriverAgent waits for the app until its own time is over, and answers nothing else meanwhile. */
export const hangLaunch = (turn: number, seconds: number): Trouble =>
  go(turn, (manner) => {
    manner.answersAfterMs = seconds * 1000;
    manner.answer = 'timed_out';
  });

/** XCTest does not get hold of an app that runs. */
export const lateAttach = (turn: number, seconds: number): Trouble =>
  go(turn, (manner, startedNs) => {
    manner.answer = 'not_attached';
    manner.unknownUntilNs = startedNs + BigInt(Math.round(seconds * 1e9));
  });

export const unknownState = (turn: number): Trouble =>
  go(turn, (manner) => {
    manner.unknownStates = wrongAnswers;
  });

export const lostNotification = (turn: number): Trouble =>
  go(turn, (manner) => {
    manner.losesNotifications = true;
  });

/** The app replaces its status.json while it is read, so that the reader gets a part. */
export const tornStatus = (turn: number): Trouble =>
  inLaunch(turn, ({ app, args, phone }, struck) => {
    const name = launchNameIn(args);
    if (name === undefined) return;
    phone.tornFiles.tear(join(app.container, 'Documents', statusPath(name)), wrongAnswers, struck);
  });
