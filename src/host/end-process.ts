import pWaitFor from 'p-wait-for';
import { lifeOf, pidIn } from './process-tag.js';
import type { ProcessTag } from './process-tag.js';

const endLimitMs = 5000;
const lookEveryMs = 20;

/** Signals a process group, by the id of the process that leads or led it. Nothing happens when none of it is left. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // It has ended, or belongs to another user.
  }
}

/**
 * Ends a process that an earlier process left behind, and its group. Returns whether it is gone: one of another user stays.
 */
export async function endProcess(tag: ProcessTag): Promise<boolean> {
  if (lifeOf(tag) !== 'alive') return true;
  signalGroup(pidIn(tag), 'SIGKILL');
  const deadline = performance.now() + endLimitMs;
  await pWaitFor(() => lifeOf(tag) !== 'alive' || performance.now() > deadline, { interval: lookEveryMs });
  return lifeOf(tag) !== 'alive';
}
