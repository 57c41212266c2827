import { Unsupported } from '../unsupported.js';
import { flag, floats, int, ints } from './network.js';
import { onlyInput } from './layer.js';
import type { Translate } from './layer.js';
import { axisOf } from './shapes.js';
import { asFloats, emitReduction, emitReshape, knownValues, reducedShape } from './steps.js';

interface ReduceND {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
  readonly reduceAll: boolean;
}

/** NeuralNetwork.proto, ReduceLayerParams.ReduceOperation and ReduceAxis */
const logSum = 3;
const argMax = 9;
const reductionModes = ['sum', 'mean', 'prod', 'sum', 'sum_square', 'l1_norm', 'l2_norm', 'max', 'min'];
const reducedAxes = [[-3, -2, -1], [-2, -1], [-3], [-2], [-1]];

/** A blob has an axis at least: where all are reduced and dropped, one of 1 is left. */
const reduceND =
  (type: string): Translate =>
  ({ axes, keepDims, reduceAll }: ReduceND, inputs, network) => {
    const x = onlyInput(inputs);
    const over = reduceAll ? x.shape.map((_, axis) => axis) : axes.map((axis) => axisOf(x, axis));
    if (!keepDims && new Set(over).size === x.shape.length) {
      return emitReshape(emitReduction(type, x, over, network), [1], network);
    }
    const shape = reducedShape(x.shape, over, keepDims);
    return network.emit(`reduce_${type}`, { x, axes: ints(over), keep_dims: flag(keepDims) }, shape);
  };

const argExtreme =
  (type: string): Translate =>
  ({ axis, removeDim }: { axis: number; removeDim: boolean }, inputs, network) => {
    const x = onlyInput(inputs);
    const over = axisOf(x, axis);
    const keepDims = !removeDim || x.shape.length === 1;
    const shape = reducedShape(x.shape, [over], keepDims);
    const operands = { x, axis: int(over), keep_dims: flag(keepDims) };
    return asFloats(network.emit(`reduce_${type}`, operands, shape, 'int32'), network);
  };

/** Layers that make one number of many. */
export const reductions: Readonly<Record<string, Translate>> = {
  reduce: ({ mode, axis, epsilon }: { mode: number; axis: number; epsilon: number }, inputs, network) => {
    const input = onlyInput(inputs);
    const over = reducedAxes[axis]?.map((one) => axisOf(input, one));
    if (over === undefined) throw new Unsupported(`axis ${String(axis)}`);
    if (mode === argMax) {
      const [first, ...others] = over;
      if (first === undefined || others.length > 0) throw new Unsupported('the largest of several axes');
      const operands = { x: input, axis: int(first), keep_dims: flag(true) };
      return asFloats(network.emit('reduce_argmax', operands, reducedShape(input.shape, over, true), 'int32'), network);
    }
    const type = reductionModes[mode];
    if (type === undefined) throw new Unsupported(`mode ${String(mode)}`);
    // The sum of logarithms, not the logarithm of the sum (coremltools' NumPy oracle of this layer).
    const logarithm = () => network.emit('log', { x: input, epsilon: floats([epsilon || 1e-6]) }, input.shape);
    return emitReduction(type, mode === logSum ? logarithm() : input, over, network);
  },

  reduceL1: reduceND('l1_norm'),
  reduceL2: reduceND('l2_norm'),
  reduceMax: reduceND('max'),
  reduceMin: reduceND('min'),
  reduceSum: reduceND('sum'),
  reduceProd: reduceND('prod'),
  reduceMean: reduceND('mean'),
  reduceLogSum: reduceND('log_sum'),
  reduceSumSquare: reduceND('sum_square'),
  reduceLogSumExp: reduceND('log_sum_exp'),
  argMax: argExtreme('argmax'),
  argMin: argExtreme('argmin'),

  cumSum: (
    parameters: { axis: number; excludeFinalSum: boolean; reverse: boolean },
    [x, axisBlob, ...more],
    network,
  ) => {
    if (x === undefined || more.length > 0) throw new Unsupported('no input, or more than two');
    const [axis = 0] = axisBlob ? knownValues(axisBlob, 'an axis') : [parameters.axis];
    const directions = { exclusive: flag(parameters.excludeFinalSum), reverse: flag(parameters.reverse) };
    return network.emit('cumsum', { x, axis: int(axisOf(x, axis)), ...directions }, x.shape);
  },
};
