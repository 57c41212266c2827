import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import type { Alarms } from './alarms/alarm.js';
import type { CaseFacts, CaseVerdict, Consequence, Finding } from './finding.js';

/** What the cases of a phone have in common, which is that of no case. */
export interface PhoneShift {
  readonly device_udid: string;
  readonly device_name: string;
  /** Of the pinned nights, positive where the phone as a whole is slower. */
  readonly change_percent: number;
  readonly low_percent: number;
  readonly high_percent: number;
  readonly p: number;
  readonly nights: number;
  /** Slower by so much, and so surely, that somebody should look at the phone. */
  readonly is_suspect: boolean;
}

/** A run beside its base: compare.json, which has its alarms as well. */
export type ComparisonWithAlarms = Comparison & Alarms;

/** A run beside its base. */
export interface Comparison {
  /** Version of compare.json. */
  readonly v: 1;
  readonly candidate_run: string;
  readonly base_runs: readonly string[];
  readonly is_strict: boolean;
  readonly outcome: Outcome;
  readonly exit_code: ExitCode;
  /** True when figures of a virtual iPhone or a simulator were compared. */
  readonly not_a_phone: boolean;
  /** Present when a model drew latencies and memory that were compared. */
  readonly modelled?: true;
  /** Cases by their verdict. */
  readonly counts: Readonly<Record<CaseVerdict, number>>;
  readonly findings: readonly Finding[];
  readonly phones: readonly PhoneShift[];
  /** Cases that one side alone has. */
  readonly only_base: readonly CaseFacts[];
  readonly only_candidate: readonly CaseFacts[];
  /** The runs that confirm it. */
  readonly confirmations: readonly string[];
  /** What else a reader should know, in sentences without a full stop. */
  readonly notes: readonly string[];
}

export type Outcome = 'nothing_regressed' | 'inconclusive' | 'missing' | 'regressed';

const outcomes = {
  none: ['nothing_regressed', exitCodes.pass],
  inconclusive: ['inconclusive', exitCodes.inconclusive],
  missing: ['missing', exitCodes.missing],
  regressed: ['regressed', exitCodes.gateFailed],
} as const satisfies Record<Consequence, readonly [Outcome, ExitCode]>;

export function outcomeOf(worst: Consequence): Pick<Comparison, 'outcome' | 'exit_code'> {
  const [outcome, exit_code] = outcomes[worst];
  return { outcome, exit_code };
}
