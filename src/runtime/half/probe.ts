import { watchedPredictorFor } from '../host.js';
import type { ModelInMemory } from '../host.js';
import type { Tensor } from '../predictor.js';
import type { HalfLoss } from './watch.js';

/**
 * What half precision would lose of one prediction, computed in float32; nothing where a program has no half-precision
 * values. Takes a few times as long as the prediction. Throws a Problem as `hostPredictor` does.
 */
export async function probeHalf(
  opened: ModelInMemory,
  inputs: Readonly<Record<string, Tensor>>,
  functionName?: string,
): Promise<readonly HalfLoss[]> {
  const predictor = await watchedPredictorFor(opened, functionName === undefined ? {} : { functionName });
  try {
    return predictor.lossesIn(await predictor.predict(inputs));
  } finally {
    await predictor.release();
  }
}
