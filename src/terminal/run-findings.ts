import type { CaseRow } from '../results/tables/results.js';
import { isIphone, virtualFigures } from '../results/device.js';
import { printable } from './printable.js';

/** How far below the best PSNR a variant may be to count as good enough, dB. */
const goodEnoughDb = 1;

interface Found {
  readonly variant: string;
  readonly psnrDb: number;
  readonly bytes: number;
  readonly fastest: CaseRow & { readonly latency_median_ms: number };
}

/**
 * What a run of one phone says in two sentences: the fastest and the smallest variant that are good enough, and how far
 * that can be trusted. Latencies are compared at one image size, the first that is there, on each variant's fastest units.
 */
export function runFindings(rows: readonly CaseRow[]): string {
  const found = foundIn(rows.filter(({ status, pace_hz }) => status === 'ok' && pace_hz === undefined));
  return `${trustIn(rows, tradeOff(found))}.`;
}

const trustIn = (rows: readonly CaseRow[], sentence: string): string =>
  rows.every(isIphone)
    ? `${sentence}. One run on one phone says little of others`
    : `${sentence}. ${virtualFigures}: they show what a run gives, so measure on yours before you choose`;

function tradeOff(found: readonly Found[]): string {
  const [first, ...rest] = found;
  if (first === undefined) return 'No variant has both a latency and a PSNR, so there is nothing to choose from';
  const best = rest.reduce((one, other) => (other.psnrDb > one.psnrDb ? other : one), first);
  const good = found.filter(({ psnrDb }) => psnrDb >= best.psnrDb - goodEnoughDb);
  const least = (by: (of: Found) => number): Found =>
    good.reduce((one, other) => (by(other) < by(one) ? other : one), best);
  const fastest = least(msOf);
  const smallest = least(({ bytes }) => bytes);
  const range = `Within ${String(goodEnoughDb)} dB of the best PSNR-Y (${best.psnrDb.toFixed(2)} dB, ${printable(best.variant)})`;
  const fast = `(${msOf(fastest).toFixed(2)} ms for ${sizeOf(fastest.fastest)} on ${fastest.fastest.compute_units}, ${msOf(best).toFixed(2)} ms with the best)`;
  const small = `(${kilobytes(smallest)}, ${kilobytes(best)})`;
  return fastest.variant === smallest.variant
    ? `${range}, ${printable(fastest.variant)} is the fastest ${fast} and the smallest ${small}`
    : `${range}, ${printable(fastest.variant)} is the fastest ${fast} and ${printable(smallest.variant)} the smallest ${small}`;
}

function foundIn(rows: readonly CaseRow[]): Found[] {
  const [size] = rows.map(sizeOf);
  const best = new Map<string, Found>();
  for (const row of rows) {
    const { variant, psnr_y_db: psnrDb, package_bytes: bytes, latency_median_ms } = row;
    if (sizeOf(row) !== size || psnrDb === undefined || bytes === undefined) continue;
    if (latency_median_ms === undefined) continue;
    const before = best.get(variant);
    if (before !== undefined && msOf(before) <= latency_median_ms) continue;
    best.set(variant, { variant, psnrDb, bytes, fastest: { ...row, latency_median_ms } });
  }
  return [...best.values()];
}

const msOf = ({ fastest: { latency_median_ms } }: Found): number => latency_median_ms;
const sizeOf = ({ image_width, image_height }: CaseRow): string => `${String(image_width)}x${String(image_height)}`;
const kilobytes = ({ bytes }: Found): string => `${(bytes / 1e3).toFixed(0)} kB`;
