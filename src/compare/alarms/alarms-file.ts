import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../contract/json.js';
import { exitCodes, Problem } from '../../problem.js';
import { readIfThere } from '../../results/read-if-there.js';
import { openRunFolder } from '../../results/run-folder.js';
import type { RunFolder } from '../../results/run-folder.js';
import { metrics } from '../finding.js';
import type { Alarm, AlarmedCase } from './alarm.js';

const alarmedCase = z
  .object({
    device_udid: z.string(),
    device_name: z.string(),
    device_model: z.string().optional(),
    os_version: z.string().optional(),
    case_id: z.string(),
    variant: z.string(),
    compute_units: z.string(),
    image_width: z.number(),
    image_height: z.number(),
    pace_hz: z.number().optional(),
    change_percent: z.number().optional(),
    low_percent: z.number().optional(),
    high_percent: z.number().optional(),
    drop_db: z.number().optional(),
  })
  .transform(({ device_model, os_version, pace_hz, ...one }) => ({ ...one, device_model, os_version, pace_hz }));

const alarm = z.object({
  id: z.string(),
  state: z.enum(['regressed', 'suspected', 'silent']),
  metric: z.enum([...metrics, 'presence']),
  text: z.string(),
  scope: z.record(z.string(), z.string()),
  cases: z.array(alarmedCase),
  comparable: z.number(),
});

/** What compare.json says of alarms; one of an earlier version says nothing. */
const compareFile = z.object({
  candidate_run: z.string(),
  base_runs: z.array(z.string()).default([]),
  is_strict: z.boolean(),
  alarms: z.array(alarm).default([]),
  explained: z.array(alarm.extend({ explained_by: z.string() })).default([]),
});

interface Known {
  /** The ids of the runs that it was compared with. */
  readonly bases: readonly string[];
  readonly isStrict: boolean;
  /** Those that nothing explains. */
  readonly alarms: readonly Alarm[];
  /** Those and the explained ones. */
  readonly all: readonly Alarm[];
}

const fileIn = ({ path }: RunFolder): string => join(path, 'compare.json');

/** Undefined where the run was not compared, or by a version whose document this one cannot read. */
export function alarmsIn(folder: RunFolder): Known | undefined {
  const text = readIfThere(fileIn(folder))?.toString('utf8');
  const parsed = compareFile.safeParse(text === undefined ? undefined : parseJson(text));
  if (!parsed.success) return undefined;
  const { alarms, explained, base_runs: bases, is_strict: isStrict } = parsed.data;
  return { bases, isStrict, alarms, all: [...alarms, ...explained] };
}

/** What a run's comparison says. Throws a Problem where there is none. */
export function knownAlarms(folder: RunFolder): Known {
  const known = alarmsIn(folder);
  if (known !== undefined) return known;
  throw new Problem(
    `${fileIn(folder)} is not there or is damaged; write it with npx rezbench compare BASE ${folder.path}`,
    exitCodes.missing,
  );
}

/** The alarm of a run with this id, or the only one that begins so. Throws a Problem that names those there are. */
export function alarmNamed(run: string, id: string): Alarm {
  const folder = openRunFolder(run);
  const known = knownAlarms(folder);
  const [found, ...others] = known.all.filter((one) => one.id.startsWith(id));
  if (found !== undefined && others.length === 0) return found;
  const ids = known.alarms.map((one) => `${one.id} (${one.text})`).join('; ');
  const there = ids === '' ? 'it has no alarm' : `there are: ${ids}`;
  throw new Problem(
    `${fileIn(folder)} has ${found === undefined ? 'no' : 'more than one'} alarm ${id}; name one of its alarms (${there})`,
    exitCodes.missing,
  );
}

/** The case of an alarm, the one with the largest effect of several. Throws a Problem for one about no case. */
export function caseOfAlarm(run: string, id: string): AlarmedCase {
  const found = alarmNamed(run, id);
  const size = ({ change_percent: change, drop_db: drop }: AlarmedCase): number => change ?? drop ?? 0;
  const worst = [...found.cases].sort((one, other) => size(other) - size(one))[0];
  if (worst !== undefined && found.metric === 'latency') return worst;
  throw new Problem(`alarm ${found.id} (${found.text}) is not about the latency of a case; name one that is`);
}
