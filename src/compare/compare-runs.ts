import { isIphone, isModelled } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import { confirmLevel, fewestNights, smallestWorth } from '../verdict/design.js';
import type { Screened } from '../verdict/screen.js';
import type { Bases } from './bases.js';
import { outcomeOf } from './comparison.js';
import type { Comparison, PhoneShift } from './comparison.js';
import type { Confirmed } from './confirmed.js';
import { caseFindings, matchCase } from './compare-case.js';
import type { MatchedCase } from './compare-case.js';
import { factsOf, percent, probability, verdicts, worstConsequence, worstVerdict } from './finding.js';
import type { CaseFacts, Consequence, Finding } from './finding.js';
import { screenCases } from './latency.js';
import type { ScreenedCase } from './latency.js';
import { caseKey, rowsByPhone } from './night.js';
import type { Night } from './night.js';
import { groupBy } from '../results/group-by.js';

/** How a comparison is made. */
export interface Asked {
  /** No screen: every case whose package is another one is to be confirmed. */
  readonly isStrict: boolean;
  /** What confirmations of this candidate have found so far. */
  readonly confirmed: Confirmed;
}

/** Compares a run with its base, case by case. */
export function compareRuns(bases: Bases, candidate: Night, { isStrict, confirmed }: Asked): Comparison {
  const rows = rowsByPhone(candidate);
  const phones = [...rows.keys()];
  const compared = [...rows].map(([udid, ofPhone]) =>
    comparePhone(ofPhone, bases.of(udid), candidate, { isStrict, confirmed }),
  );
  const findings = compared.flatMap((phone) => phone.findings);
  const onlyBase = missingCases(bases, phones, candidate);
  const onlyCandidate = compared.flatMap((phone) => phone.unmatched);
  const byCase = casesOf(findings);
  const consequences: Consequence[] = [
    ...findings.map(({ consequence }) => consequence),
    ...(onlyBase.length > 0 || byCase.length === 0 ? (['missing'] as const) : []),
  ];
  return {
    v: 1,
    candidate_run: candidate.folder.id,
    base_runs: [...new Set(phones.flatMap((udid) => bases.of(udid).map(({ folder }) => folder.id)))],
    is_strict: isStrict,
    ...outcomeOf(worstConsequence(consequences)),
    not_a_phone: [...candidate.rows.values()].some((row) => !isIphone(row)),
    ...([...candidate.rows.values()].some(isModelled) && { modelled: true as const }),
    counts: countsOf(byCase),
    findings,
    phones: compared.flatMap(({ shift }) => shift ?? []),
    only_base: onlyBase,
    only_candidate: onlyCandidate,
    confirmations: confirmed.runs,
    notes: [
      ...new Set([
        ...compared.flatMap(({ notes }) => notes),
        ...(byCase.length === 0 ? ['no case of the candidate is in the base'] : []),
      ]),
    ],
  };
}

interface ComparedPhone {
  readonly findings: readonly Finding[];
  readonly unmatched: readonly CaseFacts[];
  readonly shift: PhoneShift | undefined;
  readonly notes: readonly string[];
}

function comparePhone(
  rows: readonly CaseRow[],
  nights: readonly Night[],
  candidate: Night,
  asked: Asked,
): ComparedPhone {
  const cases = rows.map((row) => matchCase(row, nights, candidate));
  const timed = cases.flatMap(({ latency }) => (latency === undefined || 'refused' in latency ? [] : [latency]));
  const { cases: screened, phone } = screenCases(timed, nights);
  const screenOf = ({ latency }: MatchedCase): ScreenedCase | undefined =>
    asked.isStrict || latency === undefined || 'refused' in latency ? undefined : screened[timed.indexOf(latency)];
  const known = cases.filter(({ pinned }) => pinned.length > 0);
  const [first] = rows;
  return {
    findings: known.flatMap((one) =>
      caseFindings(one, { screened: screenOf(one), confirmed: confirmedOf(one, asked.confirmed) }),
    ),
    unmatched: cases.filter(({ pinned }) => pinned.length === 0).map((one) => factsOf(one.candidate.row)),
    shift: first && phone && shiftOf(first, phone),
    notes: [
      ...leftOutNotes(known),
      ...(!asked.isStrict && timed.length > 0 && nights.length < fewestNights ? [fewNights(nights.length)] : []),
    ],
  };
}

const confirmedOf = ({ candidate, latency }: MatchedCase, confirmed: Confirmed): ReturnType<Confirmed['of']> =>
  latency === undefined || 'refused' in latency
    ? {}
    : confirmed.of(caseKey(candidate.row), latency.pinned.at(-1)?.row.variant_sha256);

/** The same note about many cases is one. */
function leftOutNotes(cases: readonly MatchedCase[]): string[] {
  return [...groupBy(cases, ({ leftOut }) => leftOut)].map(([note, [first, ...others]]) => {
    const { case_id: id } = first.candidate.row;
    const which = others.length === 0 ? id : `${id} and ${String(others.length)} more`;
    return `${note} (${which})`;
  });
}

const fewNights = (count: number): string =>
  `the base has ${String(count)} ${count === 1 ? 'night' : 'nights'} and a screen takes ${String(fewestNights)}: cases were ` +
  'screened by the spread of their launches, which does not show how nights differ; promote more nights';

function shiftOf(row: CaseRow, phone: Screened): PhoneShift | undefined {
  if (phone.kind === 'not_screened') return undefined;
  const { effect, p, nights } = phone;
  return {
    device_udid: row.device_udid,
    device_name: factsOf(row).device_name,
    change_percent: percent(effect.change),
    low_percent: percent(effect.low),
    high_percent: percent(effect.high),
    p: probability(p),
    nights,
    is_suspect: p < confirmLevel && effect.change >= smallestWorth,
  };
}

/** Cases that the latest night of a phone has and the candidate has not; phones that it lacks as a whole among them. */
function missingCases(bases: Bases, phones: readonly string[], candidate: Night): CaseFacts[] {
  const all = new Set([...phones, ...bases.phones]);
  const read = new Map<Night, ReadonlyMap<string, readonly CaseRow[]>>();
  const rowsIn = (night: Night): ReadonlyMap<string, readonly CaseRow[]> => {
    const known = read.get(night) ?? rowsByPhone(night);
    read.set(night, known);
    return known;
  };
  return [...all].flatMap((udid) => {
    const latest = bases.of(udid).at(-1);
    const rows = latest === undefined ? [] : (rowsIn(latest).get(udid) ?? []);
    return rows.flatMap((row) => (row.status === 'ok' && !candidate.rows.has(caseKey(row)) ? [factsOf(row)] : []));
  });
}

/** The findings of each case, in the order of the run. */
export const casesOf = (findings: readonly Finding[]): (readonly [Finding, ...Finding[]])[] => [
  ...groupBy(findings, ({ device_udid, case_id }) => JSON.stringify([device_udid, case_id])).values(),
];

const countsOf = (cases: readonly (readonly Finding[])[]): Comparison['counts'] => {
  const worst = cases.map((findings) => worstVerdict(findings.map(({ verdict }) => verdict)));
  return Object.fromEntries(
    verdicts.map((verdict) => [verdict, worst.filter((each) => each === verdict).length]),
  ) as Comparison['counts'];
};
