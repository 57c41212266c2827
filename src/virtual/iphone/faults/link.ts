import type { Trouble } from './fault.js';
import { onceAt } from './moment.js';

/** The cable is pulled, and put back after a time. */
export const unplug = (turn: number, seconds: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.link.unplug(seconds * 1000);
  });

/**
 * The phone restarts: it is away for half of the time, and for the other half it is there and nobody has unlocked it yet.
 * Then WebDriverAgent is started anew.
 */
export const reboot = (turn: number, seconds: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone: { link, screen } }) => {
    const halfMs = seconds * 500;
    screen.restart(2 * halfMs);
    link.restart(halfMs, halfMs);
  });

/** The phone forgets the hosts it is paired with. What is open stays open. */
export const pairingLost = (turn: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.trust.lose();
  });

/** The host's Appium is killed. */
export const appiumDies = (turn: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.link.killServer();
  });

/** The phone's clock is set back. */
export const clockJump = (turn: number, seconds: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.clock.jump(-seconds * 1000);
  });
