import { column, known, matrix, row, square, vector } from './case.js';
import type { Case } from './case.js';

const reduce = (mode: number, axis: number, more: object = {}) => ({ reduce: { mode, axis, ...more } });

export const reducing: readonly Case[] = [
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
  { says: 'is the place of the largest', layer: reduce(9, 2), ...column(1, 5, 2), gives: [1], to: [1, 1, 1] },
  {
    says: 'takes an epsilon of 0 for a millionth',
    layer: reduce(3, 4),
    ...row(0),
    gives: [Math.log(1e-6)],
    to: [1, 1, 1],
  },
  ...(
    [
      ['reduceL1', [7]],
      ['reduceL2', [5]],
      ['reduceMax', [4]],
      ['reduceMin', [-3]],
      ['reduceSum', [1]],
      ['reduceProd', [-12]],
      ['reduceMean', [0.5]],
      ['reduceSumSquare', [25]],
      ['reduceLogSumExp', [Math.log(Math.exp(-3) + Math.exp(4))]],
    ] as const
  ).flatMap(([kind, gives]): Case[] => [
    {
      says: 'leaves an axis of 1 where all are reduced',
      layer: { [kind]: { reduceAll: true } },
      ...vector(-3, 4),
      gives,
      to: [1],
    },
    {
      says: 'keeps the axis',
      layer: { [kind]: { axes: [-1], keepDims: true } },
      ...matrix(1, -3, 4),
      gives,
      to: [1, 1],
    },
  ]),
  {
    says: 'is the logarithm of the sum',
    layer: { reduceLogSum: { axes: [0], keepDims: true } },
    ...vector(1, 3),
    gives: [Math.log(4)],
    to: [1],
  },
  {
    says: 'is the logarithm of the sum of all',
    layer: { reduceLogSum: { reduceAll: true } },
    ...vector(1, 3),
    gives: [Math.log(4)],
    to: [1],
  },
  {
    says: 'is the place of the largest',
    layer: { argMax: { axis: 1, removeDim: true } },
    ...matrix(2, 1, 9, 8, 2),
    gives: [1, 0],
    to: [2],
  },
  {
    says: 'is the place of the smallest',
    layer: { argMin: { axis: -1, removeDim: false } },
    ...matrix(2, 1, 9, 8, 2),
    gives: [0, 1],
    to: [2, 1],
  },
  {
    says: 'keeps the only axis',
    layer: { argMin: { axis: 0, removeDim: true } },
    ...vector(3, 1),
    gives: [1],
    to: [1],
  },
  { says: 'adds up', layer: { cumSum: { axis: -1 } }, ...matrix(1, 4, 6, 7), gives: [4, 10, 17] },
  {
    says: 'adds up from the end, without the element itself, along an axis that is an input',
    layer: { cumSum: { excludeFinalSum: true, reverse: true } },
    ...matrix(1, 4, 6, 7),
    more: known(1),
    gives: [13, 7, 0],
  },
];
