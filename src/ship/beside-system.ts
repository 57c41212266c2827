import { isSystemRow } from '../results/system-row.js';
import type { CaseRow } from '../results/tables/results.js';
import type { Assessed } from './assess.js';
import { figuresOf } from './choice.js';
import type { Choice } from './choice.js';

/** What somebody asks of an upscaler, on the phones that have both of two. */
export interface Measured {
  readonly latency_ms?: number;
  readonly psnr_y_db?: number;
}

/** iOS's own upscaler beside what is recommended, over the phones that have measured both. */
export interface BesideSystem {
  readonly variant: string;
  readonly phones: number;
  readonly system: Measured;
  readonly picked: Measured;
}

/** Undefined where no phone has measured both. */
export function besideSystem(
  rows: readonly CaseRow[],
  scale: number | undefined,
  picked: Pick<Assessed, 'rows'>,
): BesideSystem | undefined {
  const own = rows.filter((row) => isSystemRow(row) && row.status === 'ok' && row.scale === scale);
  const [first] = own;
  const here = new Set(own.map(({ device_udid }) => device_udid));
  const beside = picked.rows.filter(({ device_udid }) => here.has(device_udid));
  if (first === undefined || beside.length === 0) return undefined;
  const phones = new Set(beside.map(({ device_udid }) => device_udid));
  return {
    variant: first.variant,
    phones: phones.size,
    system: measuredOf(own.filter(({ device_udid }) => phones.has(device_udid))),
    picked: measuredOf(beside),
  };
}

function measuredOf(rows: readonly CaseRow[]): Measured {
  const { latency_ms, psnr_y_db } = figuresOf(rows);
  return { ...(latency_ms !== undefined && { latency_ms }), ...(psnr_y_db !== undefined && { psnr_y_db }) };
}

/** One sentence: whether what is recommended beats iOS's own upscaler. */
export function besideSystemText(name: Choice['variant'], { variant, phones, system, picked }: BesideSystem): string {
  const parts = [
    difference(picked.latency_ms, system.latency_ms, (by) => `${by.toFixed(2)} ms`, ['slower', 'faster']),
    difference(picked.psnr_y_db, system.psnr_y_db, (by) => `${by.toFixed(3)} dB`, ['better', 'worse']),
  ].filter((part) => part !== undefined);
  const where = phones === 1 ? 'on 1 phone' : `on ${String(phones)} phones`;
  return parts.length === 0
    ? `iOS's own upscaler (${variant}) has no figure that ${name} has as well.`
    : `Beside iOS's own upscaler (${variant}, ${where}), ${name} is ${parts.join(' and ')}.`;
}

function difference(
  own: number | undefined,
  other: number | undefined,
  text: (by: number) => string,
  [more, less]: readonly [string, string],
): string | undefined {
  if (own === undefined || other === undefined) return undefined;
  return `${text(Math.abs(own - other))} ${own >= other ? more : less}`;
}
