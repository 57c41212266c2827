import type { Build } from '../bisect/builds.js';
import type { BisectState } from '../bisect/state.js';
import { changeOf, changeText } from '../bisect/words.js';
import { textTable } from '../terminal/table.js';

/** What each confirmation of a bisection has shown, in the order they were measured. */
export function bisectionText({ steps, phone }: BisectState, builds: readonly Build[]): string {
  const nameOf = (sha256: string): string => builds.find((build) => build.sha256 === sha256)?.name ?? '';
  const rows = steps.flatMap(({ purpose, base, candidate, shown }) =>
    shown === undefined
      ? []
      : [[purpose, nameOf(candidate), nameOf(base), changeText(changeOf({ base: 0, candidate: 1, ...shown }))]],
  );
  return textTable(['for', `build, on ${phone.name}`, 'beside', 'what it is'], rows);
}
