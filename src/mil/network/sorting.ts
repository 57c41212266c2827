import { Unsupported } from '../unsupported.js';
import { flag, flags, floats, int } from './network.js';
import type { Blob, Network } from './network.js';
import { onlyInput } from './layer.js';
import type { Translate } from './layer.js';
import { axisOf, fixedSide, withSide } from './shapes.js';
import { asFloats, knownValues, wholeNumbers } from './steps.js';

interface Suppression {
  readonly iouThreshold: number;
  readonly scoreThreshold: number;
  readonly maxBoxes: number;
  readonly perClassSuppression: boolean;
}

/** Layers that order elements, and those that keep a part of them where they are. */
export const sorting: Readonly<Record<string, Translate>> = {
  // Values and indices; the count may be a second input.
  topK: (
    { axis, K, useBottomK }: { axis: number; K: number; useBottomK: boolean },
    [x, countBlob, ...more],
    network,
    { output },
  ) => {
    if (x === undefined || more.length > 0) throw new Unsupported('no input, or more than two');
    const at = axisOf(x, axis);
    const count = countBlob ? countBlob.constant && knownValues(countBlob, 'a count')[0] : K;
    const shape = withSide(x.shape, at, count);
    const k = countBlob ? wholeNumbers(countBlob, network) : int(K);
    const operands = { x, k, axis: int(at), ascending: flag(useBottomK) };
    const [values, indices] = network.emitMany('topk', operands, [{ shape }, { shape, dtype: 'int32' }]);
    return [values, indices && output.length > 1 ? asFloats(indices, network) : undefined].flatMap((one) => one ?? []);
  },

  argSort: ({ axis, descending }: { axis: number; descending: boolean }, inputs, network) => {
    const x = onlyInput(inputs);
    const operands = { x, axis: int(axisOf(x, axis)), ascending: flag(!descending) };
    return asFloats(network.emit('argsort', operands, x.shape, 'int32'), network);
  },

  // Boxes [B, N, 4], scores [B, N, C], and thresholds and count as far as they are inputs.
  NonMaximumSuppression: (parameters: Suppression, [boxes, scores, ...limits], network) => {
    if (boxes === undefined || scores === undefined || limits.length > 3)
      throw new Unsupported('less than two inputs, or more than five');
    const [iou, score, count] = limits.map((one) => knownValues(one, 'a limit')[0]);
    const most = count ?? parameters.maxBoxes;
    const [batch] = boxes.shape;
    const operands = {
      boxes,
      scores,
      iou_threshold: floats([iou ?? parameters.iouThreshold]),
      score_threshold: floats([score ?? parameters.scoreThreshold]),
      max_boxes: int(most),
      per_class_suppression: flag(parameters.perClassSuppression),
    };
    const [kept, keptScores, indices, counts] = network.emitMany('non_maximum_suppression', operands, [
      { shape: [batch, most, 4] },
      { shape: [batch, most, scores.shape[2]] },
      { shape: [batch, most], dtype: 'int32' },
      { shape: [batch], dtype: 'int32' },
    ]);
    const whole = [indices, counts].map((one) => one && asFloats(one, network));
    return [kept, keptScores, ...whole].flatMap((one) => one ?? []);
  },

  matrixBandPart: ({ numLower, numUpper }: { numLower: number; numUpper: number }, inputs, network) =>
    keepWhere(
      onlyInput(inputs),
      network,
      (row, column) => (numLower < 0 || row - column <= numLower) && (numUpper < 0 || column - row <= numUpper),
    ),
  lowerTriangular: ({ k }: { k: number }, inputs, network) =>
    keepWhere(onlyInput(inputs), network, (row, column) => column - row <= k),
  upperTriangular: ({ k }: { k: number }, inputs, network) =>
    keepWhere(onlyInput(inputs), network, (row, column) => column - row >= k),
};

/** More elements than a matrix of any network has: a damaged file must not decide how much memory is taken. */
const maxElements = 2 ** 26;

/** Puts 0 in the places of each matrix that are not kept. */
function keepWhere(x: Blob, network: Network, keeps: (row: number, column: number) => boolean): Blob {
  axisOf(x, -2);
  const [rows, columns] = [fixedSide(x, -2), fixedSide(x, -1)];
  if (rows * columns > maxElements) throw new Unsupported(`a matrix of ${String(rows * columns)} elements`);
  const kept = Array.from({ length: rows * columns }, (_, at) => keeps(Math.floor(at / columns), at % columns));
  return network.emit('select', { cond: flags(kept, [rows, columns]), a: x, b: floats([0]) }, x.shape);
}
