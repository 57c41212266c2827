import { join } from 'node:path';
import { z } from 'zod';
import { mostBytes } from '../../bounds/bounds.js';
import { readFileWithin } from '../../bounds/read-file.js';
import { parseJson } from '../../contract/json.js';
import type { RunFolder } from '../../results/run-folder.js';

/* What other commands have found out about a run, as far as the page tells it. */

const figure = z.number().optional();

const comparison = z.object({
  outcome: z.enum(['nothing_regressed', 'inconclusive', 'missing', 'regressed']),
  base_runs: z.array(z.string()),
  only_base: z.array(z.unknown()).optional(),
  findings: z.array(
    z.object({
      device_udid: z.string(),
      device_name: z.string(),
      case_id: z.string(),
      variant: z.string(),
      compute_units: z.string(),
      image_width: z.number(),
      image_height: z.number(),
      pace_hz: figure,
      metric: z.string(),
      verdict: z.string(),
      consequence: z.string(),
      change_percent: figure,
      low_percent: figure,
      high_percent: figure,
      drop_db: figure,
      reason: z.string(),
    }),
  ),
});
export type FoundComparison = z.infer<typeof comparison>;

const outcome = z.enum(['passed', 'waived', 'inconclusive', 'missing', 'failed']);

const gate = z.object({
  outcome,
  level: z.string(),
  counts: z.record(z.string(), z.number()),
  gaps: z.array(z.unknown()).optional(),
});
export type FoundGate = z.infer<typeof gate>;

const pick = z.object({
  choice: z.object({ variant: z.string(), compute_units: z.string() }),
  figures: z.object({ package_bytes: figure, latency_ms: figure, psnr_y_db: figure }),
});

const ship = z.object({
  runs: z.array(z.string()),
  outcome,
  scales: z.array(z.object({ scale: figure, smallest: pick.optional(), fastest: pick.optional() })),
});
export type FoundShip = z.infer<typeof ship>;

/** What lies beside a run's tables. */
export interface Judgements {
  readonly comparison?: FoundComparison;
  readonly gate?: FoundGate;
  readonly ship?: FoundShip;
  /** Files that are there and cannot be read. */
  readonly unreadable: readonly string[];
}

/** What was compared, gated and recommended. A file that is damaged or of another version is named, and the page goes without. */
export function readJudgements(folder: RunFolder): Judgements {
  const unreadable: string[] = [];
  const read = <Of>(name: string, schema: z.ZodType<Of>): Of | undefined => {
    const text = textOf(join(folder.path, name));
    if (text === undefined) return undefined;
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) unreadable.push(name);
    return parsed.data;
  };
  const [compared, gated, shipped] = [
    read('compare.json', comparison),
    read('verdict.json', gate),
    read('ship.json', ship),
  ];
  return {
    ...(compared && { comparison: compared }),
    ...(gated && { gate: gated }),
    ...(shipped && { ship: shipped }),
    unreadable,
  };
}

/** Undefined where the file is not there; empty, which is no answer, where it cannot be read. */
function textOf(file: string): string | undefined {
  try {
    return readFileWithin(file, mostBytes.table.most).toString('utf8');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? undefined : '';
  }
}
