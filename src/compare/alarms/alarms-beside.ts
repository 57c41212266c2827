import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../../problem.js';
import { deviceName } from '../../results/device.js';
import { readProvenance } from '../../results/read-provenance.js';
import type { RunFolder } from '../../results/run-folder.js';
import type { Bases } from '../bases.js';
import { outcomeOf } from '../comparison.js';
import type { Comparison, ComparisonWithAlarms } from '../comparison.js';
import type { Night } from '../night.js';
import type { Alarms } from './alarm.js';
import { alarmsIn } from './alarms-file.js';
import { alarmsOf } from './alarms-of.js';
import { goneAlarms } from './gone.js';
import { silenceOf } from './silence.js';
import type { Expected } from './silence.js';

/**
 * A comparison with its alarms: what regressed or seems to, what went silent, and what of the comparison before went away. Where
 * something is silent, the outcome is `missing` at least.
 */
export function withAlarms(comparison: Comparison, bases: Bases, candidate: Night): ComparisonWithAlarms {
  const found = alarmsOf(comparison);
  const silent = silenceOf(expected(comparison, bases, candidate));
  const alarms = [...found.alarms, ...silent.alarms];
  const explained = [...found.explained, ...silent.explained];
  const before = previous(candidate.folder);
  const gone = before ? goneAlarms({ ...before, now: { alarms, explained }, findings: comparison.findings }) : [];
  const isMissing = silent.alarms.length > 0 && ['nothing_regressed', 'inconclusive'].includes(comparison.outcome);
  return { ...comparison, ...(isMissing && outcomeOf('missing')), alarms, explained, gone };
}

function expected({ only_base: missing }: Comparison, bases: Bases, candidate: Night): Expected {
  const present = [...candidate.rows.values()];
  const here = new Set(present.map(({ device_udid }) => device_udid));
  const nights = [...new Set([...here, ...bases.phones].flatMap((udid) => bases.of(udid)))];
  const told = new Set([...here, ...bases.phones]);
  const last = new Map<string, Expected['lost'][number]>();
  for (const { rows, folder } of nights) {
    for (const row of rows.values()) {
      if (told.has(row.device_udid) || row.status !== 'ok') continue;
      last.set(row.device_udid, { udid: row.device_udid, name: deviceName(row), lastRun: folder.id });
    }
  }
  return {
    missing,
    present,
    lost: [...last.values()],
    nights: nights.flatMap(({ folder }) => beginOf(folder) ?? []),
    tonight: beginOf(candidate.folder),
  };
}

/** In milliseconds; undefined where run.json is gone, damaged or another version's. */
function beginOf(folder: RunFolder): number | undefined {
  try {
    const begin = Date.parse(readProvenance(folder).started_at);
    return Number.isFinite(begin) ? begin : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** The latest run beside this one that began before it and was compared. */
function previous(folder: RunFolder): { readonly run: string; readonly before: Alarms['alarms'] } | undefined {
  const begin = beginOf(folder);
  if (begin === undefined) return undefined;
  const root = dirname(folder.path);
  const earlier = readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
    const other = { path: join(root, entry.name), id: entry.name };
    if (!entry.isDirectory() || other.id === folder.id) return [];
    const known = alarmsIn(other);
    const at = known === undefined ? undefined : beginOf(other);
    return known === undefined || at === undefined || at >= begin ? [] : [{ run: other.id, at, before: known.alarms }];
  });
  return earlier.sort((one, other) => other.at - one.at)[0];
}
