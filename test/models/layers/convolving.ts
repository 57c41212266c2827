import { borders, column, exact, f, legacy, row, square } from './case.js';
import type { Case } from './case.js';

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

const conv3d = ([kernelDepth, kernelHeight, kernelWidth]: number[], weights: number[], more: object = {}) => ({
  convolution3d: {
    outputChannels: 1,
    inputChannels: 1,
    nGroups: 1,
    kernelDepth,
    kernelHeight,
    kernelWidth,
    strideDepth: 1,
    strideHeight: 1,
    strideWidth: 1,
    dilationDepth: 1,
    dilationHeight: 1,
    dilationWidth: 1,
    paddingType: 1,
    weights: f(...weights),
    ...more,
  },
});

export const convolving: readonly Case[] = [
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
  {
    says: 'turned round leaves places without a window where the stride is longer',
    layer: conv([1, 1], [2], { isDeconvolution: true, stride: [1, 3], ...same(0) }),
    ...row(1, 2),
    gives: [2, 0, 0, 4, 0, 0],
    to: [1, 1, 6],
  },
  {
    says: 'takes weights and bias as inputs',
    layer: conv([1, 2], []),
    ...exact([1, 1, 1, 3], 1, 2, 3),
    more: [
      { shape: [1, 1, 1, 2], values: [1, 10] },
      { shape: [1], values: [100] },
    ],
    gives: [121, 132],
    to: [1, 1, 1, 2],
  },
  {
    says: 'takes sequence and batch as one batch',
    layer: conv([1, 1], [3]),
    ...legacy([2, 2, 1, 1, 1], 1, 2, 3, 4),
    gives: [3, 6, 9, 12],
  },
  {
    says: 'takes three axes that are not of a batch',
    layer: conv([1, 2], [1, 1]),
    ...exact([1, 1, 3], 1, 2, 3),
    gives: [3, 5],
    to: [1, 1, 2],
  },
  {
    says: 'of three axes pads by its own amounts and strides',
    layer: conv3d([1, 1, 2], [1, 10], {
      paddingType: 0,
      customPaddingFront: 1,
      customPaddingLeft: 1,
      strideWidth: 2,
      hasBias: true,
      bias: f(5),
    }),
    ...exact([1, 1, 1, 1, 3], 1, 2, 3),
    gives: [5, 5, 15, 37],
    to: [1, 1, 2, 1, 2],
  },
  {
    says: 'of three axes pads on its other sides',
    layer: conv3d([1, 1, 1], [2], {
      paddingType: 0,
      customPaddingBack: 1,
      customPaddingTop: 1,
      customPaddingBottom: 1,
      customPaddingRight: 1,
    }),
    ...exact([1, 1, 1, 1, 1], 3),
    gives: [0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    to: [1, 1, 2, 3, 2],
  },
  {
    says: 'of three axes has groups and dilations, and pads the same',
    layer: conv3d([1, 1, 2], [1, 1, 1, -1], {
      paddingType: 2,
      outputChannels: 2,
      inputChannels: 2,
      nGroups: 2,
      dilationWidth: 2,
    }),
    ...exact([1, 2, 1, 1, 3], 1, 2, 3, 10, 20, 30),
    gives: [2, 4, 2, -20, -20, 20],
  },
  {
    says: 'of three axes turned round has weights by input, and reaches as far as it is told',
    layer: conv3d([1, 1, 1], [1, 2, 3, 4, 5, 6], {
      isDeconvolution: true,
      inputChannels: 2,
      outputChannels: 3,
      strideDepth: 2,
      outputShape: [2, 1, 1],
    }),
    ...exact([1, 2, 1, 1, 1], 1, 10),
    gives: [41, 0, 52, 0, 63, 0],
    to: [1, 3, 2, 1, 1],
  },
];
