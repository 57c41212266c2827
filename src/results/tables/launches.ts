import { explain } from '../../contract/outcome.js';
import type { PhoneRecord } from '../case-record.js';
import { isAnchor } from '../case-record.js';
import type { LaunchRecord } from '../launch-record.js';
import { milliseconds } from '../column.js';
import type { Table } from '../column.js';
import type { PlannedLaunch } from '../../plan/plan.js';

/** One launch of the app on one phone. */
export interface LaunchRow {
  readonly phone: PhoneRecord;
  readonly launch: LaunchRecord;
  readonly planned: PlannedLaunch | undefined;
}

export function launchRows(phone: PhoneRecord): LaunchRow[] {
  const { launches, anchor } = phone.plan;
  const planned = new Map(launches.map((launch) => [launch.id, launch]));
  return phone.launches.map((launch) => ({
    phone,
    launch,
    planned: isAnchor(launch) ? anchor : planned.get(launch.finished.launch),
  }));
}

const wallMs = ({ launch: { finished } }: LaunchRow): number =>
  Date.parse(finished.at) - Date.parse(finished.startedAt);

/** From the first step's start to the last step's end, by the app's own clock. */
function stepsNs({ launch: { events } }: LaunchRow): number | undefined {
  const first = events.find(({ event }) => event === 'start');
  const last = events.at(-1);
  return first && last && last !== first ? last.tNs - first.tNs : undefined;
}

export const launchesTable: Table<LaunchRow> = {
  name: 'launches',
  means: 'one launch of the harness app on a phone, in the order they ran',
  key: ['run_id', 'device_udid', 'launch', 'started_at'],
  columns: [
    {
      name: 'run_id',
      type: 'string',
      owner: 'host',
      means: 'the folder under results/',
      value: ({ phone }) => phone.runId,
    },
    {
      name: 'device_udid',
      type: 'string',
      owner: 'phone',
      means: 'unique device identifier',
      value: ({ phone }) => phone.udid,
    },
    {
      name: 'launch',
      type: 'string',
      owner: 'plan',
      means: 'id of the launch in plan.json',
      value: ({ launch }) => launch.finished.launch,
    },
    {
      name: 'kind',
      type: 'string',
      owner: 'plan',
      means: 'anchor, prepare, measure, quality or (of first light) trial',
      value: ({ planned }) => planned?.kind,
    },
    {
      name: 'variant',
      type: 'string',
      owner: 'plan',
      means: 'name of the model package',
      value: ({ planned }) => planned?.variant,
    },
    {
      name: 'compute_units',
      type: 'string',
      owner: 'plan',
      means: "Core ML's computeUnits that was requested",
      value: ({ planned }) => planned?.computeUnits,
    },
    {
      name: 'case_id',
      type: 'string',
      owner: 'plan',
      means: 'case that a measure launch measured',
      value: ({ planned }) => planned?.case,
    },
    {
      name: 'status',
      type: 'string',
      owner: 'host',
      means: 'ok, error, crashed, timed_out, skipped or unsupported',
      value: ({ launch }) => launch.finished.outcome.status,
    },
    {
      name: 'reason',
      type: 'string',
      owner: 'host',
      means: 'one sentence on why it is not ok',
      value: ({ launch }) => explain(launch.finished.outcome) || undefined,
    },
    {
      name: 'started_at',
      type: 'datetime',
      owner: 'host',
      means: 'when the host began with it',
      value: ({ launch }) => launch.finished.startedAt,
    },
    {
      name: 'finished_at',
      type: 'datetime',
      owner: 'host',
      means: 'when the host was done with it',
      value: ({ launch }) => launch.finished.at,
    },
    { name: 'wall_ms', type: 'integer', owner: 'host', means: 'between these two', value: wallMs },
    {
      name: 'app_steps_ms',
      type: 'number',
      owner: 'app',
      means: "from the first step's start to the last step's end; the rest of wall_ms is what measuring costs",
      value: (row) => milliseconds(stepsNs(row)),
    },
    {
      name: 'pid',
      type: 'integer',
      owner: 'app',
      means: 'process id on the phone',
      value: ({ launch }) => launch.hello?.pid,
    },
  ],
};
