import { Unsupported } from '../unsupported.js';
import { flags, int, ints } from './network.js';
import type { Argument, Blob, Network } from './network.js';
import { onlyInput, twoInputs } from './layer.js';
import type { Translate } from './layer.js';
import type { OpenShape } from '../program.js';
import { axisFromFront, axisOf, fixedSide, mapSide, withSide } from './shapes.js';
import { emitReshape, knownValues, wholeNumbers } from './steps.js';

interface Slice {
  readonly beginIds: readonly number[];
  readonly beginMasks: readonly boolean[];
  readonly endIds: readonly number[];
  readonly endMasks: readonly boolean[];
  readonly strides: readonly number[];
  readonly squeezeMasks: readonly boolean[];
}

/** Layers that take a part of a blob, or turn it round. */
export const slicing: Readonly<Record<string, Translate>> = {
  slice: (
    { startIndex, endIndex, stride, axis }: { startIndex: number; endIndex: number; stride: number; axis: number },
    inputs,
    network,
  ) => emitSlice(onlyInput(inputs), axis - 3, startIndex, endIndex, stride || 1, network),

  sliceStatic: (parameters: Slice, inputs, network) => sliceBy(onlyInput(inputs), parameters, {}, network),

  // What is an input takes the place of the parameter.
  sliceDynamic: (parameters: Omit<Slice, 'beginIds'>, [x, begin, end, ...rest], network) => {
    if (x === undefined || begin === undefined || rest.length > 4)
      throw new Unsupported('less than two inputs, or more than seven');
    const [strides, beginMasks, endMasks, squeezeMasks] = rest;
    const known = (blob: Blob | undefined, otherwise: readonly number[]): readonly number[] =>
      blob ? knownValues(blob, 'steps') : otherwise;
    const masks = (blob: Blob | undefined, otherwise: readonly boolean[]): readonly boolean[] =>
      blob ? knownValues(blob, 'a mask').map(Boolean) : otherwise;
    const bounds = {
      ...(!begin.constant && { begin: wholeNumbers(begin, network) }),
      ...(end && !end.constant && { end: wholeNumbers(end, network) }),
    };
    const stated: Slice = {
      beginIds: begin.constant ? known(begin, []) : [],
      endIds: end?.constant ? known(end, []) : parameters.endIds,
      strides: known(strides, parameters.strides),
      beginMasks: masks(beginMasks, parameters.beginMasks),
      endMasks: masks(endMasks, parameters.endMasks),
      squeezeMasks: masks(squeezeMasks, parameters.squeezeMasks),
    };
    return sliceBy(x, stated, bounds, network);
  },

  // The second input is where the part begins.
  sliceBySize: ({ size, axis }: { size: number; axis: number }, inputs, network) => {
    const [x, begin] = twoInputs(inputs);
    if (size < 1) throw new Unsupported(`a size of ${String(size)}`);
    const at = axisOf(x, axis);
    const first = wholeNumbers(emitReshape(begin, [1], network), network);
    const indices = network.emit('add', { x: first, y: ints(counted(size)) }, [size], 'int32');
    return network.emit('gather', { x, indices, axis: int(at) }, withSide(x.shape, at, size));
  },

  slidingWindows: ({ axis, windowSize, step }: { axis: number; windowSize: number; step: number }, inputs, network) => {
    const x = onlyInput(inputs);
    const at = axisOf(x, axis);
    const count = Math.floor((fixedSide(x, at) - windowSize) / (step || 1)) + 1;
    const places = counted(count).flatMap((window) => counted(windowSize).map((one) => window * (step || 1) + one));
    const shape = [...x.shape.slice(0, at), count, windowSize, ...x.shape.slice(at + 1)];
    return network.emit('gather', { x, indices: ints(places, [count, windowSize]), axis: int(at) }, shape);
  },

  reverse: ({ reverseDim }: { reverseDim: readonly boolean[] }, inputs, network) => {
    const x = onlyInput(inputs);
    const axes = reverseDim.flatMap((turns, axis) => (turns ? [axis] : []));
    return axes.length === 0 ? x : network.emit('reverse', { x, axes: ints(axes) }, x.shape);
  },

  reverseSeq: ({ batchAxis, sequenceAxis }: { batchAxis: number; sequenceAxis: number }, inputs, network) => {
    const [x, lengths] = twoInputs(inputs);
    const axes = { seq_axis: int(axisOf(x, sequenceAxis)), batch_axis: int(axisOf(x, batchAxis)) };
    return network.emit('reverse_sequence', { x, lengths: wholeNumbers(lengths, network), ...axes }, x.shape);
  },
};

const counted = (count: number): number[] => Array.from({ length: Math.max(0, count) }, (_, at) => at);

/** Takes a part along one axis; it runs to the end where `to` is left out. */
export function emitSlice(
  x: Blob,
  axis: number,
  from: number,
  to: number | undefined,
  stride: number,
  network: Network,
): Blob {
  const at = axisOf(x, axis);
  const free = x.shape.map((_, index) => index !== at);
  const one = (value: number, otherwise: number): number[] => free.map((other) => (other ? otherwise : value));
  const parameters: Slice = {
    beginIds: one(from, 0),
    beginMasks: free,
    endIds: one(to ?? 0, 0),
    endMasks: free.map((other) => other || to === undefined),
    strides: one(stride, 1),
    squeezeMasks: [],
  };
  return sliceBy(x, parameters, {}, network);
}

/** Slices by parameters, or by bounds that are known at run time only. */
function sliceBy(
  x: Blob,
  parameters: Slice,
  computed: { readonly begin?: Argument; readonly end?: Argument },
  network: Network,
): Blob {
  const open = { begin: computed.begin !== undefined, end: computed.end !== undefined };
  const shape = x.shape.map((side, axis) => {
    const isOpen =
      (open.begin && parameters.beginMasks[axis] !== true) || (open.end && parameters.endMasks[axis] !== true);
    return isOpen ? undefined : mapSide(side, (length) => lengthOf(parameters, axis, length));
  });
  const operands = {
    begin: computed.begin ?? ints(parameters.beginIds),
    end: computed.end ?? ints(parameters.endIds),
    stride: ints(parameters.strides),
    begin_mask: flags(parameters.beginMasks),
    end_mask: flags(parameters.endMasks),
  };
  if (!parameters.squeezeMasks.includes(true)) return network.emit('slice_by_index', { x, ...operands }, shape);
  const kept: OpenShape = shape.filter((_, axis) => parameters.squeezeMasks[axis] !== true);
  const squeezed = { ...operands, squeeze_mask: flags(parameters.squeezeMasks) };
  const part = network.emit('slice_by_index', { x, ...squeezed }, kept);
  return kept.length === 0 ? emitReshape(part, [1], network) : part;
}

function lengthOf(parameters: Slice, axis: number, length: number): number {
  const stride = parameters.strides[axis] ?? 1;
  const backwards = stride < 0;
  const within = (at: number): number =>
    backwards
      ? Math.min(length - 1, Math.max(-1, axisFromFront(at, length)))
      : Math.min(length, Math.max(0, axisFromFront(at, length)));
  const from = parameters.beginMasks[axis] ? (backwards ? length - 1 : 0) : within(parameters.beginIds[axis] ?? 0);
  const to = parameters.endMasks[axis] ? (backwards ? -1 : length) : within(parameters.endIds[axis] ?? 0);
  return Math.max(0, Math.ceil((to - from) / stride));
}
