import { column, counting, exactly, known, matrix, row, vector } from './case.js';
import type { Case } from './case.js';

export const slicing: readonly Case[] = [
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
  {
    says: 'begins where an input says, and ends where the layer does',
    layer: {
      sliceDynamic: { beginMasks: [false], endIds: [4], endMasks: [false], strides: [2], squeezeMasks: [false] },
    },
    ...vector(1, 2, 3, 4, 5),
    more: exactly(1),
    gives: [2, 4],
    to: [2],
  },
  {
    says: 'is bounded by inputs that are known',
    layer: { sliceDynamic: {} },
    ...vector(1, 2, 3, 4, 5),
    more: [...known(9), ...known(0), ...known(-1), ...known(1), ...known(1), ...known(0)],
    gives: [5, 4, 3, 2, 1],
  },
  {
    says: 'takes so many',
    layer: { sliceBySize: { size: 2, axis: 0 } },
    ...vector(1, 2, 3),
    more: exactly(1),
    gives: [2, 3],
    to: [2],
  },
  {
    says: 'shows every window',
    layer: { slidingWindows: { axis: 1, windowSize: 2, step: 2 } },
    ...matrix(1, 1, 2, 3, 4, 5),
    gives: [1, 2, 3, 4],
    to: [1, 2, 2],
  },
  {
    says: 'turns axes round',
    layer: { reverse: { reverseDim: [false, true] } },
    ...matrix(2, 1, 2, 3, 4),
    gives: [2, 1, 4, 3],
  },
  {
    says: 'turns the beginnings round',
    layer: { reverseSeq: { batchAxis: 0, sequenceAxis: 1 } },
    ...matrix(2, ...counting(0, 8)),
    more: exactly(3, 0),
    gives: [2, 1, 0, 3, 4, 5, 6, 7],
  },
];
