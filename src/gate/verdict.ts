import { exitCodes, Problem } from '../problem.js';
import type { ExitCode } from '../problem.js';
import { isIphone, isModelled } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import type { Level, Rule } from './budgets.js';
import { outcomes, worst } from './finding.js';
import type { Finding, Outcome } from './finding.js';
import { judge } from './judge.js';
import { assign } from './match.js';

/** What a budgets file says about a run. */
export interface Verdict {
  /** Version of verdict.json. */
  readonly v: 1;
  readonly run_id: string;
  readonly level: Level;
  readonly outcome: Outcome;
  readonly exit_code: ExitCode;
  /** True when figures of a virtual iPhone or a simulator were judged. */
  readonly not_a_phone: boolean;
  /** Whether a model drew the latency and memory of some case; absent where none did. */
  readonly modelled?: true;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly findings: readonly Finding[];
}

export interface Budgets {
  readonly file: string;
  readonly rules: readonly Rule[];
  readonly level: Level;
  /** Judge virtual iPhones and simulators too, to try the gate itself. */
  readonly allowVirtual: boolean;
}

const codes = {
  passed: exitCodes.pass,
  failed: exitCodes.gateFailed,
  inconclusive: exitCodes.inconclusive,
  missing: exitCodes.missing,
} as const satisfies Record<Outcome, ExitCode>;

/** Judges the rows of results.csv. Throws a Problem for a run without cases and for figures that are not an iPhone's. */
export function verdictOf(runId: string, rows: readonly CaseRow[], budgets: Budgets): Verdict {
  if (rows.length === 0) throw new Problem(`run ${runId} has no case to judge; run the sweep first`);
  const assigned = assign(rows, budgets.rules, budgets.level, budgets.file);
  const foreign = assigned.find(({ row }) => !isIphone(row))?.row;
  if (foreign && !budgets.allowVirtual) {
    throw new Problem(
      `case ${foreign.case_id} ran on a ${foreign.device_kind ?? ''} iPhone, whose figures say nothing of an iPhone; run the sweep on an iPhone, or try the budgets with --allow-virtual`,
    );
  }
  const findings = assigned.map((assignment) => judge(assignment, budgets.level));
  const outcome = worst(findings.map((finding) => finding.outcome));
  const count = (wanted: Outcome): number => findings.filter((finding) => finding.outcome === wanted).length;
  return {
    v: 1,
    run_id: runId,
    level: budgets.level,
    outcome,
    exit_code: codes[outcome],
    not_a_phone: foreign !== undefined,
    ...(rows.some(isModelled) && { modelled: true as const }),
    counts: {
      passed: count('passed'),
      inconclusive: count('inconclusive'),
      missing: count('missing'),
      failed: count('failed'),
    },
    findings: [...findings].sort((a, b) => outcomes.indexOf(b.outcome) - outcomes.indexOf(a.outcome)),
  };
}
