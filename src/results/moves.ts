import { join } from 'node:path';
import { z } from 'zod';
import type { Plan } from '../plan/plan.js';
import { Problem } from '../problem.js';
import { JsonLinesWriter, readJsonLines } from './json-lines.js';

const moveSchema = z.strictObject({
  at: z.iso.datetime(),
  variant: z.string(),
  /** Udids of two phones of one model. */
  from: z.string(),
  to: z.string(),
});
/** A variant of a shared plan that another phone of the model carries out from now on, all of it. */
export type Move = z.infer<typeof moveSchema>;

/** moves.jsonl of a run: what was moved from phones that were lost, in order. */
const movesFile = (run: string): string => join(run, 'moves.jsonl');

/** Throws a Problem for a damaged line. */
export const readMoves = (run: string): Move[] =>
  readJsonLines(
    movesFile(run),
    moveSchema,
    (line) => new Problem(`${movesFile(run)}:${String(line)} is damaged; take the line out, or run the sweep anew`),
  );

export function recordMoves(run: string, moves: readonly Omit<Move, 'at'>[]): void {
  const writer = new JsonLinesWriter<Move>(movesFile(run));
  for (const move of moves) writer.append({ at: new Date().toISOString(), ...move });
}

/** The plan as it stands after these moves. */
export function withMoves(plan: Plan, moves: readonly Move[]): Plan {
  if (moves.length === 0) return plan;
  const holderOf = (variant: string, udid: string): string =>
    moves.reduce((holder, move) => (move.variant === variant && move.from === holder ? move.to : holder), udid);
  return {
    ...plan,
    launches: plan.launches.map((launch) =>
      launch.devices === undefined
        ? launch
        : { ...launch, devices: launch.devices.map((udid) => holderOf(launch.variant, udid)) },
    ),
  };
}
