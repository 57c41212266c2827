import { counting, exact, matrix, vector } from './case.js';
import type { Case } from './case.js';

/** What each mode of scattering makes of [8, 8, 8] where 2 meets the last element. */
const scattered = [2, 10, 6, 16, 4, 8, 2];

export const picking: readonly Case[] = [
  {
    says: 'picks along an axis, also from the end',
    layer: { gather: { axis: 1 } },
    ...matrix(2, 1, 2, 3, 4),
    more: [{ shape: [1, 2], values: [-1, 0] }],
    gives: [2, 1, 4, 3],
    to: [2, 1, 2],
  },
  {
    says: 'picks by several indices',
    layer: { gatherND: {} },
    ...matrix(2, 1, 2, 3, 4),
    more: [{ shape: [2, 2], values: [1, 0, 0, 1] }],
    gives: [3, 2],
    to: [2],
  },
  {
    says: 'picks each by its own index',
    layer: { gatherAlongAxis: { axis: -1 } },
    ...matrix(2, 1, 2, 3, 4),
    more: [{ shape: [2, 1], values: [1, 0] }],
    gives: [2, 3],
    to: [2, 1],
  },
  ...scattered.flatMap((result, mode): Case[] => [
    {
      says: `puts slices in mode ${String(mode)}`,
      layer: { scatter: { axis: -1, mode } },
      ...matrix(1, 8, 8, 8),
      more: [
        { shape: [1], values: [2] },
        { shape: [1, 1], values: [2] },
      ],
      gives: [8, 8, result],
    },
    {
      says: `puts elements in mode ${String(mode)}`,
      layer: { scatterND: { mode } },
      ...vector(8, 8, 8),
      more: [
        { shape: [1, 1], values: [2] },
        { shape: [1], values: [2] },
      ],
      gives: [8, 8, result],
    },
    {
      says: `puts each by its own index in mode ${String(mode)}`,
      layer: { scatterAlongAxis: { axis: 1, mode } },
      ...matrix(1, 8, 8, 8),
      more: [
        { shape: [1, 1], values: [2] },
        { shape: [1, 1], values: [2] },
      ],
      gives: [8, 8, result],
    },
  ]),
  {
    says: 'is where there is something',
    layer: { whereNonZero: {} },
    ...matrix(2, 0, 5, 6, 0),
    gives: [0, 1, 1, 0],
    to: [2, 2],
  },

  {
    says: 'gives the largest and their places',
    layer: { topK: { axis: -1, K: 2 } },
    ...matrix(1, 3, 9, 5),
    gives: [9, 5],
    to: [1, 2],
    alsoGives: [{ shape: [1, 2], values: [1, 2] }],
  },
  {
    says: 'gives as many of the smallest as a second input says',
    layer: { topK: { axis: 0, useBottomK: true } },
    ...vector(3, 9, 5),
    more: [{ shape: [1], values: [1], constant: true }],
    gives: [3],
    to: [1],
    alsoGives: [{ shape: [1], values: [0] }],
  },
  { says: 'orders places upwards', layer: { argSort: { axis: 1 } }, ...matrix(1, 3, 1, 2), gives: [1, 2, 0] },
  {
    says: 'orders places downwards',
    layer: { argSort: { axis: 0, descending: true } },
    ...vector(3, 1, 2),
    gives: [0, 2, 1],
  },
  {
    says: 'drops boxes that overlap a better one',
    layer: { NonMaximumSuppression: { iouThreshold: 0.5, scoreThreshold: 0.3, maxBoxes: 3 } },
    ...exact([1, 4, 4], 0, 0, 2, 2, 0.1, 0, 2, 2, 9, 9, 2, 2, 5, 5, 1, 1),
    more: [{ shape: [1, 4, 1], values: [0.8, 0.9, 0.5, 0.1] }],
    gives: [0.1, 0, 2, 2, 9, 9, 2, 2, 0, 0, 0, 0],
    to: [1, 3, 4],
    alsoGives: [
      { shape: [1, 3, 1], values: [0.9, 0.5, 0] },
      { shape: [1, 3], values: [1, 2, -1] },
      { shape: [1], values: [2] },
    ],
  },
  {
    says: 'keeps boxes of other classes',
    layer: {
      NonMaximumSuppression: { iouThreshold: 0.5, scoreThreshold: 0.3, maxBoxes: 2, perClassSuppression: true },
    },
    ...exact([1, 2, 4], 0, 0, 2, 2, 0.1, 0, 2, 2),
    more: [{ shape: [1, 2, 2], values: [0.8, 0.1, 0.2, 0.9] }],
    gives: [0.1, 0, 2, 2, 0, 0, 2, 2],
    to: [1, 2, 4],
    alsoGives: [
      { shape: [1, 2, 2], values: [0.2, 0.9, 0.8, 0.1] },
      { shape: [1, 2], values: [1, 0] },
      { shape: [1], values: [2] },
    ],
  },
  {
    says: 'keeps a band, all of it below',
    layer: { matrixBandPart: { numLower: -1, numUpper: 0 } },
    ...matrix(2, 1, 2, 3, 4),
    gives: [1, 0, 3, 4],
  },
  {
    says: 'keeps what is below a diagonal',
    layer: { lowerTriangular: { k: -1 } },
    ...matrix(2, 1, 2, 3, 4),
    gives: [0, 0, 3, 0],
  },
  {
    says: 'keeps what is above a diagonal, of each matrix',
    layer: { upperTriangular: { k: 1 } },
    ...exact([2, 2, 2], ...counting(1, 8)),
    gives: [0, 2, 0, 0, 0, 6, 0, 0],
  },
  {
    says: 'is 1 in its place, and nothing for what is no place',
    layer: { oneHot: { oneHotVectorSize: 3, axis: -1, onValue: 5, offValue: -1 } },
    ...vector(2, -1),
    gives: [-1, -1, 5, -1, -1, -1],
    to: [2, 3],
  },
  {
    says: 'is as long as a second input says',
    layer: { oneHot: { axis: 0, onValue: 1 } },
    ...vector(1, 0, 1),
    more: [{ shape: [1], values: [2], constant: true }],
    gives: [0, 1, 0, 1, 0, 1],
    to: [2, 3],
  },
  {
    says: 'is as long as an input says at run time',
    layer: { oneHot: { axis: 0, onValue: 1 } },
    ...vector(1, 0, 1),
    more: [{ shape: [1], values: [2] }],
    gives: [0, 1, 0, 1, 0, 1],
    to: [2, 3],
  },
  {
    says: 'gives as many as an input says at run time',
    layer: { topK: { axis: 0 } },
    ...vector(3, 9, 5),
    more: [{ shape: [1], values: [2] }],
    gives: [9, 5],
    to: [2],
    alsoGives: [{ shape: [2], values: [1, 2] }],
  },
  {
    says: 'puts slices where indices of several axes say',
    layer: { scatter: { axis: 0, mode: 1 } },
    ...vector(0, 0),
    more: [
      { shape: [2, 2], values: [0, 1, 1, -1] },
      { shape: [2, 2], values: [1, 2, 3, 4] },
    ],
    gives: [1, 9],
  },
];
