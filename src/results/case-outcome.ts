import { explain } from '../contract/outcome.js';
import type { CaseOutcome } from '../contract/outcome.js';
import { exclusion } from '../plan/exclude.js';
import { attemptsPerLaunch } from '../plan/limits.js';
import { plannedLaunches } from '../plan/on-demand.js';
import type { PlannedLaunch } from '../plan/plan.js';
import type { CaseRecord, PhoneRecord } from './case-record.js';
import { isFailure, triesOfFailing } from './failures.js';
import type { Finished, Lost } from './journal.js';
import { enlargedImages } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';
import { comesBefore } from './tries.js';

/**
 * How a case stands. It is ok only when every launch that the plan asks for ended well, those that prepared its pair and
 * enlarged the test set among them, and all that its variant made of the test set on these compute units are pictures that
 * have their figures. Otherwise its first launch that did not end well speaks for it, before all one that failed as often as
 * it is tried, and without one, why launches are missing.
 */
export function caseOutcome({
  phone,
  planned,
  variant,
  plannedLaunches,
  measured,
  prepared,
  enlarged,
  unfinished,
}: CaseRecord): CaseOutcome {
  const osVersion = phone.sessions.at(-1)?.osVersion ?? '';
  const reason = exclusion(planned, variant, osVersion);
  if (reason !== undefined) return { status: 'unsupported', reason };
  const bad =
    measured.find(({ finished }) => isQuarantined(finished, phone)) ??
    measured.find(({ finished }) => finished.outcome.status !== 'ok');
  if (bad) return bad.finished.outcome;
  const ofPair = [prepared, enlarged].flatMap((launch) => launch ?? []);
  const badOfPair = ofPair.find(({ finished }) => finished.outcome.status !== 'ok');
  if (badOfPair) return badOfPair.finished.outcome;
  const ended = new Set(measured.map(({ finished }) => finished.launch));
  const owed = plannedLaunches.filter(({ id }) => !ended.has(id));
  for (const launch of [...owed, ...unfinished]) {
    const attempts = phone.triesOf(launch);
    if (attempts < attemptsPerLaunch) continue;
    const last = phone.lost.findLast((entry) => entry.launch === launch.id) ?? lastLossBefore(phone, launch);
    return { status: 'lost', launch: launch.id, attempts, loss: last?.loss ?? silentLoss };
  }
  if (owed.length > 0) return { status: 'skipped', owed: owed.length, planned: plannedLaunches.length };
  if (unfinished.length > 0) {
    const planned = plannedLaunches.length + ofPair.length + unfinished.length;
    return { status: 'skipped', owed: unfinished.length, planned };
  }
  return noPicture(enlarged) ?? withoutFigures(enlarged) ?? { status: 'ok' };
}

/** Pictures that were not judged yet, or cannot be. */
function withoutFigures(enlarged: LaunchRecord | undefined): CaseOutcome | undefined {
  const images = enlarged ? enlargedImages(enlarged) : [];
  const lacking = images.filter(({ judged }) => judged === undefined);
  const [first] = lacking;
  return first && { status: 'not_judged', image: first.image, lacking: lacking.length, images: images.length };
}

/** A latency says nothing of a model whose outputs are no pictures, at whatever size. */
function noPicture(enlarged: LaunchRecord | undefined): CaseOutcome | undefined {
  for (const { image, judged } of enlarged ? enlargedImages(enlarged) : []) {
    if (judged?.noPicture !== undefined) return { status: 'no_picture', image, reason: judged.noPicture };
  }
  return undefined;
}

/** What the launch that has to come before it was lost to: then it was never begun itself. */
function lastLossBefore({ plan, lost }: PhoneRecord, launch: PlannedLaunch): Lost | undefined {
  const before = comesBefore(plan, launch);
  const find = plannedLaunches(plan);
  return before && lost.findLast((entry) => find(entry.launch)?.id === before.id);
}

/** A worker that is killed cannot write down what the launch was lost to. */
const silentLoss = { cause: 'host', detail: 'the worker ended without a word' } as const;

/** Whether a launch failed as often as it is tried, so that its case is given up. */
const isQuarantined = ({ launch, outcome }: Finished, { failures }: PhoneRecord): boolean =>
  isFailure(outcome) && (failures.get(launch) ?? 0) >= triesOfFailing;

/** How a launch ended, and whether it is tried again; empty when all went well. */
export function explainEnd(finished: Finished, phone: PhoneRecord): string {
  const reason = explain(finished.outcome);
  if (!isQuarantined(finished, phone)) return reason;
  return `${reason}, after it had failed before; quarantined until the run is resumed with --retry-quarantined`;
}

/** Why a case is not ok: one sentence, or nothing when all went well. */
export function caseReason({
  outcome,
  measured,
  prepared,
  enlarged,
  phone,
}: CaseRecord & { readonly outcome: CaseOutcome }): string | undefined {
  const launches = [...measured, prepared, enlarged];
  const end = launches.find((launch) => launch?.finished.outcome === outcome)?.finished;
  return (end ? explainEnd(end, phone) : explain(outcome)) || undefined;
}

/** One sentence, or nothing when all went well. */
export const reasonOf = (outcome: CaseOutcome): string | undefined => explain(outcome) || undefined;

/** Whether a case needs no more launches: it has its figures, or the phone cannot run it. */
export const isSettled = ({ status }: { readonly status: string }): boolean =>
  status === 'ok' || status === 'unsupported';
