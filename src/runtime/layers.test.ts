import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { layerFamilies } from '../mil/network/index.js';
import { modelType } from '../coreml/schema.js';
import { hostPredictor } from './index.js';

/**
 * Every layer of neural networks, by values worked out by hand from what NeuralNetwork.proto says of it. Arrays are
 * [C, H, W], as before iOS 13, unless a case is exact.
 */
interface Case {
  readonly says: string;
  readonly layer: object;
  readonly x: readonly number[];
  readonly shape: readonly number[];
  /** A second input, or a third and so on. */
  readonly more?: readonly { readonly shape: readonly number[]; readonly values: readonly number[] }[];
  readonly gives: readonly number[];
  /** The input's shape when left out. */
  readonly to?: readonly number[];
  readonly exact?: true;
  /** The second output too. */
  readonly alsoGives?: readonly number[];
}

const f = (...values: number[]) => ({ floatValue: values });
const row = (...values: number[]) => ({ x: values, shape: [1, 1, values.length] });
const column = (...values: number[]) => ({ x: values, shape: [values.length, 1, 1] });
const vector = (...values: number[]) => ({ x: values, shape: [values.length], exact: true as const });
const matrix = (height: number, ...values: number[]) => ({
  x: values,
  shape: [height, values.length / height],
  exact: true as const,
});
const square = { x: Array.from({ length: 16 }, (_, at) => at + 1), shape: [1, 4, 4] };
const borders = (...edges: [number, number][]) => ({
  borderAmounts: edges.map(([startEdgeSize, endEdgeSize]) => ({ startEdgeSize, endEdgeSize })),
});

const conv = (kernelSize: number[], weights: number[], more: object = {}) => ({
  convolution: {
    outputChannels: 1,
    kernelChannels: 1,
    nGroups: 1,
    kernelSize,
    stride: [1, 1],
    dilationFactor: [1, 1],
    weights: f(...weights),
    valid: {},
    ...more,
  },
});
/** The padding given replaces the valid one. */
const same = (asymmetryMode: number) => ({ valid: undefined, same: { asymmetryMode } });
const pool = (type: number, kernelSize: number[], stride: number[], more: object = { valid: {} }) => ({
  pooling: { type, kernelSize, stride, ...more },
});
const activation = (kind: string, parameters: object = {}) => ({ activation: { [kind]: parameters } });
const unary = (type: number, more: object = {}) => ({ unary: { type, scale: 1, ...more } });
const reduce = (mode: number, axis: number, more: object = {}) => ({ reduce: { mode, axis, ...more } });
const two = (...values: number[]) => [{ shape: [1, 1, values.length], values }];
const exactly = (...values: number[]) => [{ shape: [values.length], values }];

