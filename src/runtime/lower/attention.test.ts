import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runGiven } from '../../../test/models/one-operation.js';
import type { Given } from '../../../test/models/one-operation.js';

const [length, sources, width, valueWidth] = [2, 3, 4, 2];
const wave = (count: number, step: number): number[] => Array.from({ length: count }, (_, at) => Math.sin(at * step));
const [query, key, value] = [
  wave(2 * length * width, 0.7),
  wave(2 * sources * width, 1.3),
  wave(2 * sources * valueWidth, 2),
];

/** The definition, element by element. `added` is what the mask adds to the score of a target and a source. */
function attended(added: (batch: number, target: number, source: number) => number): number[] {
  return [0, 1].flatMap((batch) =>
    Array.from({ length }, (_, target) => {
      const scores = Array.from({ length: sources }, (__, source) => {
        const products = Array.from(
          { length: width },
          (___, at) =>
            (query[(batch * length + target) * width + at] ?? NaN) *
            (key[(batch * sources + source) * width + at] ?? NaN),
        );
        return products.reduce((sum, one) => sum + one, 0) / Math.sqrt(width) + added(batch, target, source);
      });
      const powers = scores.map(Math.exp);
      const total = powers.reduce((sum, one) => sum + one, 0);
      return Array.from({ length: valueWidth }, (__, at) =>
        powers.reduce(
          (sum, power, source) => sum + (power / total) * (value[(batch * sources + source) * valueWidth + at] ?? NaN),
          0,
        ),
      );
    }).flat(),
  );
}

async function expectAttention(mask: Given | undefined, wanted: readonly number[], open = false): Promise<void> {
  for (const heads of [[], [1]]) {
    const sides = (rows: number, columns: number): number[] => [2, ...heads, rows, columns];
    const y = await runGiven({
      type: 'scaled_dot_product_attention',
      given: {
        query: { shape: sides(length, width), data: query, open },
        key: { shape: sides(sources, width), data: key, open },
        value: { shape: sides(sources, valueWidth), data: value, open },
        ...(mask ? { attn_mask: mask } : {}),
      },
      shape: open ? sides(length, valueWidth).map(() => undefined) : sides(length, valueWidth),
    });
    expect(y.shape).to.deep.equal(sides(length, valueWidth));
    wanted.forEach((one, at) => expect(y.data[at]).to.be.closeTo(one, 1e-5));
  }
}

describe('scaled_dot_product_attention', () => {
  it('weighs values by how well keys match, also where sides are open', async () => {
    await expectAttention(
      undefined,
      attended(() => 0),
    );
    await expectAttention(
      undefined,
      attended(() => 0),
      true,
    );
  });

  it('adds a mask of floats, which broadcasts', async () => {
    const mask = { shape: [length, sources], data: [0, 1, -2, 0.5, 0, 3] };
    await expectAttention(
      mask,
      attended((_, target, source) => mask.data[target * sources + source] ?? NaN),
    );
    await expectAttention(
      { shape: [sources], data: [0, -1, 2] },
      attended((_, __, source) => [0, -1, 2][source] ?? NaN),
    );
  });

  it('leaves out the keys for which a mask of bools is false', async () => {
    const mask = { shape: [1, 1, sources], data: [1, 0, 1], dtype: 'bool' as const };
    await expectAttention(
      mask,
      attended((_, __, source) => (source === 1 ? -Infinity : 0)),
    );
  });
});
