import { sizeOf } from '../gate/case-facts.js';
import type { Finding, Outcome } from '../gate/finding.js';
import { measured, whyText } from '../gate/figures.js';
import { worst } from '../gate/finding.js';
import { deviceName } from '../results/device.js';
import { paceText } from '../results/pace-text.js';
import { isSystemRow } from '../results/system-row.js';
import type { CaseRow } from '../results/tables/results.js';
import { choiceOf, figuresOf, isSteady } from './choice.js';
import type { Choice, ChoiceFigures } from './choice.js';
import { groupBy } from '../results/group-by.js';

/** A choice, and whether it meets every budget on every phone in question. */
export interface Assessed {
  readonly choice: Choice;
  readonly figures: ChoiceFigures;
  /** `passed` and `waived` meet the budgets. */
  readonly outcome: Outcome;
  /** Why not, and which waivers it owes that to. */
  readonly reasons: readonly string[];
  /** Its rows on those phones. */
  readonly rows: readonly CaseRow[];
}

/** Whether it may be recommended. */
export const meets = ({ outcome }: Assessed): boolean => outcome === 'passed' || outcome === 'waived';

interface Reason {
  readonly outcome: Outcome;
  readonly text: string;
}

/**
 * Each choice on the phones in question, whose rows these are; iOS's own upscaler is none. A choice meets the budgets when each phone has measured it at
 * each size that any choice of its scale was measured at, a rule judges each of these cases, and no rule on any of its
 * cases says other than passed or waived.
 */
export function assess(all: readonly CaseRow[], findings: readonly Finding[]): Assessed[] {
  const rows = all.filter((row) => !isSystemRow(row));
  const phones = [...new Map(rows.map((row) => [row.device_udid, row])).values()];
  const groups = groupBy(rows, (row) => JSON.stringify(choiceOf(row)));
  const findingsOf = groupBy(findings, keyOf);
  return [...groups.values()].map((own) => {
    const [first] = own;
    const sizes = new Set(rows.filter((row) => row.scale === first.scale && isSteady(row)).map(sizeOf));
    const reasons = [
      ...whatIsMissing(own, phones, [...sizes]),
      ...whatIsNotJudged(own, findingsOf),
      ...whatIsNotOne(own),
      ...own.flatMap((row) => (findingsOf.get(keyOf(row)) ?? []).flatMap((finding) => whatIsSaid(row, finding))),
    ];
    return {
      choice: choiceOf(first),
      figures: figuresOf(own),
      outcome: worst(reasons.map(({ outcome }) => outcome)),
      reasons: [...new Set(reasons.map(({ text }) => text))],
      rows: own,
    };
  });
}

const keyOf = ({ device_udid, case_id }: Pick<CaseRow, 'device_udid' | 'case_id'>): string =>
  JSON.stringify([device_udid, case_id]);

function whatIsMissing(own: readonly CaseRow[], phones: readonly CaseRow[], sizes: readonly string[]): Reason[] {
  return phones.flatMap((phone) => {
    const here = own.filter((row) => row.device_udid === phone.device_udid && isSteady(row)).map(sizeOf);
    const lacking = sizes.filter((size) => !here.includes(size));
    if (lacking.length === 0) return [];
    return [{ outcome: 'missing', text: `not measured on ${deviceName(phone)} at ${lacking.join(', ')}` }];
  });
}

const whatIsNotJudged = (own: readonly CaseRow[], findingsOf: ReadonlyMap<string, readonly Finding[]>): Reason[] =>
  own
    .filter((row) => isSteady(row) && !findingsOf.has(keyOf(row)))
    .map((row) => ({ outcome: 'missing', text: `no rule judges it on ${deviceName(row)} at ${sizeOf(row)}` }));

function whatIsNotOne(own: readonly CaseRow[]): Reason[] {
  const packages = new Set(own.map(({ variant_sha256: sha256 }) => sha256));
  return packages.size < 2 ? [] : [{ outcome: 'inconclusive', text: 'not the same package in all cases' }];
}

function whatIsSaid(row: CaseRow, finding: Finding): Reason[] {
  if (finding.outcome === 'passed') return [];
  const value = measured(finding);
  const about = `${finding.metric}${value === '' ? '' : ` ${value}`} on ${deviceName(row)} at ${finding.size}${paceText(row)}`;
  return [{ outcome: finding.outcome, text: `${finding.outcome}: ${about}: ${whyText(finding)}` }];
}
