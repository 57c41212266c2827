import { explainLoss } from '../../contract/outcome.js';
import { plannedLaunches } from '../../plan/on-demand.js';
import type { PlannedLaunch } from '../../plan/plan.js';
import { reasonOf } from '../case-outcome.js';
import type { Attempt, PhoneRecord } from '../case-record.js';
import { milliseconds } from '../column.js';
import type { RowOf, Table } from '../column.js';
import { energyOf } from '../launch-energy.js';
import type { LaunchEnergy } from '../launch-energy.js';
import { loadOf, medianNs, resultsOf } from '../launch-record.js';
import { deviceUdid, runId } from './shared-columns.js';

/** An attempt at a launch on one phone, with what the plan says about the launch. */
export interface LaunchAttempt extends Attempt {
  readonly phone: PhoneRecord;
  readonly planned: PlannedLaunch | undefined;
}

export function launchAttempts(phone: PhoneRecord): LaunchAttempt[] {
  const planned = plannedLaunches(phone.plan);
  return phone.attempts.map((attempt) => ({ ...attempt, phone, planned: planned(attempt.entry.launch) }));
}

/** A purge is about no model. */
const modelOf = ({ planned }: LaunchAttempt): PlannedLaunch | undefined =>
  planned?.kind === 'purge' ? undefined : planned;

const wallMs = ({ entry }: Attempt): number => Date.parse(entry.at) - Date.parse(entry.startedAt);

/** From the first step's start to the last step's end, by the app's own clock. */
function stepsNs({ record }: Attempt): number | undefined {
  const first = record?.events.find(({ event }) => event === 'start');
  const last = record?.events.at(-1);
  return first && last && last !== first ? last.tNs - first.tNs : undefined;
}

function energyIn({ record }: Attempt): LaunchEnergy | undefined {
  const energy = record?.around && energyOf(record);
  return energy && 'powerW' in energy ? energy : undefined;
}

