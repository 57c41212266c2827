import { Unsupported } from '../unsupported.js';
import { int, text } from './network.js';
import { onlyInput, threeInputs, twoInputs } from './layer.js';
import type { Translate } from './layer.js';
import { axisOf, fixedSide } from './shapes.js';
import { asFloats, emitReshape, wholeNumbers } from './steps.js';

/** NeuralNetwork.proto, ScatterMode */
const scatterModes = ['update', 'add', 'sub', 'mul', 'div', 'max', 'min'];

/** Layers that pick elements by indices, and put them where indices say. */
export const gathering: Readonly<Record<string, Translate>> = {
  gather: ({ axis }: { axis: number }, inputs, network) => {
    const [x, positions] = twoInputs(inputs);
    const at = axisOf(x, axis);
    const indices = wholeNumbers(positions, network);
    const shape = [...x.shape.slice(0, at), ...positions.shape, ...x.shape.slice(at + 1)];
    return network.emit('gather', { x, indices, axis: int(at) }, shape);
  },
  gatherND: (_, inputs, network) => {
    const [x, positions] = twoInputs(inputs);
    const indices = wholeNumbers(positions, network);
    const shape = [...positions.shape.slice(0, -1), ...x.shape.slice(fixedSide(positions, -1))];
    return network.emit('gather_nd', { x, indices }, shape);
  },
  gatherAlongAxis: ({ axis }: { axis: number }, inputs, network) => {
    const [x, positions] = twoInputs(inputs);
    const operands = { x, indices: wholeNumbers(positions, network), axis: int(axisOf(x, axis)) };
    return network.emit('gather_along_axis', operands, positions.shape);
  },

  scatter: ({ axis, mode }: { axis: number; mode: number }, inputs, network) => {
    const [data, positions, slices] = threeInputs(inputs);
    const at = axisOf(data, axis);
    // Indices of several axes are a list of them all.
    const isList = positions.shape.length === 1;
    const list = isList ? positions : emitReshape(positions, [-1], network);
    const sides = [...data.shape.slice(0, at), ...list.shape, ...data.shape.slice(at + 1)].map((side) => side ?? -1);
    const updates = isList ? slices : emitReshape(slices, sides, network);
    const operands = { data, indices: wholeNumbers(list, network), updates, axis: int(at) };
    return network.emit('scatter', { ...operands, mode: scatterMode(mode) }, data.shape);
  },
  scatterND: ({ mode }: { mode: number }, inputs, network) => {
    const [data, positions, updates] = threeInputs(inputs);
    const operands = { data, indices: wholeNumbers(positions, network), updates, mode: scatterMode(mode) };
    return network.emit('scatter_nd', operands, data.shape);
  },
  scatterAlongAxis: ({ axis, mode }: { axis: number; mode: number }, inputs, network) => {
    const [data, positions, updates] = threeInputs(inputs);
    const operands = { data, indices: wholeNumbers(positions, network), updates, axis: int(axisOf(data, axis)) };
    return network.emit('scatter_along_axis', { ...operands, mode: scatterMode(mode) }, data.shape);
  },

  whereNonZero: (_, inputs, network) => {
    const x = onlyInput(inputs);
    return asFloats(network.emit('non_zero', { x }, [undefined, x.shape.length], 'int32'), network);
  },
};

function scatterMode(mode: number) {
  const known = scatterModes[mode];
  if (known === undefined) throw new Unsupported(`mode ${String(mode)}`);
  return text(known);
}
