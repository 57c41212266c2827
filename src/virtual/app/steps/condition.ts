import { thermalStates } from '../../../contract/events.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { elapsedSince, now } from './clock.js';
import type { Execute } from './step.js';

const pollMs = 1000;

/** Waits until the phone is no hotter than asked or the time is up, and reports the state either way. */
export const cooldown: Execute<'cooldown'> = async ({ until, timeoutS }, { progress, thermal }) => {
  const started = now();
  const limit = thermalStates.indexOf(until);
  while (thermalStates.indexOf(thermal()) > limit && elapsedSince(started) < timeoutS * 1e9) {
    progress(elapsedSince(started) / (timeoutS * 1e9));
    await sleep(pollMs);
  }
  return { waitedNs: elapsedSince(started), thermal: thermal() };
};

const warmupRounds = 4_000_000;
const sentinelRounds = 18_000_000;

/** A fixed loop of float32 multiply-adds, the same in every app: it slows down when the phone is slowed down. */
export const sentinel: Execute<'sentinel'> = () => {
  // The CPU is at its speed, and the loop compiled, before the time counts.
  multiplyAdd(warmupRounds);
  const started = now();
  multiplyAdd(sentinelRounds);
  return Promise.resolve({ sentinelNs: elapsedSince(started) });
};

function multiplyAdd(rounds: number): void {
  // The loop would keep a value of 1, and a compiler that saw that could drop the loop.
  let value = Math.fround(0);
  const [factor, addend] = [Math.fround(0.999999), Math.fround(1e-6)];
  for (let round = 0; round < rounds; round++) value = Math.fround(Math.fround(value * factor) + addend);
  // This use of the value keeps a compiler from dropping the loop.
  if (Number.isNaN(value)) throw new Error('the sentinel overflowed');
}
