import type { StepResult, ThermalState } from '../../contract/events.js';
import type { PhoneRecord } from '../case-record.js';
import type { LaunchRow } from './launches.js';
import { launchRows } from './launches.js';
import type { Table } from '../column.js';

/** One timed prediction of a whole image. */
export interface Sample extends LaunchRow {
  /** Counts the loads of the launch, from 0. */
  readonly block: number;
  readonly iteration: number;
  readonly phase: 'warmup' | 'predict' | 'end_to_end';
  readonly latencyNs: number;
  readonly tNs: number | undefined;
  readonly thermal: ThermalState | undefined;
}

export const samples = (phone: PhoneRecord): Sample[] => launchRows(phone).flatMap(samplesOf);

function samplesOf(row: LaunchRow): Sample[] {
  let block = -1;
  let stepStartNs = 0;
  return row.launch.events.flatMap((event): Sample[] => {
    if (event.event === 'start') stepStartNs = event.tNs;
    if (event.event !== 'result') return [];
    if (event.do === 'load') block += 1;
    return timed(event, stepStartNs).map((sample) => ({ ...row, block, ...sample }));
  });
}

type Timed = Pick<Sample, 'iteration' | 'phase' | 'latencyNs' | 'tNs' | 'thermal'>;

function timed(result: StepResult, stepStartNs: number): Timed[] {
  switch (result.do) {
    case 'warmup':
      return result.latenciesNs.map((latencyNs, iteration) => ({
        iteration,
        phase: 'warmup',
        latencyNs,
        tNs: undefined,
        thermal: undefined,
      }));
    case 'measure':
      return result.latenciesNs.map((latencyNs, iteration) => ({
        iteration,
        phase: result.scope,
        latencyNs,
        tNs: stepStartNs + (result.startsNs[iteration] ?? 0),
        thermal: result.thermal.findLast(([from]) => from <= iteration)?.[1],
      }));
    default:
      return [];
  }
}

export const samplesTable: Table<Sample> = {
  name: 'samples',
  means: 'one timed prediction of a whole image; nothing is left out or smoothed',
  key: ['run_id', 'device_udid', 'launch', 'block', 'phase', 'iteration'],
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
      name: 'case_id',
      type: 'string',
      owner: 'plan',
      means: 'case it belongs to; empty for the anchor',
      value: ({ planned }) => planned?.case,
    },
    {
      name: 'launch',
      type: 'string',
      owner: 'plan',
      means: 'id of the launch in plan.json',
      value: ({ launch }) => launch.finished.launch,
    },
    {
      name: 'arm',
      type: 'string',
      owner: 'plan',
      means: 'variant that predicted',
      value: ({ planned }) => planned?.variant,
    },
    {
      name: 'block',
      type: 'integer',
      owner: 'app',
      means: 'counts the model loads of the launch, from 0',
      value: ({ block }) => block,
    },
    {
      name: 'iteration',
      type: 'integer',
      owner: 'app',
      means: 'counts within block and phase, from 0',
      value: ({ iteration }) => iteration,
    },
    {
      name: 'phase',
      type: 'string',
      owner: 'app',
      means: 'warmup, predict or end_to_end',
      value: ({ phase }) => phase,
    },
    {
      name: 'latency_ns',
      type: 'integer',
      owner: 'app',
      means: 'nanoseconds of the monotonic clock',
      value: ({ latencyNs }) => latencyNs,
    },
    {
      name: 't_ns',
      type: 'integer',
      owner: 'app',
      means: "its beginning, since the app's process began; empty for warm-ups",
      value: ({ tNs }) => tNs,
    },
    {
      name: 'thermal_state',
      type: 'string',
      owner: 'app',
      means: 'at this iteration; empty for warm-ups',
      value: ({ thermal }) => thermal,
    },
  ],
};
