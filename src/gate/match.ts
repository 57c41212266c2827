import { Problem } from '../problem.js';
import { deviceName, explainMemory, osEpochOf, sortedEpochs } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import { sizeOf } from './case-facts.js';
import { isMeant } from './coverage.js';
import { fits } from './pattern.js';
import { chipOf } from './phone-names.js';
import { describeMatch, kindsOf } from './rule-schema.js';
import type { Level, LimitKind, Rule } from './rule-schema.js';

/** A case and the one rule that decides on one of its metrics, or on the change of it. */
export interface Assignment {
  readonly row: CaseRow;
  readonly rule: Rule;
  readonly kind: LimitKind;
}

/** Rules, the level at which they are applied, and the file they are from. */
interface Applied {
  readonly rules: readonly Rule[];
  readonly level: Level;
  readonly file: string;
  /** Phones of the fleet are missing, so that a rule may be about them. */
  readonly isFleetMissing: boolean;
}

/**
 * Which rule judges what: of the rules that match a case and limit the same of the same metric, the last wins. Throws a
 * Problem for a rule that matches no case, since a budget that limits nothing reads like one that is kept.
 */
export function assign(rows: readonly CaseRow[], { rules, level, file, isFleetMissing }: Applied): Assignment[] {
  const idle = rules.find((rule) => !rows.some((row) => matches(rule, row)));
  if (idle && !isFleetMissing) {
    throw new Problem(
      `${file}: rule ${String(idle.number)} (${describeMatch(idle.match)}) matches no case of the run; ` +
        `the run has ${offered(rows)}`,
    );
  }
  const here = rules.filter((rule) => rule.level === undefined || rule.level === level);
  if (here.length === 0) {
    throw new Problem(
      `${file}: no rule applies at level ${level}; leave level out of a rule, or choose the other --level`,
    );
  }
  const assigned = rows.flatMap((row) => {
    const last = new Map<string, Assignment>();
    for (const rule of here) {
      if (!matches(rule, row)) continue;
      for (const kind of kindsOf(rule)) last.set(`${rule.metric} ${kind}`, { row, rule, kind });
    }
    return [...last.values()];
  });
  refuseMixedMemory(assigned, file);
  return assigned;
}

/** One limit for memory that contains different things would judge the system, not the model. */
function refuseMixedMemory(assigned: readonly Assignment[], file: string): void {
  const epochsOf = new Map<Rule, Set<string>>();
  for (const { row, rule, kind } of assigned) {
    const epoch = osEpochOf(row);
    // A baseline is of the same iOS build.
    if (kind === 'regression' || !rule.metric.startsWith('memory_') || epoch === undefined) continue;
    epochsOf.set(rule, new Set([...(epochsOf.get(rule) ?? []), epoch]));
  }
  for (const [rule, epochs] of epochsOf) {
    if (epochs.size < 2) continue;
    const names = sortedEpochs(epochs);
    throw new Problem(
      `${file}: rule ${String(rule.number)} (${describeMatch(rule.match)}) limits ${rule.metric} of phones between which memory does not compare: ` +
        `${names.map(explainMemory).join('; ')}; write a rule for each of match.os_epoch ${names.join(', ')}`,
    );
  }
}

const matches = ({ match }: Rule, row: CaseRow): boolean =>
  fits(match.variant, row.variant) &&
  fits(match.units, row.compute_units) &&
  fits(match.size, sizeOf(row)) &&
  (match.os_epoch === undefined || fits(match.os_epoch, osEpochOf(row) ?? '')) &&
  (match.paced ?? false) === (row.pace_hz !== undefined && row.sustained_s === undefined) &&
  (match.sustained ?? false) === (row.sustained_s !== undefined) &&
  isMeant(match, row);

function offered(rows: readonly CaseRow[]): string {
  const list = (values: readonly string[]): string => [...new Set(values)].join(', ');
  return [
    `variants ${list(rows.map((row) => row.variant))}`,
    `devices ${list(rows.map(deviceName))}`,
    `models ${list(rows.map((row) => row.device_model ?? 'unknown'))}`,
    `chips ${list(rows.map((row) => chipOf(row) ?? 'unknown'))}`,
    `units ${list(rows.map((row) => row.compute_units))}`,
    `sizes ${list(rows.map(sizeOf))}`,
    `epochs ${list(rows.map((row) => osEpochOf(row) ?? 'unknown'))}`,
    ...(rows.some((row) => row.pace_hz !== undefined && row.sustained_s === undefined) ? ['paced cases'] : []),
    ...(rows.some((row) => row.sustained_s !== undefined) ? ['sustained cases'] : []),
  ].join('; ');
}
