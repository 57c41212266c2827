import { Problem } from '../problem.js';
import type { Row } from '../results/read-tables.js';
import type { Level, Rule } from './budgets.js';

/** A case and the one rule that decides on one of its metrics. */
export interface Assignment {
  readonly row: Row;
  readonly rule: Rule;
}

/**
 * Which rule judges what: of the rules that match a case and name the same metric, the last wins. Throws a Problem for a
 * rule that matches no case, since a budget that limits nothing reads like one that is kept.
 */
export function assign(rows: readonly Row[], rules: readonly Rule[], level: Level, file: string): Assignment[] {
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
      `${file}: no rule holds at level ${level}; leave level out of a rule, or choose the other --level`,
    );
  }
  return rows.flatMap((row) => {
    const last = new Map<string, Rule>();
    for (const rule of here) if (matches(rule, row)) last.set(rule.metric, rule);
    return [...last.values()].map((rule) => ({ row, rule }));
  });
}

function matches({ match }: Rule, row: Row): boolean {
  return (
    like(match.variant, row.text('variant')) &&
    like(match.units, row.text('compute_units')) &&
    like(match.size, sizeOf(row)) &&
    (match.device === undefined || deviceNames(row).some((name) => like(match.device, name)))
  );
}

const deviceNames = (row: Row): string[] =>
  ['lab_name', 'device_name', 'device_model', 'device_udid'].flatMap((column) => row.text(column) ?? []);

const sizeOf = (row: Row): string => `${row.text('image_width') ?? ''}x${row.text('image_height') ?? ''}`;

/** `*` stands for any letters, everything else for itself. */
export function like(pattern: string | undefined, text: string | undefined): boolean {
  if (pattern === undefined) return true;
  if (text === undefined) return false;
  const literal = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 's').test(text);
}

function describeMatch({ match }: Rule): string {
  const said = Object.entries(match).map(([name, pattern]) => `${name} ${String(pattern)}`);
  return said.length === 0 ? 'every case' : said.join(', ');
}

function offered(rows: readonly Row[]): string {
  const list = (values: readonly string[]): string => [...new Set(values)].join(', ');
  return [
    `variants ${list(rows.flatMap((row) => row.text('variant') ?? []))}`,
    `devices ${list(rows.map((row) => deviceNames(row)[0] ?? ''))}`,
    `units ${list(rows.flatMap((row) => row.text('compute_units') ?? []))}`,
    `sizes ${list(rows.map(sizeOf))}`,
  ].join('; ');
}
