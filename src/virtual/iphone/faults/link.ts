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

/** The tunnel is cut. Somebody starts another one after a time. */
export const tunnelDrops = (turn: number, seconds: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.link.troubleTunnel({ kind: 'drops', durationMs: seconds * 1000 });
  });

/** Nothing answers in the tunnel any more, and the registry goes on listing it until somebody starts another one. */
export const tunnelDead = (turn: number, seconds: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.link.troubleTunnel({ kind: 'dead', durationMs: seconds * 1000 });
  });

/** The registry answers and lists the phone no more, though it is on its cable, until somebody starts another tunnel. */
export const registryEmpty = (turn: number, seconds: number, step?: string): Trouble =>
  onceAt(turn, step, ({ phone }) => {
    phone.link.troubleTunnel({ kind: 'unlisted', durationMs: seconds * 1000 });
  });

/** Whoever connects through the tunnel waits before anything answers, from the start of a launch to that of the next one. */
export const tunnelWaits = (turn: number, seconds: number): Trouble => ({
  strike({ number, phone: { link } }, struck) {
    if (number === turn) {
      link.troubleTunnel({ kind: 'waits', eachMs: seconds * 1000 });
      struck();
    }
    if (number === turn + 1) link.troubleTunnel({ kind: 'waits', eachMs: 0 });
  },
});
