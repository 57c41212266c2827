import { deviceName } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import { sizeOf } from '../gate/case-facts.js';

/** A way to ship: a package, and the compute units that the app asks Core ML for. */
export interface Choice {
  readonly variant: string;
  readonly compute_units: string;
  /** How much it enlarges; choices of different scales do different work. */
  readonly scale?: number;
}

/** What a choice costs and gives on the phones in question. Absent where a phone lacks the figure. */
export interface ChoiceFigures {
  readonly package_bytes?: number;
  /** Geometric mean of `latency_median_ms` over phones and sizes, so that no large size outweighs the others. */
  readonly latency_ms?: number;
  /** The slowest of these, with its phone and size. */
  readonly slowest?: { readonly ms: number; readonly device_name: string; readonly size: string };
  /** Of the phone on which it is lowest. */
  readonly psnr_y_db?: number;
  /** Of the phone and size for which it is largest. */
  readonly memory_predict_peak_bytes?: number;
}

export const choiceOf = ({ variant, compute_units, scale }: CaseRow): Choice => ({
  variant,
  compute_units,
  ...(scale !== undefined && { scale }),
});

export const nameOf = ({ variant, compute_units }: Choice): string => `${variant} on ${compute_units}`;

export const isSteady = ({ pace_hz }: CaseRow): boolean => pace_hz === undefined;

/** The figures of a choice, by all its rows on the phones in question. */
export function figuresOf(rows: readonly CaseRow[]): ChoiceFigures {
  const steady = rows.filter(isSteady);
  const latencies = steady.map(({ latency_median_ms: ms }) => ms);
  const [latency, psnr, memory] = [
    geometricMean(latencies),
    extreme(Math.min, steady, 'psnr_y_db'),
    extreme(Math.max, steady, 'memory_predict_peak_bytes'),
  ];
  const bytes = extreme(Math.max, rows, 'package_bytes');
  const slowest = [...steady]
    .filter(({ latency_median_ms: ms }) => ms !== undefined)
    .sort((a, b) => (b.latency_median_ms ?? 0) - (a.latency_median_ms ?? 0))[0];
  return {
    ...(bytes !== undefined && { package_bytes: bytes }),
    ...(latency !== undefined && { latency_ms: latency }),
    ...(slowest?.latency_median_ms !== undefined && {
      slowest: { ms: slowest.latency_median_ms, device_name: deviceName(slowest), size: sizeOf(slowest) },
    }),
    ...(psnr !== undefined && { psnr_y_db: psnr }),
    ...(memory !== undefined && { memory_predict_peak_bytes: memory }),
  };
}

/** Undefined where one of the values is missing or none is positive. */
function geometricMean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).filter((value) => value > 0);
  if (known.length === 0 || known.length < values.length) return undefined;
  return Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length);
}

type Figure = 'psnr_y_db' | 'memory_predict_peak_bytes' | 'package_bytes';

/** Undefined where one of the rows lacks the figure, since it could be the extreme one. */
function extreme(which: (...values: number[]) => number, rows: readonly CaseRow[], figure: Figure): number | undefined {
  const known = rows.map((row) => row[figure]).filter((value) => value !== undefined);
  return known.length === 0 || known.length < rows.length ? undefined : which(...known);
}
