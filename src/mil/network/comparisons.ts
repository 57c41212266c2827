import { Unsupported } from '../unsupported.js';
import { floats } from './network.js';
import { onlyInput, threeInputs, twoInputs } from './layer.js';
import type { Translate } from './layer.js';
import { broadcastShapes } from './shapes.js';
import { asFloats, truths } from './steps.js';

/** Compares two inputs, or one with `alpha`. */
const compare =
  (type: string): Translate =>
  ({ alpha }: { alpha: number }, [x, second, ...more], network) => {
    if (x === undefined || more.length > 0) throw new Unsupported('no input, or more than two');
    const y = second ?? floats([alpha]);
    return asFloats(network.emit(type, { x, y }, broadcastShapes(x.shape, y.shape), 'bool'), network);
  };

const combine =
  (type: string): Translate =>
  (_, inputs, network) => {
    const [x, y] = twoInputs(inputs).map((one) => truths(one, network));
    const shape = broadcastShapes(x?.shape ?? [], y?.shape ?? []);
    return asFloats(network.emit(type, { x, y }, shape, 'bool'), network);
  };

/** Layers whose results are 1 for true and 0 for false, and the one that chooses by them. */
export const comparisons: Readonly<Record<string, Translate>> = {
  equal: compare('equal'),
  notEqual: compare('not_equal'),
  lessThan: compare('less'),
  lessEqual: compare('less_equal'),
  greaterThan: compare('greater'),
  greaterEqual: compare('greater_equal'),
  logicalAnd: combine('logical_and'),
  logicalOr: combine('logical_or'),
  logicalXor: combine('logical_xor'),
  logicalNot: (_, inputs, network) => {
    const x = truths(onlyInput(inputs), network);
    return asFloats(network.emit('logical_not', { x }, x.shape, 'bool'), network);
  },
  whereBroadcastable: (_, inputs, network) => {
    const [condition, a, b] = threeInputs(inputs);
    const cond = truths(condition, network);
    return network.emit('select', { cond, a, b }, broadcastShapes(cond.shape, a.shape, b.shape));
  },
};
