import { caseKey } from '../src/compare/night.js';
import type { Night } from '../src/compare/night.js';
import type { LaunchRow } from '../src/results/tables/launches.js';
import type { QualityRow } from '../src/results/tables/quality.js';
import type { CaseRow } from '../src/results/tables/results.js';
import { caseRow } from './case-row.js';

/** A case of a night without a run on disk. */
export interface CaseByHand {
  readonly row: CaseRow;
  /** The median of each of its launches, ms. */
  readonly launchesMs: readonly number[];
  /** The peak memory of each. */
  readonly peaksBytes?: readonly number[];
  /** Of its test set: the output's sha256 and PSNR, by image. */
  readonly outputs?: Readonly<Record<string, readonly [string, number]>>;
  readonly input?: string;
  readonly testset?: string;
}

/** The n-th case of a phone, which is ok and of package `a…`. */
export const caseByHand = (n: number, launchesMs: readonly number[], cells: Partial<CaseRow> = {}): CaseByHand => ({
  row: caseRow({
    case_id: `net-${String(n)}-all-64x64`,
    variant: `net-${String(n)}`,
    device_model: 'iPhone15,2',
    device_kind: 'physical',
    os_version: '17.5',
    os_build: '21F79',
    app_build: 'b1',
    ...cells,
  }),
  launchesMs,
});

export function nightByHand(id: string, cases: readonly CaseByHand[]): Night {
  const byKey = new Map(cases.map((one) => [caseKey(one.row), one]));
  const of = (row: CaseRow): CaseByHand | undefined => byKey.get(caseKey(row));
  return {
    folder: { path: `/results/${id}`, id },
    rows: new Map(cases.map(({ row }) => [caseKey(row), row])),
    plan: undefined,
    launchesOf: (row) =>
      (of(row)?.launchesMs ?? []).map(
        (median, index) =>
          ({ latency_median_ms: median, memory_predict_peak_bytes: of(row)?.peaksBytes?.[index] }) as LaunchRow,
      ),
    outputsOf: (row) =>
      Object.entries(of(row)?.outputs ?? {}).map(
        ([image, [output_sha256, psnr_y_db]]) => ({ image, output_sha256, psnr_y_db }) as QualityRow,
      ),
    inputOf: (row) => of(row)?.input,
    testsetOf: (row) => of(row)?.testset,
  };
}
