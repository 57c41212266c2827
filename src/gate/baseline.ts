import { deviceName } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import { isOfPackage } from './metrics.js';
import type { Metric } from './metrics.js';

/** The cases that a run is compared with. */
export interface Baseline {
  /** The run that they are from; several, where phones have one each. */
  readonly runId: string;
  /** The one of a phone, by its udid. */
  readonly runOf?: (udid: string) => string | undefined;
  readonly cases: BaselineCases;
}

/** Rows by case and phone: a farm has many of both. Of two of one case and phone the first counts. */
export class BaselineCases {
  readonly #byCase = new Map<string, Map<string, CaseRow>>();

  constructor(rows: readonly CaseRow[]) {
    for (const row of rows) {
      const ofCase = this.#byCase.get(row.case_id) ?? new Map<string, CaseRow>();
      this.#byCase.set(row.case_id, ofCase);
      if (!ofCase.has(row.device_udid)) ofCase.set(row.device_udid, row);
    }
  }

  /** The same case of the same phone. */
  like({ case_id, device_udid }: CaseRow): CaseRow | undefined {
    return this.#byCase.get(case_id)?.get(device_udid);
  }

  /** The same case of whichever phone comes first. */
  likeAnywhere({ case_id }: CaseRow): CaseRow | undefined {
    return this.#byCase.get(case_id)?.values().next().value;
  }
}

/** A row of the baseline that compares with the one in question, or one clause on why there is none. */
export type BaselineCase =
  | { readonly kind: 'comparable'; readonly row: CaseRow; readonly value: number }
  | { readonly kind: 'none'; readonly why: string; readonly value?: number | undefined };

/** The run that a case is compared with. */
export const runOf = ({ device_udid }: CaseRow, { runId, runOf: of }: Baseline): string => of?.(device_udid) ?? runId;

/**
 * What a case's metric is compared with. Figures of a package compare wherever it ran; all others only with those of the same
 * phone in the same epoch: one iOS build and one build of the app, the same image, test set and pace, and no throttling.
 */
export function baselineOf(row: CaseRow, metric: Metric, baseline: Baseline): BaselineCase {
  const { cases } = baseline;
  const runId = runOf(row, baseline);
  const ofPackage = isOfPackage(metric);
  const other = cases.like(row) ?? (ofPackage ? cases.likeAnywhere(row) : undefined);
  const none = (why: string, value?: number): BaselineCase => ({ kind: 'none', why, value });
  if (other === undefined) return none(`baseline ${runId} has no such case of ${deviceName(row)}`);
  const value = other[metric];
  if (value === undefined) return none(`baseline ${runId} has no ${metric} for this case`);
  if (ofPackage) return { kind: 'comparable', row: other, value };
  if (other.status !== 'ok') return none(`the case is ${other.status} in baseline ${runId}`);
  const differs = comparedBy.find(({ of }) => of(row) !== of(other));
  if (differs !== undefined) {
    const said = (each: CaseRow): string => differs.of(each) ?? 'unknown';
    return none(`another ${differs.what} than in baseline ${runId}: ${said(row)}, and there ${said(other)}`, value);
  }
  const hot = [row, other].find(({ thermal_worst: worst }) => worst === 'serious' || worst === 'critical');
  if (hot !== undefined) {
    const where = hot === row ? 'here' : `in baseline ${runId}`;
    return none(`the phone was throttled ${where} (thermal state ${hot.thermal_worst ?? ''})`, value);
  }
  return { kind: 'comparable', row: other, value };
}

/** What has to be alike, in the order in which a person asks. */
const comparedBy: readonly { readonly what: string; readonly of: (row: CaseRow) => string | undefined }[] = [
  { what: 'iOS build', of: ({ os_build, os_version }) => os_build ?? os_version },
  { what: 'build of the app', of: ({ app_build }) => app_build },
  { what: 'image size', of: ({ image_width, image_height }) => `${String(image_width)}x${String(image_height)}` },
  { what: 'test set', of: ({ testset }) => testset },
  { what: 'pace', of: ({ pace_hz }) => pace_hz?.toString() },
  { what: 'kind of device', of: ({ device_kind }) => device_kind },
  { what: 'source of latencies', of: ({ latency_source }) => latency_source },
];
