import { column, exact, f, row } from './case.js';
import type { Case } from './case.js';

const activation = (kind: string, parameters: object = {}) => ({ activation: { [kind]: parameters } });

export const activating: readonly Case[] = [
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

  { says: 'is GELU', layer: { gelu: {} }, ...row(1), gives: [0.841345] },
  { says: 'is GELU by tanh', layer: { gelu: { mode: 1 } }, ...row(1), gives: [0.841192] },
  { says: 'is GELU by sigmoid', layer: { gelu: { mode: 2 } }, ...row(1), gives: [0.845796] },
  {
    says: 'leaks by channel, the third last axis of three',
    layer: activation('PReLU', { alpha: f(0.1, 0.2) }),
    ...exact([2, 1, 1], -1, -1),
    gives: [-0.1, -0.2],
  },
  {
    says: 'leaks below and stops above',
    layer: { clampedReLU: { alpha: 0.5, beta: 2 } },
    ...row(-2, 1, 3),
    gives: [-1, 1, 2],
  },
];