export const launchesTable = {
  name: 'launches',
  means: 'one attempt at a launch of the harness app on a phone, in the order in which the attempts ended',
  key: ['run_id', 'device_udid', 'launch', 'started_at'],
  columns: [
    runId,
    deviceUdid,
    {
      name: 'launch',
      type: 'string',
      required: true,
      owner: 'plan',
      means: 'id of the launch in plan.json; anchors, primes and the purge have a number after it',
      value: ({ entry }) => entry.launch,
    },
    {
      name: 'attempt',
      type: 'integer',
      owner: 'host',
      means: 'how often the host had begun the launch by then, counted from 1',
      since: 2,
      value: ({ number }) => number,
    },
    {
      name: 'kind',
      type: 'string',
      owner: 'plan',
      means:
        'prepare, measure or quality; anchor, purge or prime, which a run begins on demand; in first light trial, and in a confirmation confirm',
      value: ({ planned }) => planned?.kind,
    },
    {
      name: 'variant',
      type: 'string',
      owner: 'plan',
      means: 'name of the model package; empty for a purge',
      value: (attempt) => modelOf(attempt)?.variant,
    },
    {
      name: 'compute_units',
      type: 'string',
      owner: 'plan',
      means: "Core ML's computeUnits that was requested; system for iOS's own upscaler, empty for a purge",
      value: (attempt) => modelOf(attempt)?.computeUnits,
    },
    {
      name: 'case_id',
      type: 'string',
      owner: 'plan',
      means: 'case that the launch measures; empty for other kinds',
      value: ({ planned }) => planned?.case,
    },
    {
      name: 'status',
      type: 'string',
      required: true,
      owner: 'host',
      means:
        'ok, error, refused, unreadable, crashed, timed_out, unsupported or lost; a lost attempt is not a result, and no other table counts it',
      value: ({ entry, record }) => (entry.type === 'lost' ? 'lost' : (record?.finished ?? entry).outcome.status),
    },
    {
      name: 'reason',
      type: 'string',
      owner: 'host',
      means: 'one sentence on why it is not ok; empty when it is',
      value: ({ entry, record }) =>
        entry.type === 'lost' ? explainLoss(entry.loss) : reasonOf((record?.finished ?? entry).outcome),
    },
    {
      name: 'crash_cause',
      type: 'string',
      owner: 'phone',
      means: "memory, watchdog or bug, as the phone's crash report says; empty without one",
      since: 3,
      value: ({ entry }) =>
        entry.type === 'finished' && entry.outcome.status === 'crashed' ? entry.outcome.report?.cause : undefined,
    },
    {
      name: 'started_at',
      type: 'datetime',
      required: true,
      owner: 'host',
      means: 'when the host began the attempt',
      value: ({ entry }) => entry.startedAt,
    },
    {
      name: 'finished_at',
      type: 'datetime',
      required: true,
      owner: 'host',
      means: 'when the attempt ended for the host',
      value: ({ entry }) => entry.at,
    },
    {
      name: 'wall_ms',
      type: 'integer',
      required: true,
      owner: 'host',
      means: 'time from started_at to finished_at',
      value: wallMs,
    },
    {
      name: 'app_steps_ms',
      type: 'number',
      owner: 'app',
      means: "time from the first step's start to the last step's end; the rest of wall_ms is what measuring costs",
      value: (attempt) => milliseconds(stepsNs(attempt)),
    },
    {
      name: 'load_procedure',
      type: 'string',
      owner: 'app',
      means:
        'how its first load came about: after_install, purged, prepared, or unknown after one that was cut off; empty when it loaded nothing',
      since: 3,
      value: ({ record }) => record && resultsOf(record, 'load')[0]?.procedure,
    },
    {
      name: 'load_ms',
      type: 'number',
      owner: 'app',
      means: 'time of that load',
      since: 3,
      value: ({ record }) => milliseconds(record && resultsOf(record, 'load')[0]?.loadNs),
    },
    {
      name: 'latency_median_ms',
      type: 'number',
      owner: 'app',
      means:
        "median of the launch's timed predictions; empty when it has none, and in a confirmation, whose launches time two packages",
      since: 2,
      value: ({ record, planned }) =>
        milliseconds(record && planned?.kind !== 'confirm' ? medianNs(record) : undefined),
    },
    {
      name: 'memory_predict_peak_bytes',
      type: 'integer',
      owner: 'app',
      means:
        'largest footprint of the process until the last timed prediction; empty unless the launch measured and found its model prepared',
      since: 4,
      value: ({ record, planned }) =>
        record && planned?.kind === 'measure' && loadOf(record, 'prepared') !== undefined
          ? resultsOf(record, 'measure').at(-1)?.footprintPeakBytes
          : undefined,
    },
    {
      name: 'battery_temperature_c',
      type: 'number',
      owner: 'phone',
      means:
        'temperature of the battery before the launch; empty where it was not asked for or the phone does not tell it',
      since: 6,
      value: ({ record }) => record?.around?.before?.temperatureC,
    },
    {
      name: 'power_above_idle_w',
      type: 'number',
      owner: 'phone',
      means: 'what the phone drew beyond an idle one while the launch worked (docs/measurement.md#energy)',
      since: 6,
      value: (attempt) => energyIn(attempt)?.powerW,
    },
    {
      name: 'energy_above_idle_j',
      type: 'number',
      owner: 'phone',
      means: 'that power times the time that the launch worked: compiled, loaded, predicted and ran the sentinel',
      since: 6,
      value: (attempt) => energyIn(attempt)?.energyJ,
    },
    {
      name: 'pid',
      type: 'integer',
      owner: 'app',
      means: 'process id on the phone',
      value: ({ record }) => record?.hello?.pid,
    },
  ],
} as const satisfies Table<LaunchAttempt>;

/** A row of launches.csv. */
export type LaunchRow = RowOf<typeof launchesTable>;
