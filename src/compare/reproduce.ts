import { createHash } from 'node:crypto';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { exitCodes, Problem } from '../problem.js';
import { readCaseRows } from '../results/read-tables.js';
import { readRun } from '../results/read-run.js';
import type { RunFolder } from '../results/run-folder.js';
import { confirm } from '../verdict/confirm.js';
import { explainUnusable } from '../verdict/unusable.js';
import type { Alarm, AlarmedCase } from './alarms/alarm.js';
import { alarmOf } from './alarms/alarms-of.js';
import type { Bases } from './bases.js';
import { compareRuns } from './compare-runs.js';
import type { CaseInConfirmation } from './confirmation-file.js';
import { designOf, pairedLaunches } from './confirmations.js';
import { nothingConfirmed } from './confirmed.js';
import { percent } from './finding.js';
import type { Night } from './night.js';
import { readNight } from './night.js';
import { planOf, planPairs } from './to-confirm.js';
import { effectOf, intervalOf } from './wording.js';

/** An alarm, and what it was found by. */
export interface AlarmOfRun {
  readonly alarm: Alarm;
  readonly candidate: Night;
  readonly bases: Bases;
  readonly isStrict: boolean;
}

/** The run that asks an alarm again. */
export interface Reproduction {
  readonly plan: Plan;
  /** What is measured in pairs; none where the cases are measured as they were. */
  readonly pairs: readonly CaseInConfirmation[];
}

/** What a case showed when it was asked again. */
export interface Reproduced {
  readonly case: AlarmedCase;
  readonly outcome: 'reproduced' | 'not_reproduced' | 'undecided' | 'missing';
  /** Such as `5.2 % slower, 95 % interval 4.6 to 5.8 %`, or why there is none. */
  readonly now: string;
}

/**
 * Plans to measure exactly what alarmed, on the phones that alarmed: latency in pairs with the base's package, anything else as it
 * was measured in the run. `turn` sets the launches apart from those of earlier reproductions. Throws a Problem for an alarm that
 * is about no case, and where a package or a plan is gone.
 */
export function planReproduction({ alarm, candidate, bases, isStrict }: AlarmOfRun, turn: number): Reproduction {
  const { cases, id, text, metric } = alarm;
  if (cases.length === 0 || metric === 'presence') {
    throw new Problem(
      `alarm ${id} (${text}) is about no case that was measured, so there is nothing to reproduce; look at the phone, or go on with npx rezbench run --resume ${candidate.folder.path}`,
    );
  }
  if (metric !== 'latency') return { plan: planAgain(planOf(candidate), cases), pairs: [] };
  const stem = `reproduce-${String(turn)}` as const;
  const { plan, cases: pairs } = planPairs(cases, bases, candidate, { isStrict, stem, seedShift: 1 + turn });
  return { plan, pairs };
}

/** The plan of a run with these cases alone, each on the phones that it is given for. */
function planAgain(plan: Plan, cases: readonly AlarmedCase[]): Plan {
  const onPhones = (isMeant: (one: AlarmedCase) => boolean): string[] => [
    ...new Set(cases.filter(isMeant).map(({ device_udid }) => device_udid)),
  ];
  const launches = plan.launches.flatMap((launch): PlannedLaunch[] => {
    const devices = onPhones(({ case_id, variant, compute_units: units }) =>
      launch.kind === 'measure' ? case_id === launch.case : variant === launch.variant && units === launch.computeUnits,
    );
    return devices.length === 0 ? [] : [{ ...launch, devices }];
  });
  const known = new Set(cases.map(({ case_id }) => case_id));
  const content = {
    ...plan,
    name: `reproduce-${plan.name}`,
    cases: plan.cases.filter(({ id }) => known.has(id)),
    launches,
  };
  // Where this host has files is no part of what is measured.
  const hashed = JSON.stringify({ ...content, hash: '', sources: {} });
  return { ...content, hash: createHash('sha256').update(hashed).digest('hex') };
}

/** What a run that asked an alarm again has shown, by case. */
export function reproduced(asked: AlarmOfRun, { pairs }: Reproduction, folder: RunFolder): Reproduced[] {
  return asked.alarm.metric === 'latency' ? inPairs(asked, pairs, folder) : asBefore(asked, folder);
}

function inPairs(
  { alarm, isStrict }: AlarmOfRun,
  pairs: readonly CaseInConfirmation[],
  folder: RunFolder,
): Reproduced[] {
  const phones = readRun(folder);
  return alarm.cases.map((one): Reproduced => {
    const pair = pairs.find(({ udid, caseId }) => udid === one.device_udid && caseId === one.case_id);
    const phone = phones.find(({ udid }) => udid === one.device_udid);
    const launches = pair && phone ? pairedLaunches(phone, pair) : [];
    const found = confirm(launches, designOf(isStrict));
    if (found.kind === 'unusable') return { case: one, outcome: 'missing', now: explainUnusable(found.why) };
    const { effect, isEquivalent } = found.evidence;
    const now = {
      metric: 'latency',
      change_percent: percent(effect.change),
      low_percent: percent(effect.low),
      high_percent: percent(effect.high),
      confidence: effect.confidence,
    } as const;
    const outcome =
      found.kind === 'slower' ? 'reproduced' : isEquivalent || found.kind === 'faster' ? 'not_reproduced' : 'undecided';
    return { case: one, outcome, now: `${effectOf(now) ?? ''}, ${intervalOf(now) ?? ''}` };
  });
}

const outcomes = { sure: 'reproduced', suspected: 'undecided', none: 'not_reproduced' } as const;

function asBefore({ alarm, bases, isStrict }: AlarmOfRun, folder: RunFolder): Reproduced[] {
  const missing = (one: AlarmedCase, now = 'it has no result'): Reproduced => ({ case: one, outcome: 'missing', now });
  // A phone that gave no session has no row.
  if (readCaseRows(folder).length === 0) return alarm.cases.map((one) => missing(one));
  const night = readNight(folder);
  const { findings } = compareRuns(bases, night, { isStrict, confirmed: nothingConfirmed });
  return alarm.cases.map((one): Reproduced => {
    const finding = findings.find(
      ({ metric, device_udid, case_id }) =>
        metric === alarm.metric && device_udid === one.device_udid && case_id === one.case_id,
    );
    const found = finding && alarmOf(finding);
    if (finding === undefined || found === undefined) return missing(one, finding?.reason);
    return { case: one, outcome: outcomes[found], now: effectOf(finding) ?? finding.reason };
  });
}

/** The exit code of what was asked again: 1 where a case is as bad as it was, 0 where none is. */
export function exitCodeOf(found: readonly Reproduced[]): 0 | 1 | 3 | 4 {
  const having = (outcome: Reproduced['outcome']): boolean => found.some((one) => one.outcome === outcome);
  if (having('reproduced')) return exitCodes.gateFailed;
  if (having('missing')) return exitCodes.missing;
  return having('undecided') ? exitCodes.inconclusive : exitCodes.pass;
}
