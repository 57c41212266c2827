import { inLaunch } from './fault.js';
import type { Trouble } from './fault.js';
import { onceAt } from './moment.js';

/** WebDriverAgent ends. A new one, without sessions, follows. */
export const endWda = (turn: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.link.endWda();
  });

/** WebDriverAgent loses its test session, until somebody starts it anew after a time. */
export const orphanWda = (turn: number, seconds: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.link.orphanWda(seconds * 1000);
  });

/** WebDriverAgent accepts connections and answers nothing, until somebody starts it anew after a time. */
export const wdaHangs = (turn: number, seconds: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.link.hangWda(seconds * 1000);
  });

/** Each of its answers comes late, from the start of a launch to the end of its app. */
export const wdaSlow = (turn: number, seconds: number): Trouble =>
  inLaunch(turn, ({ phone, child }, struck) => {
    phone.wdaTrouble.slowByMs = seconds * 1000;
    child.once('exit', () => {
      phone.wdaTrouble.slowByMs = 0;
    });
    struck();
  });

const failures = 3;

/** It fails at the next requests. */
export const wdaErrors = (turn: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.wdaTrouble.failNext(failures);
  });