const cases: readonly Case[] = [
  {
    says: 'takes strides and a bias',
    layer: conv([2, 2], [1, 0, 0, 2], { stride: [2, 2], hasBias: true, bias: f(1) }),
    ...square,
    gives: [14, 20, 38, 44],
    to: [1, 2, 2],
  },
  {
    says: 'pads each edge by its own amount',
    layer: conv([1, 1], [2], { valid: { paddingAmounts: borders([1, 0], [0, 1]) } }),
    ...row(3),
    gives: [0, 0, 6, 0],
    to: [1, 2, 2],
  },
  {
    says: 'has groups and dilations',
    layer: conv([1, 2], [1, 1, 1, -1], { outputChannels: 2, nGroups: 2, dilationFactor: [1, 2] }),
    x: [1, 2, 3, 10, 20, 30],
    shape: [2, 1, 3],
    gives: [4, -20],
    to: [2, 1, 1],
  },
  { says: 'pads more at the end', layer: conv([1, 2], [1, 10], same(0)), ...row(1, 2), gives: [21, 2] },
  { says: 'pads more at the start', layer: conv([1, 2], [1, 10], same(1)), ...row(1, 2), gives: [10, 21] },
  {
    says: 'turned round spreads each input over the kernel',
    layer: conv([2, 2], [1, 2, 3, 4], { isDeconvolution: true }),
    ...row(1, 2),
    gives: [1, 4, 4, 3, 10, 8],
    to: [1, 2, 3],
  },
  {
    says: 'turned round is cropped by its padding',
    layer: conv([2, 2], [1, 2, 3, 4], { isDeconvolution: true, valid: { paddingAmounts: borders([0, 0], [1, 0]) } }),
    ...row(1, 2),
    gives: [4, 4, 10, 8],
    to: [1, 2, 2],
  },
  {
    says: 'turned round has weights by input, then by output',
    layer: conv([1, 1], [1, 2, 3, 4, 5, 6], { isDeconvolution: true, kernelChannels: 2, outputChannels: 3 }),
    ...column(1, 10),
    gives: [41, 52, 63],
    to: [3, 1, 1],
  },
  {
    says: 'turned round reaches as far as it is told',
    layer: conv([1, 2], [1, 2], { isDeconvolution: true, stride: [1, 2], outputShape: [1, 4] }),
    ...row(1, 10),
    gives: [1, 2, 10, 20],
    to: [1, 1, 4],
  },
  { says: 'takes the largest', layer: pool(0, [2, 2], [2, 2]), ...square, gives: [6, 8, 14, 16], to: [1, 2, 2] },
  { says: 'takes the mean', layer: pool(1, [2, 2], [2, 2]), ...square, gives: [3.5, 5.5, 11.5, 13.5], to: [1, 2, 2] },
  { says: 'takes the length', layer: pool(2, [1, 2], [1, 1]), ...row(3, 4), gives: [5], to: [1, 1, 1] },
  {
    says: 'counts padding in a mean',
    layer: pool(1, [1, 2], [1, 1], { valid: { paddingAmounts: borders([0, 0], [1, 0]) } }),
    ...row(2, 4),
    gives: [1, 3],
  },
  {
    says: 'leaves padding out of a mean when told',
    layer: pool(1, [1, 2], [1, 1], { valid: { paddingAmounts: borders([0, 0], [1, 0]) }, avgPoolExcludePadding: true }),
    ...row(2, 4),
    gives: [2, 3],
  },
  {
    says: 'includes the last pixel',
    layer: pool(0, [1, 2], [1, 2], { includeLastPixel: { paddingAmounts: [0, 0] } }),
    ...row(1, 2, 3),
    gives: [2, 3],
    to: [1, 1, 2],
  },
  {
    says: 'includes the last pixel, but no window that begins in the padding',
    layer: pool(0, [1, 2], [1, 2], { includeLastPixel: { paddingAmounts: [0, 1] } }),
    ...row(1, 2, 3),
    gives: [1, 3],
    to: [1, 1, 2],
  },
  { says: 'pools all', layer: { pooling: { type: 1, globalPooling: true } }, ...square, gives: [8.5], to: [1, 1, 1] },

  { says: 'is a line', layer: activation('linear', { alpha: 2, beta: 1 }), ...row(-1, 2), gives: [-1, 5] },
  { says: 'rectifies', layer: activation('ReLU'), ...row(-1, 2), gives: [0, 2] },
  { says: 'leaks', layer: activation('leakyReLU', { alpha: 0.1 }), ...row(-1, 2), gives: [-0.1, 2] },
  {
    says: 'has a threshold',
    layer: activation('thresholdedReLU', { alpha: 1 }),
    ...row(0.5, 1, 2),
    gives: [0, 1, 2],
  },
  {
    says: 'leaks by channel',
    layer: activation('PReLU', { alpha: f(0.1, 0.2) }),
    ...column(-1, -1),
    gives: [-0.1, -0.2],
  },
  { says: 'leaks alike', layer: activation('PReLU', { alpha: f(0.3) }), ...column(-1, -2), gives: [-0.3, -0.6] },
  { says: 'is tanh', layer: activation('tanh'), ...row(1), gives: [0.761594] },
  {
    says: 'is tanh, scaled',
    layer: activation('scaledTanh', { alpha: 2, beta: 0.5 }),
    ...row(2),
    gives: [1.523188],
  },
  { says: 'is sigmoid', layer: activation('sigmoid'), ...row(0, 1), gives: [0.5, 0.731059] },
  {
    says: 'is sigmoid of lines',
    layer: activation('sigmoidHard', { alpha: 0.5, beta: 0.25 }),
    ...row(-1, 1, 9),
    gives: [0, 0.75, 1],
  },
  { says: 'is ELU', layer: activation('ELU', { alpha: 2 }), ...row(-1, 3), gives: [-1.264241, 3] },
  { says: 'is softsign', layer: activation('softsign'), ...row(-1, 3), gives: [-0.5, 0.75] },
  { says: 'is softplus', layer: activation('softplus'), ...row(0, 1), gives: [0.693147, 1.313262] },
  {
    says: 'is softplus by channel',
    layer: activation('parametricSoftplus', { alpha: f(1, 2), beta: f(1, 0.5) }),
    ...column(1, 2),
    gives: [1.313262, 2.626523],
  },

  {
    says: 'multiplies the channels of one pixel',
    layer: {
      innerProduct: {
        inputChannels: 2,
        outputChannels: 3,
        hasBias: true,
        weights: f(1, 2, 3, 4, 5, 6),
        bias: f(10, 20, 30),
      },
    },
    ...column(1, 2),
    gives: [15, 31, 47],
    to: [3, 1, 1],
  },
  {
    says: 'multiplies the last axis from iOS 13 on',
    layer: { innerProduct: { inputChannels: 2, outputChannels: 1, weights: f(1, 10) } },
    ...matrix(2, 1, 2, 3, 4),
    gives: [21, 43],
    to: [2, 1],
  },

  {
    says: 'normalizes by stored moments',
    layer: { batchnorm: { channels: 2, gamma: f(2, 1), beta: f(1, 0), mean: f(3, 0), variance: f(4, 1), epsilon: 0 } },
    ...column(5, 7),
    gives: [3, 7],
  },
  {
    says: 'normalizes each picture by itself',
    layer: {
      batchnorm: {
        channels: 1,
        gamma: f(2),
        beta: f(1),
        instanceNormalization: true,
        computeMeanVar: true,
        epsilon: 0,
      },
    },
    ...row(1, 3),
    gives: [-1, 3],
  },
  { says: 'is a share of the channels', layer: { softmax: {} }, ...column(0, Math.log(3)), gives: [0.25, 0.75] },
  { says: 'is a share', layer: { softmaxND: { axis: -1 } }, ...vector(0, Math.log(3)), gives: [0.25, 0.75] },

  {
    says: 'cuts edges',
    layer: { crop: { cropAmounts: borders([1, 0], [0, 2]) } },
    ...square,
    gives: [5, 6, 9, 10, 13, 14],
    to: [1, 3, 2],
  },
  {
    says: 'cuts to the size of another',
    layer: { crop: { offset: [2, 1] } },
    ...square,
    more: [{ shape: [1, 1, 2], values: [0, 0] }],
    gives: [10, 11],
    to: [1, 1, 2],
  },
  {
    says: 'mirrors without the edge',
    layer: { padding: { paddingAmounts: borders([0, 0], [2, 0]), reflection: {} } },
    ...row(1, 2, 3),
    gives: [3, 2, 1, 2, 3],
    to: [1, 1, 5],
  },
  {
    says: 'repeats the edge',
    layer: { padding: { paddingAmounts: borders([0, 0], [2, 0]), replication: {} } },
    ...row(1, 2, 3),
    gives: [1, 1, 1, 2, 3],
    to: [1, 1, 5],
  },
  {
    says: 'pads any axis',
    layer: { constantPad: { value: 9, padAmounts: [1, 0, 0, 1] } },
    ...matrix(1, 1, 2),
    gives: [9, 9, 9, 1, 2, 9],
    to: [2, 3],
  },
  {
    says: 'repeats pixels',
    layer: { upsample: { scalingFactor: [2, 2] } },
    ...row(1, 2),
    gives: [1, 1, 2, 2, 1, 1, 2, 2],
    to: [1, 2, 4],
  },
  ...[
    [0, [0, 2, 4, 4]],
    [1, [0, 4 / 3, 8 / 3, 4]],
    [2, [0, 1, 3, 4]],
  ].map(([linearUpsampleMode, gives]): Case => ({
    says: `blends pixels in mode ${String(linearUpsampleMode)}`,
    layer: { upsample: { scalingFactor: [1, 2], mode: 1, linearUpsampleMode } },
    ...row(0, 4),
    gives: gives as number[],
    to: [1, 1, 4],
  })),
  {
    says: 'blends corner to corner',
    layer: { resizeBilinear: { targetSize: [1, 4] } },
    ...row(0, 4),
    gives: [0, 4 / 3, 8 / 3, 4],
    to: [1, 1, 4],
  },
  {
    says: 'blends by the ratio of sizes',
    layer: { resizeBilinear: { targetSize: [1, 4], mode: { samplingMethod: 2 } } },
    ...row(0, 4),
    gives: [0, 2, 4, 4],
    to: [1, 1, 4],
  },

  { says: 'takes roots of a line', layer: unary(0, { scale: 2, shift: 1 }), ...row(4), gives: [3] },
  { says: 'adds epsilon in the root', layer: unary(1, { epsilon: 1 }), ...row(3), gives: [0.5] },
  { says: 'adds epsilon before it inverts', layer: unary(2, { epsilon: 1 }), ...row(3), gives: [0.25] },
  { says: 'takes powers', layer: unary(3, { alpha: 3 }), ...row(2), gives: [8] },
  { says: 'is exp', layer: unary(4), ...row(1), gives: [Math.E] },
  { says: 'is log', layer: unary(5), ...row(Math.E), gives: [1] },
  { says: 'is abs', layer: unary(6), ...row(-2), gives: [2] },
  { says: 'is no smaller than alpha', layer: unary(7, { alpha: 1 }), ...row(0, 2), gives: [1, 2] },

  { says: 'adds its alpha', layer: { add: { alpha: 3 } }, ...row(1, 2), gives: [4, 5] },
  { says: 'adds', layer: { add: {} }, ...row(1, 2), more: two(10, 20), gives: [11, 22] },
  { says: 'multiplies by its alpha', layer: { multiply: { alpha: 3 } }, ...row(1, 2), gives: [3, 6] },
  { says: 'multiplies', layer: { multiply: {} }, ...row(1, 2), more: two(10, 20), gives: [10, 40] },
  {
    says: 'is the mean of three',
    layer: { average: {} },
    ...row(1, 2),
    more: [...two(10, 20), ...two(1, 2)],
    gives: [4, 8],
  },
  { says: 'is the larger', layer: { max: {} }, ...row(1, 20), more: two(10, 2), gives: [10, 20] },
  { says: 'is the smaller', layer: { min: {} }, ...row(1, 20), more: two(10, 2), gives: [1, 2] },
  {
    says: 'scales by channel and adds a plane',
    layer: { scale: { shapeScale: [2], scale: f(2, 3), hasBias: true, shapeBias: [2, 1, 1], bias: f(10, 20) } },
    ...column(1, 1),
    gives: [12, 23],
  },
  { says: 'adds to each channel', layer: { bias: { shape: [2], bias: f(10, 20) } }, ...column(1, 1), gives: [11, 21] },

  { says: 'sums all', layer: reduce(0, 0), ...square, gives: [136], to: [1, 1, 1] },
  { says: 'sums a plane', layer: reduce(0, 1), x: [1, 2, 3, 4], shape: [2, 1, 2], gives: [3, 7], to: [2, 1, 1] },
  { says: 'sums channels', layer: reduce(0, 2), x: [1, 2, 3, 4], shape: [2, 1, 2], gives: [4, 6], to: [1, 1, 2] },
  { says: 'sums columns', layer: reduce(0, 3), x: [1, 2, 3, 4], shape: [1, 2, 2], gives: [4, 6], to: [1, 1, 2] },
  { says: 'sums rows', layer: reduce(0, 4), x: [1, 2, 3, 4], shape: [1, 2, 2], gives: [3, 7], to: [1, 2, 1] },
  ...[7 / 3, 8, Math.log(2) + Math.log(3) + Math.log(5), 21, 7, Math.sqrt(21), 4, 1].map((result, at): Case => ({
    says: `reduces in mode ${String(at + 1)}`,
    layer: reduce(at + 1, 4, { epsilon: 1 }),
    ...row(1, 2, 4),
    gives: [result],
    to: [1, 1, 1],
  })),
  { says: 'takes the largest', layer: { reduceMax: { axes: [1] } }, ...matrix(2, 1, 2, 4, 3), gives: [2, 4], to: [2] },
  {
    says: 'takes the smallest and keeps the axis',
    layer: { reduceMin: { axes: [0], keepDims: true } },
    ...matrix(2, 1, 2, 4, 1),
    gives: [1, 1],
    to: [1, 2],
  },
  {
    says: 'sums the last axis',
    layer: { reduceSum: { axes: [-1] } },
    ...matrix(2, 1, 2, 4, 3),
    gives: [3, 7],
    to: [2],
  },
  {
    says: 'is the mean of all',
    layer: { reduceMean: { reduceAll: true, keepDims: true } },
    ...matrix(2, 1, 2, 4, 1),
    gives: [2],
    to: [1, 1],
  },

  {
    says: 'reshapes',
    layer: { reshape: { targetShape: [3, 2, 1] } },
    x: [1, 2, 3, 4, 5, 6],
    shape: [1, 2, 3],
    gives: [1, 2, 3, 4, 5, 6],
    to: [3, 2, 1],
  },
  {
    says: 'reshapes with channels last',
    layer: { reshape: { targetShape: [4, 1, 1], mode: 1 } },
    x: [1, 2, 3, 4],
    shape: [2, 1, 2],
    gives: [1, 3, 2, 4],
    to: [4, 1, 1],
  },
  { says: 'flattens', layer: { flatten: {} }, x: [1, 2, 3, 4], shape: [2, 1, 2], gives: [1, 2, 3, 4], to: [4, 1, 1] },
  {
    says: 'flattens with channels last',
    layer: { flatten: { mode: 1 } },
    x: [1, 2, 3, 4],
    shape: [2, 1, 2],
    gives: [1, 3, 2, 4],
    to: [4, 1, 1],
  },
  {
    says: 'permutes sequence, channels, rows and columns',
    layer: { permute: { axis: [0, 3, 1, 2] } },
    x: [1, 2, 3, 4, 5, 6],
    shape: [1, 2, 3],
    gives: [1, 4, 2, 5, 3, 6],
    to: [3, 1, 2],
  },
  { says: 'transposes', layer: { transpose: { axes: [1, 0] } }, ...matrix(1, 1, 2), gives: [1, 2], to: [2, 1] },
  {
    says: 'joins channels',
    layer: { concat: {} },
    ...row(1, 2),
    more: two(3, 4),
    gives: [1, 2, 3, 4],
    to: [2, 1, 2],
  },
  {
    says: 'joins any axis',
    layer: { concatND: { axis: 0 } },
    ...vector(1, 2),
    more: exactly(3, 4),
    gives: [1, 2, 3, 4],
    to: [4],
  },
  {
    says: 'parts channels',
    layer: { split: { nOutputs: 2 } },
    ...column(1, 2),
    gives: [1],
    to: [1, 1, 1],
    alsoGives: [2],
  },
  {
    says: 'parts any axis by sizes',
    layer: { splitND: { axis: 0, numSplits: 2, splitSizes: [1, 2] } },
    ...vector(1, 2, 3),
    gives: [1],
    to: [1],
    alsoGives: [2, 3],
  },
  {
    says: 'puts pixels into channels',
    layer: { reorganizeData: { mode: 0, blockSize: 2 } },
    x: [0, 1, 2, 3, 4, 5, 6, 7],
    shape: [2, 2, 2],
    gives: [0, 4, 1, 5, 2, 6, 3, 7],
    to: [8, 1, 1],
  },
  {
    says: 'puts channels into pixels, colours last',
    layer: { reorganizeData: { mode: 1, blockSize: 2 } },
    ...column(0, 1, 2, 3, 4, 5, 6, 7),
    gives: [0, 2, 4, 6, 1, 3, 5, 7],
    to: [2, 2, 2],
  },
  {
    says: 'puts channels into pixels, colours first',
    layer: { reorganizeData: { mode: 2, blockSize: 2 } },
    ...column(0, 1, 2, 3, 4, 5, 6, 7),
    gives: [0, 1, 2, 3, 4, 5, 6, 7],
    to: [2, 2, 2],
  },
  {
    says: 'takes every other column',
    layer: { slice: { startIndex: 0, endIndex: -1, stride: 2, axis: 2 } },
    ...row(1, 2, 3, 4),
    gives: [1, 3],
    to: [1, 1, 2],
  },
  {
    says: 'takes channels',
    layer: { slice: { startIndex: 1, endIndex: 2, stride: 1 } },
    ...column(1, 2, 3),
    gives: [2],
    to: [1, 1, 1],
  },
  {
    says: 'takes backwards to the start, and squeezes',
    layer: {
      sliceStatic: {
        beginIds: [1, 0],
        beginMasks: [false, true],
        endIds: [2, 0],
        endMasks: [false, true],
        strides: [1, -1],
        squeezeMasks: [true, false],
      },
    },
    ...matrix(2, 1, 2, 3, 4),
    gives: [4, 3],
    to: [2],
  },
  { says: 'copies', layer: { copy: {} }, ...row(1), gives: [1] },
  { says: 'clips', layer: { clip: { minVal: -1, maxVal: 2 } }, ...row(-3, 1, 5), gives: [-1, 1, 2] },
  { says: 'goes up', layer: { ceil: {} }, ...row(-1.5, 1.2), gives: [-1, 2] },
  { says: 'goes down', layer: { floor: {} }, ...row(-1.5, 1.2), gives: [-2, 1] },
  { says: 'is the sign', layer: { sign: {} }, ...row(-2, 0, 3), gives: [-1, 0, 1] },
  { says: 'rounds', layer: { round: {} }, ...row(-1.6, 1.2), gives: [-2, 1] },
  { says: 'is a power of two', layer: { exp2: {} }, ...row(3, -1), gives: [8, 0.5] },
  { says: 'is tanh', layer: { tanh: {} }, ...row(1), gives: [0.761594] },
  { says: 'is the error function', layer: { erf: {} }, ...row(1), gives: [0.842701] },
  { says: 'is GELU', layer: { gelu: {} }, ...row(1), gives: [0.841345] },
  { says: 'is GELU by tanh', layer: { gelu: { mode: 1 } }, ...row(1), gives: [0.841192] },
  { says: 'is GELU by sigmoid', layer: { gelu: { mode: 2 } }, ...row(1), gives: [0.845796] },
  ...(
    [
      ['addBroadcastable', [9, 4]],
      ['subtractBroadcastable', [5, 0]],
      ['multiplyBroadcastable', [14, 4]],
      ['divideBroadcastable', [3.5, 1]],
      ['floorDivBroadcastable', [3, 1]],
      ['powBroadcastable', [49, 4]],
      ['maxBroadcastable', [7, 2]],
      ['minBroadcastable', [2, 2]],
    ] as const
  ).map(([kind, gives]): Case => ({
    says: 'broadcasts',
    layer: { [kind]: {} },
    ...vector(7, 2),
    more: exactly(2),
    gives,
  })),
  { says: 'drops axes', layer: { squeeze: { axes: [0] } }, ...matrix(1, 1, 2), gives: [1, 2], to: [2] },
  { says: 'adds axes', layer: { expandDims: { axes: [0, -1] } }, ...vector(1, 2), gives: [1, 2], to: [1, 2, 1] },
  {
    says: 'reshapes',
    layer: { reshapeStatic: { targetShape: [2, -1] } },
    ...vector(1, 2, 3, 4),
    gives: [1, 2, 3, 4],
    to: [2, 2],
  },
];

