import { finishedAt, latencyOf, observedUnit, placementOf, startedAt, thermalOf } from '../../case-figures.js';
import type { CaseRecord } from '../../case-record.js';
import { warningsOf } from '../../case-warnings.js';
import { medianMs, milliseconds } from '../../column.js';
import type { Column } from '../../column.js';
import { latenciesNs, resultsOf } from '../../launch-record.js';

/** The state of the phone while it measured. */
export const condition: readonly Column<CaseRecord>[] = [
  {
    name: 'placed_cpu_share',
    type: 'number',
    owner: 'app',
    means: 'share of operations that MLComputePlan prefers on the CPU; empty where the system has none',
    value: (row) => placementOf(row)?.cpu,
  },
  {
    name: 'placed_gpu_share',
    type: 'number',
    owner: 'app',
    means: 'likewise on the GPU',
    value: (row) => placementOf(row)?.gpu,
  },
  {
    name: 'placed_ane_share',
    type: 'number',
    owner: 'app',
    means: 'likewise on the Neural Engine',
    value: (row) => placementOf(row)?.ane,
  },
  {
    name: 'observed_unit',
    type: 'string',
    owner: 'host',
    means:
      "cpu when the latency is within 10 % of the same phone's cpuOnly latency, else accelerator; empty on a virtual iPhone or without a cpuOnly row",
    value: observedUnit,
  },
  {
    name: 'thermal_start',
    type: 'string',
    owner: 'app',
    means: 'thermal state at the first timed prediction',
    value: (row) => thermalOf(row)?.start,
  },
  {
    name: 'thermal_end',
    type: 'string',
    owner: 'app',
    means: 'thermal state at the last',
    value: (row) => thermalOf(row)?.end,
  },
  {
    name: 'thermal_worst',
    type: 'string',
    owner: 'app',
    means: 'hottest thermal state between',
    value: (row) => thermalOf(row)?.worst,
  },
  {
    name: 'sentinel_before_ms',
    type: 'number',
    owner: 'app',
    means: 'fixed float32 loop before the predictions',
    value: ({ measured: [first] }) => milliseconds(first && resultsOf(first, 'sentinel')[0]?.sentinelNs),
  },
  {
    name: 'sentinel_after_ms',
    type: 'number',
    owner: 'app',
    means: 'the same loop after them: slower means the phone was slowed down',
    value: ({ measured: [first] }) => milliseconds(first && resultsOf(first, 'sentinel')[1]?.sentinelNs),
  },
  {
    name: 'anchor_variant',
    type: 'string',
    owner: 'plan',
    means: 'variant measured at the start of every session',
    value: ({ phone }) => phone.plan.anchor?.variant,
  },
  {
    name: 'anchor_median_ms',
    type: 'number',
    owner: 'app',
    means: 'its median latency in the session of this case',
    value: ({ anchored }) => medianMs(anchored ? latenciesNs(anchored, 'predict') : []),
  },
  {
    name: 'battery_level',
    type: 'number',
    owner: 'app',
    means: '0 to 1, at the start of the first launch',
    value: ({ measured: [first] }) => first?.hello?.state.batteryLevel,
  },
  {
    name: 'low_power_mode',
    type: 'boolean',
    owner: 'app',
    means: 'at the start of the first launch',
    value: ({ measured: [first] }) => first?.hello?.state.lowPowerMode,
  },
  {
    name: 'outlier_rate',
    type: 'number',
    owner: 'host',
    means: 'share of iterations more than 14.826 median absolute deviations from the median; they are kept',
    value: (row) => latencyOf(row)?.outlierRate,
  },
  {
    name: 'warnings',
    type: 'string',
    owner: 'host',
    means: 'what a reader of this row should know, sentences parted by "; "',
    value: (row) => warningsOf(row).join('; ') || undefined,
  },
  { name: 'started_at', type: 'datetime', owner: 'host', means: 'when its first launch began', value: startedAt },
  { name: 'finished_at', type: 'datetime', owner: 'host', means: 'when its last launch ended', value: finishedAt },
];
