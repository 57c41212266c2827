import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, runOpen, stated, text } from '../../../test/models/one-operation.js';
import type { Operands } from '../../../test/models/one-operation.js';

const { abs, exp, log, max, min, tanh } = Math;
const sigmoid = (x: number): number => 1 / (1 + exp(-x));
const softplus = (x: number): number => log(1 + exp(x));
const alpha = { alpha: stated.fp32(0.3) };
const both = { ...alpha, beta: stated.fp32(1.7) };
const channels = { alpha: stated.fp32([0.3, 2]), beta: stated.fp32([1.7, 0.5]) };

/** Each activation as coremltools defines it. The third element is in the second channel. */
const activations: readonly (readonly [string, Operands, (x: number, channel: number) => number])[] = [
  ['clamped_relu', both, (x) => min(1.7, x >= 0 ? x : 0.3 * x)],
  ['elu', alpha, (x) => (x > 0 ? x : 0.3 * (exp(x) - 1))],
  [
    'gelu',
    { mode: text('TANH_APPROXIMATION') },
    (x) => 0.5 * x * (1 + tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  ],
  ['gelu', { mode: text('SIGMOID_APPROXIMATION') }, (x) => x * sigmoid(1.702 * x)],
  ['leaky_relu', alpha, (x) => (x >= 0 ? x : 0.3 * x)],
  ['linear_activation', both, (x) => 0.3 * x + 1.7],
  ['prelu', { alpha: channels.alpha }, (x, channel) => (x > 0 ? x : x * (channel === 0 ? 0.3 : 2))],
  ['relu', {}, (x) => max(0, x)],
  ['relu6', {}, (x) => min(6, max(0, x))],
  ['scaled_tanh', both, (x) => 0.3 * tanh(1.7 * x)],
  ['sigmoid', {}, sigmoid],
  ['sigmoid_hard', { ...alpha, beta: stated.fp32(0.4) }, (x) => min(1, max(0, 0.3 * x + 0.4))],
  ['silu', {}, (x) => x * sigmoid(x)],
  ['softplus', {}, softplus],
  [
    'softplus_parametric',
    channels,
    (x, channel) => (channel === 0 ? 0.3 : 2) * softplus(x * (channel === 0 ? 1.7 : 0.5)),
  ],
  ['softsign', {}, (x) => x / (1 + abs(x))],
  ['thresholded_relu', alpha, (x) => (x >= 0.3 ? x : 0)],
];

describe('activations', () => {
  const given = [-2.5, 0.5, -1.25, 8].map(Math.fround);

  for (const [type, operands, expected] of activations) {
    it(`${type} is what MIL defines`, async () => {
      const got = await runOpen(type, { x: fed.fp32(given, [1, 2, 2]), ...operands }, 'fp32', 3, { flexible: ['x'] });
      got?.values.forEach((value, at) =>
        expect(value).to.be.closeTo(expected(given[at] ?? NaN, at < 2 ? 0 : 1), 2e-6 * max(1, abs(value))),
      );
      expect(got?.shape).to.deep.equal([1, 2, 2]);
    });
  }

  it('gelu is exact unless told otherwise', async () => {
    const got = await runOpen('gelu', { x: fed.fp32([1, -1]) }, 'fp32', 1);
    expect(got?.values[0]).to.be.closeTo(0.8413447, 1e-6);
    expect(got?.values[1]).to.be.closeTo(-0.1586553, 1e-6);
  });
});
