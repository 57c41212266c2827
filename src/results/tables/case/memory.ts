import type { CaseFigures } from '../../case-figures.js';
import type { Column } from '../../column.js';
import { loadOf, resultsOf } from '../../launch-record.js';

const growth = (before: number | undefined, after: number | undefined): number | undefined =>
  before === undefined || after === undefined || after <= before ? undefined : after - before;

/**
 * Memory of the app's process, from the first launch that measured the case and found its model prepared: specializing a
 * model takes memory of its own.
 */
export const memory = [
  {
    name: 'memory_load_peak_bytes',
    type: 'integer',
    owner: 'app',
    means: 'largest footprint of the process until the model was loaded',
    value: ({ primed }) => loadOf(primed, 'prepared')?.footprintPeakBytes,
  },
  {
    name: 'memory_predict_peak_bytes',
    type: 'integer',
    owner: 'app',
    means: 'largest footprint of the process until the last timed prediction',
    value: ({ primed }) => primed && resultsOf(primed, 'measure').at(-1)?.footprintPeakBytes,
  },
  {
    name: 'memory_model_bytes',
    type: 'integer',
    owner: 'app',
    means: 'growth of the footprint by loading; empty when it did not grow',
    value: ({ primed }) =>
      growth(primed && resultsOf(primed, 'compile')[0]?.footprintBytes, loadOf(primed, 'prepared')?.footprintBytes),
  },
  {
    name: 'memory_neural_bytes',
    type: 'integer',
    owner: 'app',
    means: 'what the Neural Engine holds for the process; empty where the system cannot say',
    value: ({ primed }) => primed && resultsOf(primed, 'measure').at(-1)?.neuralBytes,
  },
] as const satisfies readonly Column<CaseFigures>[];
