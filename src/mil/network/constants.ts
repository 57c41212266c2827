import { Unsupported } from '../unsupported.js';
import { floats, ints } from './network.js';
import type { Argument, Blob, Network } from './network.js';
import { onlyInput, twoInputs } from './layer.js';
import type { Translate } from './layer.js';
import { elementCount, lazyConstant } from '../constant.js';
import type { Constant } from '../constant.js';
import type { RawWeights } from '../../coreml/raw-network.js';
import type { OpenShape } from '../program.js';
import { axisFromFront, broadcastShapes } from './shapes.js';
import { asFloats, knownValues, shapeOf, wholeNumbers } from './steps.js';
import { weightsOf } from './weights.js';

interface OneHot {
  readonly oneHotVectorSize: number;
  readonly axis: number;
  readonly onValue: number;
  readonly offValue: number;
}

/** Layers that make numbers out of none, or out of shapes and counts. */
export const constants: Readonly<Record<string, Translate>> = {
  loadConstant: (parameters: { shape: readonly number[]; data: RawWeights | null }, _, network) =>
    network.load(weightsOf(parameters.data, [1, 1, ...parameters.shape])),
  loadConstantND: (parameters: { shape: readonly number[]; data: RawWeights | null }, _, network) =>
    network.load(weightsOf(parameters.data, parameters.shape)),

  getShape: (_, inputs, network) => {
    const x = onlyInput(inputs);
    if (!x.shape.includes(undefined)) return network.load(floats(x.shape as number[], [x.shape.length]));
    return asFloats(network.emit('shape', { x }, [x.shape.length], 'int32'), network);
  },

  fillStatic: ({ value, targetShape }: { value: number; targetShape: readonly number[] }, _, network) =>
    network.load(filled(targetShape, value)),
  fillLike: ({ value }: { value: number }, inputs, network) => {
    const x = onlyInput(inputs);
    return fill(shapeOf(x, network), x.shape, value, network);
  },
  fillDynamic: ({ value }: { value: number }, inputs, network) => {
    const { shape, sides } = statedShape(onlyInput(inputs), network);
    return fill(shape, sides, value, network);
  },

  broadcastToStatic: ({ targetShape }: { targetShape: readonly number[] }, inputs, network) =>
    broadcast(onlyInput(inputs), ints(targetShape), targetShape, network),
  broadcastToLike: (_, inputs, network) => {
    const [x, like] = twoInputs(inputs);
    return broadcast(x, shapeOf(like, network), like.shape, network);
  },
  broadcastToDynamic: (_, inputs, network) => {
    const [x, target] = twoInputs(inputs);
    const { shape, sides } = statedShape(target, network);
    return broadcast(x, shape, sides, network);
  },

  rangeStatic: (
    { startValue, endValue, stepSizeValue }: { startValue: number; endValue: number; stepSizeValue: number },
    _,
    network,
  ) => network.load(range(startValue, endValue, stepSizeValue)),
  // The inputs are end, start and step, as far as there are any.
  rangeDynamic: (
    { startValue, stepSizeValue }: { startValue: number; stepSizeValue: number },
    [end, start, step, ...more],
    network,
  ) => {
    if (end === undefined || more.length > 0) throw new Unsupported('no input, or more than three');
    if ([end, start, step].every((one) => one === undefined || one.constant)) {
      const number = (one: Blob | undefined, otherwise: number): number =>
        (one && knownValues(one, 'a bound')[0]) ?? otherwise;
      return network.load(range(number(start, startValue), number(end, 0), number(step, stepSizeValue)));
    }
    const scalar = (one: Blob | undefined, otherwise: number): Argument =>
      one === undefined ? floats([otherwise]) : network.emit('reshape', { x: one, shape: ints([]) }, []);
    const bounds = { end: scalar(end, 0), start: scalar(start, startValue), step: scalar(step, stepSizeValue) };
    return network.emit('range_1d', bounds, [undefined]);
  },

  // Any number that is no index of the vector gives a vector of `offValue`.
  oneHot: (parameters: OneHot, [x, size, ...more], network) => {
    if (x === undefined || more.length > 0) throw new Unsupported('no input, or more than two');
    const rank = x.shape.length + 1;
    const axis = axisFromFront(parameters.axis, rank);
    const spread = network.emit('expand_dims', { x, axes: ints([axis]) }, [
      ...x.shape.slice(0, axis),
      1,
      ...x.shape.slice(axis),
    ]);
    const places = size ? placesBelow(size, network) : range(0, parameters.oneHotVectorSize, 1);
    const along = <Side>(side: Side): (Side | 1)[] => Array.from({ length: rank }, (_, at) => (at === axis ? side : 1));
    const y = network.emit('reshape', { x: places, shape: ints(along(-1)) }, along(places.shape[0]));
    const cond = network.emit('equal', { x: spread, y }, broadcastShapes(spread.shape, y.shape), 'bool');
    const [a, b] = [floats([parameters.onValue]), floats([parameters.offValue])];
    return network.emit('select', { cond, a, b }, cond.shape);
  },
};

/** 0, 1 and so on, as many as a blob says. */
function placesBelow(size: Blob, network: Network): Blob | Constant {
  if (size.constant) return range(0, knownValues(size, 'a size')[0] ?? 0, 1);
  const end = network.emit('reshape', { x: size, shape: ints([]) }, []);
  return network.emit('range_1d', { start: floats([0]), end, step: floats([1]) }, [undefined]);
}

/** More elements than any network makes up: a damaged file must not decide how much memory is taken. */
const maxElements = 2 ** 26;

function filled(shape: readonly number[], value: number): Constant {
  const count = elementCount(shape);
  if (count > maxElements) throw new Unsupported(`${String(count)} elements of one value`);
  return lazyConstant('fp32', shape, { form: 'fp32', bytes: 4 }, () => new Float32Array(count).fill(value));
}

function range(start: number, end: number, step: number): Constant {
  const count = step === 0 ? Infinity : Math.max(0, Math.ceil((end - start) / step));
  if (!(count <= maxElements)) throw new Unsupported(`a range of ${String(count)} numbers`);
  return lazyConstant('fp32', [count], { form: 'fp32', bytes: 12 }, () =>
    Float32Array.from({ length: count }, (_, at) => start + at * step),
  );
}

/** The shape that a blob's values state, and the sides as far as they are known. */
export function statedShape(target: Blob, network: Network): { shape: Argument; sides: OpenShape } {
  const shape = wholeNumbers(target, network);
  if (target.constant) return { shape, sides: knownValues(target, 'a shape').map(Math.trunc) };
  const [rank] = target.shape;
  if (rank === undefined || target.shape.length !== 1) throw new Unsupported('a shape of unknown length');
  return { shape, sides: Array.from({ length: rank }, () => undefined) };
}

const fill = (shape: Argument, sides: OpenShape, value: number, network: Network): Blob =>
  sides.includes(undefined)
    ? network.emit('fill', { shape, value: floats([value]) }, sides)
    : network.load(filled(sides as number[], value));

/** MIL broadcasts only within operations, so nothing is added to everything. */
const broadcast = (x: Blob, shape: Argument, sides: OpenShape, network: Network): Blob =>
  network.emit('add', { x, y: fill(shape, sides, 0, network) }, broadcastShapes(x.shape, sides));
