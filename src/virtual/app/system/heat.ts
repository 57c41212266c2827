import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { thermalStates } from '../../../contract/events.js';
import type { ThermalState } from '../../../contract/events.js';
import { monotonicMs } from './clock.js';

/**
 * The environment variable that names the file in which a virtual iPhone keeps its thermal state: one `HeatChange` a line,
 * oldest first, also of what is still to come. The file may be missing: then the phone is nominal.
 */
export const heatVariable = 'REZBENCH_HEAT';

const heatChange = z.strictObject({
  /** When it comes about: `monotonicMs` of clock.ts. */
  atMs: z.number().nonnegative(),
  state: z.enum(thermalStates),
});
export type HeatChange = z.infer<typeof heatChange>;

/** A change as a line of that file. */
export const heatLine = (change: HeatChange): string => `${JSON.stringify(change)}\n`;

/** The thermal state at a moment, by the file at `path`; nominal without one. */
export function thermalStateIn(path: string | undefined, nowMs = monotonicMs()): ThermalState {
  return (
    linesOf(path)
      .map((line) => heatChange.parse(JSON.parse(line)))
      .findLast(({ atMs }) => atMs <= nowMs)?.state ?? 'nominal'
  );
}

/** What follows the last newline is still being written. */
function linesOf(path: string | undefined): string[] {
  if (path === undefined) return [];
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
