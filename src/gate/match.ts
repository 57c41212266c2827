import { Problem } from '../problem.js';
import { deviceName, explainMemory, osEpochOf, sortedEpochs } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import type { Level, Rule } from './budgets.js';
import { sizeOf } from './case-facts.js';
import type { Metric } from './metrics.js';

/** A case and the one rule that decides on one of its metrics. */
export interface Assignment {
  readonly row: CaseRow;
  readonly rule: Rule;
}

/**
 * Which rule judges what: of the rules that match a case and name the same metric, the last wins. Throws a Problem for a
 * rule that matches no case, since a budget that limits nothing reads like one that is kept.
 */
export function assign(rows: readonly CaseRow[], rules: readonly Rule[], level: Level, file: string): Assignment[] {
  const idle = rules.find((rule) => !rows.some((row) => matches(rule, row)));
  if (idle) {
    throw new Problem(
      `${file}: rule ${String(idle.number)} (${describeMatch(idle)}) matches no case of the run; ` +
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
    const last = new Map<Metric, Rule>();
    for (const rule of here) if (matches(rule, row)) last.set(rule.metric, rule);
    return [...last.values()].map((rule) => ({ row, rule }));
  });
  refuseMixedMemory(assigned, file);
  return assigned;
}

/** One limit for memory that contains different things would judge the system, not the model. */
function refuseMixedMemory(assigned: readonly Assignment[], file: string): void {
  const epochsOf = new Map<Rule, Set<string>>();
  for (const { row, rule } of assigned) {
    const epoch = osEpochOf(row);
    if (!rule.metric.startsWith('memory_') || epoch === undefined) continue;
    epochsOf.set(rule, new Set([...(epochsOf.get(rule) ?? []), epoch]));
  }
  for (const [rule, epochs] of epochsOf) {
    if (epochs.size < 2) continue;
    const names = sortedEpochs(epochs);
    throw new Problem(
      `${file}: rule ${String(rule.number)} (${describeMatch(rule)}) limits ${rule.metric} of phones between which memory does not compare: ` +
        `${names.map(explainMemory).join('; ')}; write a rule for each of match.os_epoch ${names.join(', ')}`,
    );
  }
}

function matches({ match }: Rule, row: CaseRow): boolean {
  return (
    fits(match.variant, row.variant) &&
    fits(match.units, row.compute_units) &&
    fits(match.size, sizeOf(row)) &&
    (match.os_epoch === undefined || fits(match.os_epoch, osEpochOf(row) ?? '')) &&
    (match.paced ?? false) === (row.pace_hz !== undefined) &&
    deviceNames(row).some((name) => fits(match.device, name))
  );
}

const deviceNames = ({ lab_name, device_name, device_model, device_udid }: CaseRow): string[] =>
  [lab_name, device_name, device_model, device_udid].filter((name) => name !== undefined);

/**
 * Whether a text fits a pattern, in which `*` stands for any characters and everything else for itself. A library for
 * paths will not do: it gives `?`, `(a|b)` and a leading `./` a meaning, and people give phones such names.
 */
export function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  // Each part where it first occurs: a regular expression would try every place for every star.
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

function describeMatch({ match }: Rule): string {
  const parts = Object.entries(match).map(([name, pattern]) => `${name} ${String(pattern)}`);
  return parts.length === 0 ? 'every case' : parts.join(', ');
}

function offered(rows: readonly CaseRow[]): string {
  const list = (values: readonly string[]): string => [...new Set(values)].join(', ');
  return [
    `variants ${list(rows.map((row) => row.variant))}`,
    `devices ${list(rows.map(deviceName))}`,
    `units ${list(rows.map((row) => row.compute_units))}`,
    `sizes ${list(rows.map(sizeOf))}`,
    `epochs ${list(rows.map((row) => osEpochOf(row) ?? 'unknown'))}`,
    ...(rows.some((row) => row.pace_hz !== undefined) ? ['paced cases'] : []),
  ].join('; ');
}
