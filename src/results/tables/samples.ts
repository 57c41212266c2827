import type { StepResult, ThermalState } from '../../contract/events.js';
import { comparedArm } from '../../plan/confirm-plan.js';
import type { ComparedArm } from '../../plan/confirm-plan.js';
import { plannedLaunches } from '../../plan/on-demand.js';
import type { PlannedLaunch } from '../../plan/plan.js';
import type { PhoneRecord } from '../case-record.js';
import type { RowOf, Table } from '../column.js';
import type { LaunchRecord } from '../launch-record.js';
import { deviceUdid, runId } from './shared-columns.js';

interface SampledLaunch {
  readonly phone: PhoneRecord;
  readonly launch: LaunchRecord;
  readonly planned: PlannedLaunch | undefined;
}

/** One timed prediction of a whole image. */
export interface Sample extends SampledLaunch {
  /** Which of the two packages of a confirmation predicted; undefined elsewhere. */
  readonly arm: ComparedArm | undefined;
  /** Counts the loads of the launch, from 0. */
  readonly block: number;
  readonly iteration: number;
  readonly phase: 'warmup' | 'predict' | 'end_to_end';
  readonly latencyNs: number;
  readonly tNs: number | undefined;
  readonly thermal: ThermalState | undefined;
}

/** The predictions of one step, one after the other. */
export interface SampleSeries extends Pick<Sample, 'phone' | 'launch' | 'planned' | 'arm' | 'block' | 'phase'> {
  readonly latenciesNs: readonly number[];
  readonly stepStartNs: number;
  /** When each began, since the step's start; undefined for warm-ups. */
  readonly startsNs: readonly number[] | undefined;
  readonly thermal: Thermal;
}

/** [first iteration it was seen at, state]; of several that an iteration has reached, the last one counts. */
type Thermal = readonly (readonly [number, ThermalState])[];

/** The prediction of a prime only loads what it needs, and is no sample. */
export function sampleSeries(phone: PhoneRecord): SampleSeries[] {
  const find = plannedLaunches(phone.plan);
  return phone.launches.flatMap((launch) => {
    const planned = find(launch.finished.launch);
    return planned?.kind === 'prime' ? [] : seriesOf({ phone, launch, planned });
  });
}

function seriesOf(launch: SampledLaunch): SampleSeries[] {
  let block = -1;
  let stepStartNs = 0;
  return launch.launch.events.flatMap((event): SampleSeries[] => {
    if (event.event === 'start') stepStartNs = event.tNs;
    if (event.event !== 'result') return [];
    if (event.do === 'load') block += 1;
    const timed = timedOf(event);
    if (timed === undefined) return [];
    return [{ ...launch, arm: comparedArm(launch.planned, event.step), block, stepStartNs, ...timed }];
  });
}

type Timed = Pick<SampleSeries, 'phase' | 'latenciesNs' | 'startsNs' | 'thermal'>;

function timedOf(result: StepResult): Timed | undefined {
  switch (result.do) {
    case 'warmup':
      return { phase: 'warmup', latenciesNs: result.latenciesNs, startsNs: undefined, thermal: [] };
    case 'measure': {
      const { scope: phase, latenciesNs, startsNs, thermal } = result;
      return { phase, latenciesNs, startsNs, thermal };
    }
    default:
      return undefined;
  }
}

export function sampleAt(series: SampleSeries, iteration: number): Sample {
  const { latenciesNs, stepStartNs, startsNs, thermal } = series;
  return {
    ...series,
    iteration,
    latencyNs: latenciesNs[iteration] ?? NaN,
    tNs: startsNs && stepStartNs + (startsNs[iteration] ?? 0),
    thermal: thermal.findLast(([from]) => from <= iteration)?.[1],
  };
}

export const samplesTable = {
  name: 'samples',
  means: 'one timed prediction of a whole image; nothing is left out or smoothed',
  key: ['run_id', 'device_udid', 'launch', 'block', 'phase', 'iteration'],
  columns: [
    runId,
    deviceUdid,
    {
      name: 'case_id',
      type: 'string',
      owner: 'plan',
      means: 'case that the launch measured; empty for the anchor',
      value: ({ planned }) => planned?.case,
    },
    {
      name: 'launch',
      type: 'string',
      required: true,
      owner: 'plan',
      means: "id of the launch in plan.json; an anchor's has a number after it",
      value: ({ launch }) => launch.finished.launch,
    },
    {
      name: 'variant',
      type: 'string',
      owner: 'plan',
      means: 'variant that predicted',
      formerly: 'arm',
      value: ({ planned }) => planned?.variant,
    },
    {
      name: 'arm',
      type: 'string',
      owner: 'plan',
      means: 'base or candidate, in a confirmation: which of its two packages predicted; empty elsewhere',
      since: 4,
      value: ({ arm }) => arm,
    },
    {
      name: 'block',
      type: 'integer',
      required: true,
      owner: 'app',
      means: 'counts the model loads of the launch, from 0',
      value: ({ block }) => block,
    },
    {
      name: 'iteration',
      type: 'integer',
      required: true,
      owner: 'app',
      means: 'counts within block and phase, from 0',
      value: ({ iteration }) => iteration,
    },
    {
      name: 'phase',
      type: 'string',
      required: true,
      owner: 'app',
      means: 'warmup, predict or end_to_end',
      value: ({ phase }) => phase,
    },
    {
      name: 'latency_ns',
      type: 'integer',
      required: true,
      owner: 'app',
      means: 'how long the prediction took, by the monotonic clock',
      value: ({ latencyNs }) => latencyNs,
    },
    {
      name: 't_ns',
      type: 'integer',
      owner: 'app',
      means: "when the prediction began, counted from the start of the app's process; empty for warm-ups",
      value: ({ tNs }) => tNs,
    },
    {
      name: 'thermal_state',
      type: 'string',
      owner: 'app',
      means: 'thermal state at this iteration; empty for warm-ups',
      value: ({ thermal }) => thermal,
    },
  ],
} as const satisfies Table<Sample>;

/** A row of samples.csv. */
export type SampleRow = RowOf<typeof samplesTable>;
