import { Unsupported } from '../unsupported.js';
import { flag, ints, text } from './network.js';
import type { Arguments, Blob } from './network.js';
import { onlyInput } from './layer.js';
import type { Translate } from './layer.js';
import type { RawPadding } from '../../coreml/raw-network.js';
import type { OpenShape } from '../program.js';
import { onPlanes } from './planes.js';
import { fixedSide } from './shapes.js';
import { emitReduction } from './steps.js';
import { orOtherwise, padWindow, pairOr, paddingOf, paddingOf3d } from './windows.js';
import type { Windows3d } from './windows.js';

interface Pooling extends RawPadding {
  readonly type: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly avgPoolExcludePadding: boolean;
  readonly globalPooling: boolean;
  readonly includeLastPixel?: { readonly paddingAmounts: readonly number[] };
}

interface Pooling3d extends Windows3d {
  readonly type: number;
  readonly countExcludePadding: boolean;
}

/** NeuralNetwork.proto, PoolingLayerParams.PoolingType: a pool, and the reduction that pools all. */
const poolTypes = [
  ['max_pool', 'max'],
  ['avg_pool', 'mean'],
  ['l2_pool', 'l2_norm'],
] as const;

/** Pools of two and three spatial axes. */
export const pools: Readonly<Record<string, Translate>> = {
  pooling: (parameters: Pooling, inputs, network) =>
    onPlanes(onlyInput(inputs), network, (x) => {
      const [type, reduction] = poolOf(parameters.type);
      if (parameters.globalPooling) return emitReduction(reduction, x, [2, 3], network);
      const [kernel, strides] = [pairOr(parameters.kernelSize, 3), pairOr(parameters.stride, 1)];
      const { inputs: padding, sides } = parameters.includeLastPixel
        ? completePadding(x, kernel, strides, pairOr(parameters.includeLastPixel.paddingAmounts, 0))
        : padWindow(x, { kernel, strides, dilations: [1, 1] }, paddingOf(parameters));
      const window = { kernel_sizes: ints(kernel), strides: ints(strides), ...padding };
      const averages = averageOperands(type, parameters.avgPoolExcludePadding);
      return network.emit(type, { x, ...window, ...averages }, [...x.shape.slice(0, 2), ...sides]);
    }),

  pooling3d: (parameters: Pooling3d, inputs, network) => {
    const x = fiveAxes(onlyInput(inputs));
    const [type] = poolOf(parameters.type);
    const kernel = orOtherwise([parameters.kernelDepth, parameters.kernelHeight, parameters.kernelWidth], 3);
    const strides = orOtherwise([parameters.strideDepth, parameters.strideHeight, parameters.strideWidth], 1);
    const { inputs: padding, sides } = padWindow(x, { kernel, strides, dilations: [1, 1, 1] }, paddingOf3d(parameters));
    const window = { kernel_sizes: ints(kernel), strides: ints(strides), ...padding };
    const averages = averageOperands(type, parameters.countExcludePadding);
    return network.emit(type, { x, ...window, ...averages }, [...x.shape.slice(0, 2), ...sides]);
  },

  globalPooling3d: ({ type }: { type: number }, inputs, network) =>
    emitReduction(poolOf(type)[1], fiveAxes(onlyInput(inputs)), [2, 3, 4], network),
};

function poolOf(type: number): (typeof poolTypes)[number] {
  const known = poolTypes[type];
  if (known === undefined) throw new Unsupported(`type ${String(type)}`);
  return known;
}

const averageOperands = (type: string, excludePadding: boolean): Arguments =>
  type === 'avg_pool' ? { exclude_padding_from_average: flag(excludePadding) } : {};

function fiveAxes(x: Blob): Blob {
  if (x.shape.length !== 5) throw new Unsupported(`an input of ${String(x.shape.length)} axes`);
  return x;
}

/**
 * Completes the padding so that windows reach every pixel. Windows are counted as Caffe counts them: rounded up, but none
 * begins beyond the padding.
 */
function completePadding(
  x: Blob,
  kernel: number[],
  strides: number[],
  amounts: number[],
): { inputs: Arguments; sides: OpenShape } {
  const pads: number[] = [];
  const sides = [0, 1].map((axis) => {
    const [length, before] = [fixedSide(x, axis - 2), amounts[axis] ?? 0];
    const [reach, stride] = [kernel[axis] ?? 1, strides[axis] ?? 1];
    const rounded = Math.ceil((length + 2 * before - reach) / stride) + 1;
    const count = (rounded - 1) * stride >= length + before ? rounded - 1 : rounded;
    pads.push(before, Math.max(0, (count - 1) * stride + reach - length - before));
    return count;
  });
  return { inputs: { pad_type: text('custom'), pad: ints(pads) }, sides };
}
