import { exactly, legacy, row, two, vector } from './case.js';
import type { Case } from './case.js';

const unary = (type: number, more: object = {}) => ({ unary: { type, scale: 1, ...more } });

export const elementwise: readonly Case[] = [
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
  { says: 'copies', layer: { copy: {} }, ...row(1), gives: [1] },
  { says: 'clips', layer: { clip: { minVal: -1, maxVal: 2 } }, ...row(-3, 1, 5), gives: [-1, 1, 2] },
  { says: 'goes up', layer: { ceil: {} }, ...row(-1.5, 1.2), gives: [-1, 2] },
  { says: 'goes down', layer: { floor: {} }, ...row(-1.5, 1.2), gives: [-2, 1] },
  { says: 'is the sign', layer: { sign: {} }, ...row(-2, 0, 3), gives: [-1, 0, 1] },
  { says: 'rounds', layer: { round: {} }, ...row(-1.6, 1.2), gives: [-2, 1] },
  { says: 'is a power of two', layer: { exp2: {} }, ...row(3, -1), gives: [8, 0.5] },
  { says: 'is tanh', layer: { tanh: {} }, ...row(1), gives: [0.761594] },
  { says: 'is the error function', layer: { erf: {} }, ...row(1), gives: [0.842701] },
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
  {
    says: 'adds epsilon before it takes a logarithm',
    layer: unary(5, { epsilon: 1 }),
    ...row(0, 1),
    gives: [0, Math.LN2],
  },
  { says: 'takes epsilons of 0 for a millionth', layer: unary(1), ...row(0), gives: [1000] },
  { says: 'takes a scale of 0 for 1', layer: unary(6, { scale: 0, shift: -3 }), ...row(1), gives: [2] },
  {
    says: 'adds to each picture of a sequence',
    layer: { add: {} },
    ...legacy([2, 1, 1, 1, 1], 1, 2),
    more: [{ shape: [1, 1, 1], values: [10] }],
    gives: [11, 12],
  },
  {
    says: 'is a remainder of the sign of the divisor',
    layer: { modBroadcastable: {} },
    ...vector(7, -7),
    more: exactly(3),
    gives: [1, 2],
  },
  ...(
    [
      ['sin', Math.sin(0.5)],
      ['cos', Math.cos(0.5)],
      ['tan', Math.tan(0.5)],
      ['asin', Math.asin(0.5)],
      ['acos', Math.acos(0.5)],
      ['atan', Math.atan(0.5)],
      ['sinh', Math.sinh(0.5)],
      ['cosh', Math.cosh(0.5)],
      ['asinh', Math.asinh(0.5)],
      ['atanh', Math.atanh(0.5)],
    ] as const
  ).map(([kind, result]): Case => ({ says: 'of a half', layer: { [kind]: {} }, ...vector(0.5), gives: [result] })),
  { says: 'of two', layer: { acosh: {} }, ...vector(2), gives: [Math.acosh(2)] },
  ...(
    [
      ['equal', [0, 1, 0]],
      ['notEqual', [1, 0, 1]],
      ['lessThan', [1, 0, 0]],
      ['lessEqual', [1, 1, 0]],
      ['greaterThan', [0, 0, 1]],
      ['greaterEqual', [0, 1, 1]],
    ] as const
  ).flatMap(([kind, gives]): Case[] => [
    { says: 'compares with its alpha', layer: { [kind]: { alpha: 2 } }, ...vector(1, 2, 3), gives },
    { says: 'compares two', layer: { [kind]: {} }, ...vector(1, 2, 3), more: exactly(2), gives },
  ]),
  ...(
    [
      ['logicalAnd', [0, 0, 1]],
      ['logicalOr', [0, 1, 1]],
      ['logicalXor', [0, 1, 0]],
    ] as const
  ).map(([kind, gives]): Case => ({
    says: 'takes every number but 0 for true',
    layer: { [kind]: {} },
    ...vector(0, 0, -1),
    more: exactly(0, 0.5, 2),
    gives,
  })),
  { says: 'takes every number but 0 for true', layer: { logicalNot: {} }, ...vector(0, -2), gives: [1, 0] },
  {
    says: 'chooses',
    layer: { whereBroadcastable: {} },
    ...vector(0, 3),
    more: [...exactly(1), ...exactly(10, 20)],
    gives: [10, 1],
  },
];
