import { isAble, isOfModel, leastLoaded } from '../plan/share.js';
import type { Sharer } from '../plan/share.js';
import type { Plan } from '../plan/plan.js';
import { readJournal } from '../results/journal.js';
import type { Entry } from '../results/journal.js';
import { recordMoves } from '../results/moves.js';
import type { Move } from '../results/moves.js';
import { journalFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { remaining } from './remaining.js';
import { hasRunState, phonesBut } from './state.js';

/**
 * Moves what a phone still owes of a shared plan to phones of its model, variant by variant, each to the one with the least to do. What it
 * has measured of such a variant counts no longer: a row is of one phone. Returns the phones that got something; none where the
 * plan is not shared, where nothing is owed, and where no other phone of the model takes part.
 */
export function moveVariants(folder: RunFolder, from: Sharer, others: readonly Sharer[]): string[] {
  const plan = readPlan(folder);
  const sharers = others.filter((other) => other.udid !== from.udid && isOfModel(from, other));
  if (plan.share === undefined || sharers.length === 0) return [];
  const owed = owedBy(plan, folder, from);
  if (owed.length === 0) return [];
  const load = new Map(sharers.map((phone) => [phone.udid, totalMs(owedBy(plan, folder, phone))]));
  const moves = [...new Set(owed.map(({ variant }) => variant))].flatMap((variant): Omit<Move, 'at'>[] => {
    const able = sharers.filter(({ osVersion }) => isAble(plan, variant, osVersion));
    if (able.length === 0) return [];
    const to = leastLoaded(able, load);
    const all = plan.launches.filter((launch) => launch.variant === variant && launch.devices?.includes(from.udid));
    load.set(to, (load.get(to) ?? 0) + totalMs(all));
    return [{ variant, from: from.udid, to }];
  });
  recordMoves(folder.path, moves);
  return [...new Set(moves.map(({ to }) => to))];
}

/** The same for phones that took part before a run was resumed, and are not there now. */
export function moveFromAbsent(folder: RunFolder, present: readonly Sharer[]): void {
  if (readPlan(folder).share === undefined || !hasRunState(folder)) return;
  const absent = phonesBut(folder, new Set(present.map(({ udid }) => udid)));
  for (const { target } of absent) moveVariants(folder, target, present);
}

function owedBy(plan: Plan, folder: RunFolder, { udid, osVersion }: Sharer): Plan['launches'] {
  const journal: readonly Entry[] = readJournal(journalFile(folder, udid));
  return [...remaining(plan, { udid, osVersion }, journal, { journaled: journal.length }).owed];
}

const totalMs = (launches: Plan['launches']): number => launches.reduce((sum, { expectedMs }) => sum + expectedMs, 0);
