import type { ComputeUnits } from '../../../contract/job.js';
import type { CaseFigures } from '../../case-figures.js';
import type { Anchored } from '../../case-record.js';
import { warningsOf } from '../../case-warnings.js';
import { milliseconds } from '../../column.js';
import type { Column } from '../../column.js';
import { medianNs, resultsOf } from '../../launch-record.js';

const anchorMs = (anchored: Anchored, units: ComputeUnits): number | undefined => {
  const anchor = anchored.get(units);
  return milliseconds(anchor && medianNs(anchor));
};

/** A sentence may have what separates sentences in it: a phone's or an app's own words do. */
const inOneCell = (sentences: readonly string[]): string | undefined =>
  sentences.map((sentence) => sentence.replaceAll('; ', ': ')).join('; ') || undefined;

/** The state of the phone while it measured. */
export const condition = [
  {
    name: 'placed_cpu_share',
    type: 'number',
    owner: 'app',
    means: 'share of operations that MLComputePlan prefers on the CPU; empty where the system has none',
    value: ({ placement }) => placement?.cpu,
  },
  {
    name: 'placed_gpu_share',
    type: 'number',
    owner: 'app',
    means: 'share of operations that it prefers on the GPU',
    value: ({ placement }) => placement?.gpu,
  },
  {
    name: 'placed_ane_share',
    type: 'number',
    owner: 'app',
    means: 'share of operations that it prefers on the Neural Engine',
    value: ({ placement }) => placement?.ane,
  },
  {
    name: 'observed_unit',
    type: 'string',
    owner: 'host',
    means:
      "cpu, gpu, neural_engine or accelerator (one of the two): what computed, inferred from the placement and from the same phone's cpuOnly rows (docs/measurement.md); empty where no witness is clear or two disagree, and on a virtual iPhone",
    value: ({ unit }) => unit.observed,
  },
  {
    name: 'thermal_start',
    type: 'string',
    owner: 'app',
    means: 'thermal state at the first timed prediction',
    value: ({ thermal }) => thermal?.start,
  },
  {
    name: 'thermal_end',
    type: 'string',
    owner: 'app',
    means: 'thermal state at the last timed prediction',
    value: ({ thermal }) => thermal?.end,
  },
  {
    name: 'thermal_worst',
    type: 'string',
    owner: 'app',
    means: 'worst thermal state from the first to the last timed prediction',
    value: ({ thermal }) => thermal?.worst,
  },
  {
    name: 'sentinel_before_ms',
    type: 'number',
    owner: 'app',
    means: 'time of a fixed float32 loop before the predictions',
    value: ({ measured: [first] }) => milliseconds(first && resultsOf(first, 'sentinel')[0]?.sentinelNs),
  },
  {
    name: 'sentinel_after_ms',
    type: 'number',
    owner: 'app',
    means: 'time of the same loop after them; a longer one means that the phone slowed down',
    value: ({ measured: [first] }) => milliseconds(first && resultsOf(first, 'sentinel')[1]?.sentinelNs),
  },
  {
    name: 'anchor_variant',
    type: 'string',
    owner: 'plan',
    means: 'variant measured in every session again and again',
    value: ({ phone }) => phone.plan.anchors[0]?.variant,
  },
  {
    name: 'anchor_median_ms',
    type: 'number',
    owner: 'app',
    means: 'its median latency on the CPU, the last time before the first launch of this case in the same session',
    value: ({ anchored }) => anchorMs(anchored, 'cpuOnly'),
  },
  {
    name: 'anchor_all_median_ms',
    type: 'number',
    owner: 'app',
    means: 'the same on all compute units; empty where the sweep measures on the CPU alone',
    since: 3,
    value: ({ anchored }) => anchorMs(anchored, 'all'),
  },
  {
    name: 'throttled',
    type: 'boolean',
    owner: 'host',
    means:
      'whether the phone held back: its thermal state reached serious, it was in Low Power Mode, the sentinel was 10 % slower after the predictions of a launch, or an anchor 10 % slower before the case than at its fastest; warnings say which',
    since: 4,
    value: ({ throttled }) => throttled,
  },
  {
    name: 'battery_level',
    type: 'number',
    owner: 'app',
    means: 'charge from 0 to 1 at the start of the first launch',
    value: ({ measured: [first] }) => first?.hello?.state.batteryLevel,
  },
  {
    name: 'low_power_mode',
    type: 'boolean',
    owner: 'app',
    means: 'whether the phone saved power at the start of the first launch',
    value: ({ measured: [first] }) => first?.hello?.state.lowPowerMode,
  },
  {
    name: 'outlier_rate',
    type: 'number',
    owner: 'host',
    means: 'share of iterations more than 14.826 median absolute deviations from the median; they are kept',
    value: ({ latency }) => latency?.outlierRate,
  },
  {
    name: 'lag1_autocorrelation',
    type: 'number',
    owner: 'host',
    means:
      'how much each iteration resembles the one before it, from -1 to 1, by the median launch; near 1 many iterations say little more than one',
    since: 4,
    value: ({ latency }) => latency?.lag1Autocorrelation,
  },
  {
    name: 'drift_per_minute',
    type: 'number',
    owner: 'host',
    means:
      'share of the median by which latency grows in a minute of predictions, by the median launch (Theil-Sen over at most 24 batches); negative where it falls',
    since: 4,
    value: ({ latency }) => latency?.driftPerMinute,
  },
  {
    name: 'warnings',
    type: 'string',
    owner: 'host',
    means: 'what a reader of this row should know, in sentences separated by "; "',
    value: (row) => inOneCell(warningsOf(row)),
  },
  {
    name: 'started_at',
    type: 'datetime',
    owner: 'host',
    means: 'when its first launch began',
    value: ({ measured: [first] }) => first?.finished.startedAt,
  },
  {
    name: 'finished_at',
    type: 'datetime',
    owner: 'host',
    means: 'when its last launch ended',
    value: ({ measured }) => measured.at(-1)?.finished.at,
  },
] as const satisfies readonly Column<CaseFigures>[];
