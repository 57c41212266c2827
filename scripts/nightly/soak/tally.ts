import type { Soaked } from './soak.js';

/** What a soak did, for people and for docs/reliability.md: how often each kind of kill, and what faults never struck. */
export function tally({ killed, ends, failures, phones }: Soaked) {
  const said = phones.said();
  const counts = {
    kills: countOf(killed.map(({ victim, signal }) => `${victim} ${signal}`)),
    atStart: killed.filter(({ isAgain }) => isAgain).length,
    starts: ends.length,
    ends: countOf(ends.map(({ exitCode, signal }) => signal ?? `exit code ${String(exitCode)}`)),
    phoneStarts: phones.logs.length,
    neverStruck: [...said.matchAll(/--fault (\S+) never struck/g)].map(([, fault]) => fault),
  };
  return { counts, killed, failures };
}

function countOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
