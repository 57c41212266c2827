import { deviceName } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';

export const metrics = ['status', 'latency', 'memory', 'quality'] as const;
export type Metric = (typeof metrics)[number];

/** From good to bad: the verdict on a case is the worst of its metrics'. */
export const verdicts = ['equivalent', 'improved', 'inconclusive', 'refused', 'regressed'] as const;
export type CaseVerdict = (typeof verdicts)[number];

/** What a finding means for the run as a whole, from good to bad. */
export const consequences = ['none', 'inconclusive', 'missing', 'regressed'] as const;
export type Consequence = (typeof consequences)[number];

/** What names a case. */
export interface CaseFacts {
  readonly device_udid: string;
  /** The phone's name for a person. */
  readonly device_name: string;
  readonly device_model: string | undefined;
  readonly os_version: string | undefined;
  readonly case_id: string;
  readonly variant: string;
  readonly compute_units: string;
  readonly image_width: number;
  readonly image_height: number;
  readonly pace_hz: number | undefined;
}

/** What is found about one metric of one case. Figures are rounded as all outputs have them; absent is unknown. */
export interface Finding extends CaseFacts {
  readonly metric: Metric;
  readonly verdict: CaseVerdict;
  readonly consequence: Consequence;
  /** How it was found out, for a person. */
  readonly method: string;
  readonly unit?: 'ms' | 'bytes' | 'dB';
  readonly base_value?: number | undefined;
  readonly candidate_value?: number | undefined;
  /** Of the base, positive where the candidate has more. */
  readonly change_percent?: number | undefined;
  readonly low_percent?: number | undefined;
  readonly high_percent?: number | undefined;
  /** What the interval holds the change with, from 0 to 1. */
  readonly confidence?: number | undefined;
  /** Base minus candidate: what was lost of PSNR. */
  readonly drop_db?: number | undefined;
  /** The smallest slowdown that this phone would have shown. */
  readonly sees_from_percent?: number | undefined;
  /** One-sided, that the candidate is slower. */
  readonly p?: number | undefined;
  readonly nights?: number | undefined;
  readonly base_launches?: number | undefined;
  readonly candidate_launches?: number | undefined;
  /** What has to be measured before there is an answer. */
  readonly awaits?: 'confirmation' | 'repetition';
  /** One clause: what it comes to. */
  readonly reason: string;
  /** What differs beside the figure, a clause each; for findings that need attention. */
  readonly why: readonly string[];
}

/** A finding without the case that it is about. */
export type About = Omit<Finding, keyof CaseFacts | 'why'>;

export const factsOf = (row: CaseRow): CaseFacts => ({
  device_udid: row.device_udid,
  device_name: deviceName(row),
  device_model: row.device_model,
  os_version: row.os_version,
  case_id: row.case_id,
  variant: row.variant,
  compute_units: row.compute_units,
  image_width: row.image_width,
  image_height: row.image_height,
  pace_hz: row.pace_hz,
});

export const worstVerdict = (found: readonly CaseVerdict[]): CaseVerdict =>
  verdicts.findLast((verdict) => found.includes(verdict)) ?? 'equivalent';

export const worstConsequence = (found: readonly Consequence[]): Consequence =>
  consequences.findLast((consequence) => found.includes(consequence)) ?? 'none';

/** Figures are rounded once, so that a page, a table and a program have the same. */
const to = (value: number, digits: number): number => Number(value.toFixed(digits)) + 0;
export const ms = (value: number): number => to(value, 4);
export const percent = (share: number): number => to(share * 100, 2);
export const decibels = (value: number): number => to(value, 4);
/** To six decimals, as tables have them. */
export const probability = (p: number): number => to(Number(p.toPrecision(3)), 6);

/** The size of the low-resolution image, as budgets write it. */
export const sizeOf = ({ image_width, image_height }: Pick<CaseFacts, 'image_width' | 'image_height'>): string =>
  `${String(image_width)}x${String(image_height)}`;
