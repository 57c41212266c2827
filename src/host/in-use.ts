import type { Holder } from './claim.js';

/** Says who has something, and what to do: `... is in use by another run`. */
export function sayInUse({ pid, isElsewhere }: Holder): string {
  const where = isElsewhere ? ' on another machine or in another container' : '';
  return `is in use by another run (process ${String(pid)}${where}); wait for it or end it`;
}