/** A constant is an output of its own. */
const constants = [
  { kind: 'loadConstant', exact: 0, shape: [1, 1, 2] },
  { kind: 'loadConstantND', exact: 1, shape: [2] },
] as const;

const array = (name: string, shape: readonly number[]) => ({ name, type: { multiArray: { shape, dataType: 65568 } } });

describe('layers of a neural network', () => {
  let folder: string;
  before(() => {
    folder = temporaryFolder().path;
  });

  async function outputsOf(
    model: object,
    inputs: Readonly<Record<string, readonly [readonly number[], readonly number[]]>>,
  ) {
    const path = join(folder, 'model.mlmodel');
    writeFileSync(path, modelType.encode(modelType.fromObject(model)).finish());
    const predictor = await hostPredictor(path, { threads: 1 });
    const given = Object.entries(inputs).map(([name, [shape, values]]) => [
      name,
      { shape, data: Float32Array.from(values) },
    ]);
    const made = await predictor.predict(Object.fromEntries(given) as Parameters<typeof predictor.predict>[0]);
    await predictor.release();
    return made;
  }

  const mustBeNear = (data: ArrayLike<number> | undefined, values: readonly number[]): void => {
    expect(data?.length).to.equal(values.length);
    values.forEach((value, at) => {
      expect(data?.[at], `element ${String(at)} of ${Array.from(data ?? []).join(' ')}`).to.be.closeTo(
        value,
        2e-6 * Math.max(1, Math.abs(value)),
      );
    });
  };

  for (const { says, layer, x, shape, more = [], gives, to = shape, exact, alsoGives } of cases) {
    it(`${Object.keys(layer)[0] ?? ''} ${says}`, async () => {
      const others = more.map((one, index) => ({ name: `x${String(index + 2)}`, ...one }));
      const second = alsoGives && { name: 'second', shape: [alsoGives.length, ...to.slice(1)] };
      const model = {
        specificationVersion: 4,
        description: {
          input: [array('x', shape), ...others.map((one) => array(one.name, one.shape))],
          output: [array('y', to), ...(second ? [array(second.name, second.shape)] : [])],
        },
        neuralNetwork: {
          arrayInputShapeMapping: exact ? 1 : 0,
          layers: [
            {
              name: 'layer',
              input: ['x', ...others.map(({ name }) => name)],
              output: ['y', ...(second ? [second.name] : [])],
              ...layer,
            },
          ],
        },
      };
      const made = await outputsOf(model, {
        x: [shape, x],
        ...Object.fromEntries(others.map((one) => [one.name, [one.shape, one.values] as const])),
      });
      expect(made['y']?.shape).to.deep.equal(to);
      mustBeNear(made['y']?.data, gives);
      if (alsoGives) mustBeNear(made['second']?.data, alsoGives);
    });
  }

  for (const { kind, exact, shape } of constants) {
    it(`${kind} is what the file holds`, async () => {
      const layers = [
        { name: 'c', output: ['c'], [kind]: { shape, data: f(3, 4) } },
        { name: 'a', input: ['x', 'c'], output: ['y'], addBroadcastable: {} },
      ];
      const description = { input: [array('x', shape)], output: [array('y', shape)] };
      const model = { specificationVersion: 4, description, neuralNetwork: { arrayInputShapeMapping: exact, layers } };
      mustBeNear((await outputsOf(model, { x: [shape, [10, 20]] }))['y']?.data, [13, 24]);
    });
  }

  it('all have such a case', () => {
    const known = Object.values(layerFamilies).flatMap((family) => Object.keys(family));
    const tested = new Set([...cases.flatMap(({ layer }) => Object.keys(layer)), ...constants.map(({ kind }) => kind)]);
    expect(known.filter((kind) => !tested.has(kind))).to.deep.equal([]);
  });
});
