import { exitCodes, Problem } from '../problem.js';
import type { ExitCode } from '../problem.js';
import { isIphone, isModelled } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import type { Baseline } from './baseline.js';
import type { BudgetsFile } from './budgets.js';
import { gapsOf } from './coverage.js';
import type { Gap } from './coverage.js';
import { outcomes, worst } from './finding.js';
import type { Finding, Outcome } from './finding.js';
import { judge } from './judge.js';
import { assign } from './match.js';
import type { Assignment } from './match.js';
import { checkNoise, noFloors } from './noise.js';
import type { Floors } from './noise.js';
import type { Level } from './rule-schema.js';
import { applyWaivers } from './waive.js';

/** What a budgets file says about a run. */
export interface Verdict {
  /** Version of verdict.json. */
  readonly v: 2;
  readonly run_id: string;
  /** The run that changes are from; absent where no rule limits a change. */
  readonly baseline_run?: string;
  readonly level: Level;
  readonly outcome: Outcome;
  readonly exit_code: ExitCode;
  /** True when figures of a virtual iPhone or a simulator were judged. */
  readonly not_a_phone: boolean;
  /** Only where a model of phones drew latency and memory of what was judged. */
  readonly modelled?: true;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** What a person should mend although it decides nothing, in sentences. */
  readonly warnings: readonly string[];
  /** Phones of the fleet that the run lacks. */
  readonly gaps: readonly Gap[];
  readonly findings: readonly Finding[];
}

/** A budgets file with what it is applied to. */
export interface Budgets extends Pick<BudgetsFile, 'rules'>, Partial<Omit<BudgetsFile, 'rules'>> {
  readonly file: string;
  readonly level: Level;
  /** Judge virtual iPhones and simulators too, to try the gate itself. */
  readonly allowVirtual: boolean;
  readonly baseline?: Baseline | undefined;
  /** Without it nothing is known of any phone's noise. */
  readonly floors?: Floors;
}

const codes = {
  passed: exitCodes.pass,
  waived: exitCodes.pass,
  failed: exitCodes.gateFailed,
  inconclusive: exitCodes.inconclusive,
  missing: exitCodes.missing,
} as const satisfies Record<Outcome, ExitCode>;

/**
 * Judges the rows of results.csv. Throws a Problem for a run without cases, for figures that are not an iPhone's, for changes
 * without a baseline, and for whatever of the budgets cannot be meant.
 */
export function verdictOf(runId: string, rows: readonly CaseRow[], budgets: Budgets): Verdict {
  const { rules, waivers = [], fleet = [], file, level, baseline, floors = noFloors } = budgets;
  if (rows.length === 0) throw new Problem(`run ${runId} has no case to judge; run the sweep first`);
  const gaps = gapsOf(rows, fleet);
  const isFleetMissing = gaps.length > 0;
  const assigned = assign(rows, { rules, level, file, isFleetMissing });
  const foreign = assigned.find(({ row }) => !isIphone(row))?.row;
  if (foreign && !budgets.allowVirtual) {
    throw new Problem(
      `case ${foreign.case_id} ran on a ${foreign.device_kind ?? ''} iPhone, whose figures say nothing of an iPhone; run the sweep on an iPhone, or try the budgets with --allow-virtual`,
    );
  }
  const isRelative = refuseWithoutBaseline(assigned, file, baseline);
  const noise = checkNoise({ assigned, level, file, floors });
  const judged = assigned.map((assignment) => ({
    row: assignment.row,
    finding: judge(assignment, level, baseline),
  }));
  const { findings, warnings } = applyWaivers(judged, { waivers, rows, file, isFleetMissing });
  const outcome = worst([...findings.map((finding) => finding.outcome), ...gaps.map((): Outcome => 'missing')]);
  return {
    v: 2,
    run_id: runId,
    ...(isRelative && baseline !== undefined && { baseline_run: baseline.runId }),
    level,
    outcome,
    exit_code: codes[outcome],
    not_a_phone: foreign !== undefined,
    ...(assigned.some(({ row }) => isModelled(row)) && { modelled: true as const }),
    counts: countsOf(findings),
    warnings: [...noise, ...warnings],
    gaps,
    findings: [...findings].sort((a, b) => outcomes.indexOf(b.outcome) - outcomes.indexOf(a.outcome)),
  };
}

function countsOf(findings: readonly Finding[]): Record<Outcome, number> {
  const count = (wanted: Outcome): number => findings.filter(({ outcome }) => outcome === wanted).length;
  return {
    passed: count('passed'),
    waived: count('waived'),
    inconclusive: count('inconclusive'),
    missing: count('missing'),
    failed: count('failed'),
  };
}

/** Whether any rule limits a change. */
function refuseWithoutBaseline(assigned: readonly Assignment[], file: string, baseline: Baseline | undefined): boolean {
  const relative = assigned.find(({ kind }) => kind === 'regression');
  if (relative !== undefined && baseline === undefined) {
    const { number, metric } = relative.rule;
    throw new Problem(
      `${file}: rule ${String(number)} limits the max_regression of ${metric}, and nothing says from what; name a run with --baseline RUN, or pin one with npx rezbench promote RUN`,
    );
  }
  return relative !== undefined;
}
