import { borders, counting, exact, legacy, row, square } from './case.js';
import type { Case } from './case.js';

const pool = (type: number, kernelSize: number[], stride: number[], more: object = { valid: {} }) => ({
  pooling: { type, kernelSize, stride, ...more },
});

const pool3d = (more: object) => ({
  pooling3d: {
    type: 1,
    kernelDepth: 1,
    kernelHeight: 1,
    kernelWidth: 1,
    strideDepth: 1,
    strideHeight: 1,
    strideWidth: 1,
    ...more,
  },
});

export const pooling: readonly Case[] = [
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
  {
    says: 'pools all of each picture in five axes',
    layer: { pooling: { type: 0, globalPooling: true } },
    ...legacy([2, 1, 1, 1, 2], 1, 2, 4, 3),
    gives: [2, 4],
    to: [2, 1, 1, 1, 1],
  },
  {
    says: 'takes the length of all',
    layer: { pooling: { type: 2, globalPooling: true } },
    ...row(3, 4),
    gives: [5],
    to: [1, 1, 1],
  },
  {
    says: 'pads the same',
    layer: pool(0, [1, 2], [1, 2], { same: { asymmetryMode: 1 } }),
    ...row(1, 2, 3),
    gives: [1, 3],
    to: [1, 1, 2],
  },
  {
    says: 'pads by its own amounts, and counts them or not',
    layer: pool3d({ paddingType: 0, kernelWidth: 2, customPaddingLeft: 1, countExcludePadding: true }),
    ...exact([1, 1, 1, 1, 2], 2, 4),
    gives: [2, 3],
  },
  {
    says: 'counts its own amounts of padding on every side',
    layer: pool3d({
      paddingType: 0,
      kernelDepth: 2,
      kernelHeight: 2,
      kernelWidth: 2,
      customPaddingFront: 1,
      customPaddingBack: 1,
      customPaddingTop: 1,
      customPaddingBottom: 1,
      customPaddingRight: 1,
    }),
    ...exact([1, 1, 1, 1, 1], 4),
    gives: [0.5, 0.5, 0.5, 0.5],
    to: [1, 1, 2, 2, 1],
  },
  {
    says: 'takes the largest by strides',
    layer: pool3d({ type: 0, kernelDepth: 2, strideDepth: 2, strideHeight: 2, strideWidth: 2, paddingType: 1 }),
    ...exact([1, 1, 2, 2, 2], ...counting(1, 8)),
    gives: [5],
    to: [1, 1, 1, 1, 1],
  },
  {
    says: 'is the mean of all',
    layer: { globalPooling3d: { type: 1 } },
    ...exact([1, 1, 2, 2, 2], ...counting(1, 8)),
    gives: [4.5],
    to: [1, 1, 1, 1, 1],
  },
];
