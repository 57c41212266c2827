import { column, exact, f, matrix, row, vector } from './case.js';
import type { Case } from './case.js';

export const normalizing: readonly Case[] = [
  {
    says: 'normalizes by stored moments',
    layer: {
      batchnorm: { channels: 2, gamma: f(2, 1), beta: f(1, 0), mean: f(3, 0), variance: f(4, 1), epsilon: 1e-12 },
    },
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
        epsilon: 1e-12,
      },
    },
    ...row(1, 3),
    gives: [-1, 3],
  },
  { says: 'is a share of the channels', layer: { softmax: {} }, ...column(0, Math.log(3)), gives: [0.25, 0.75] },
  { says: 'is a share', layer: { softmaxND: { axis: -1 } }, ...vector(0, Math.log(3)), gives: [0.25, 0.75] },
  {
    says: 'scales by channel and adds a plane',
    layer: { scale: { shapeScale: [2], scale: f(2, 3), hasBias: true, shapeBias: [2, 1, 1], bias: f(10, 20) } },
    ...column(1, 1),
    gives: [12, 23],
  },
  { says: 'adds to each channel', layer: { bias: { shape: [2], bias: f(10, 20) } }, ...column(1, 1), gives: [11, 21] },
  {
    says: 'normalizes over the batch',
    layer: { batchnorm: { channels: 1, gamma: f(2), beta: f(1), computeMeanVar: true, epsilon: 1e-12 } },
    ...exact([2, 1, 1, 1], 1, 3),
    gives: [-1, 3],
  },
  {
    says: 'takes an epsilon of 0 for its default',
    layer: { batchnorm: { channels: 1, gamma: f(1), beta: f(0), mean: f(0), variance: f(0), epsilon: 0 } },
    ...column(1),
    gives: [316.22776],
  },
  {
    says: 'takes the mean of each channel off',
    layer: { mvn: {} },
    ...exact([2, 1, 2], 1, 3, 10, 30),
    gives: [-1, 1, -10, 10],
  },
  {
    says: 'normalizes across channels',
    layer: { mvn: { acrossChannels: true, normalizeVariance: true, epsilon: 1e-12 } },
    ...column(1, 3),
    gives: [-1, 1],
  },
  { says: 'divides by the length', layer: { l2normalize: { epsilon: 1 } }, ...column(2, 2), gives: [2 / 3, 2 / 3] },
  {
    says: 'divides by neighbouring channels',
    layer: { lrn: { alpha: 3, beta: 0.5, localSize: 3, k: 4 } },
    ...column(1, 2, 0),
    gives: [1 / 3, 2 / 3, 0],
  },
  { says: 'takes a k of 0 for 1', layer: { lrn: { alpha: 1, beta: 1, localSize: 1 } }, ...column(1), gives: [0.5] },
  {
    says: 'normalizes the last axes',
    layer: { layerNormalization: { normalizedShape: [2], eps: 1e-12, gamma: f(1, 2), beta: f(0, 10) } },
    ...matrix(2, 1, 3, 10, 30),
    gives: [-1, 12, -1, 12],
  },
];
