import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { floats, writeSample } from '../../test/models/sample.js';
import { firstDivergence } from './divergence.js';

const shape = [1, 2];
const inputs = { x: { shape, data: Float32Array.of(1, 2) } };

describe('the first divergence of a program from its sibling', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder().path;
  });

  /** out = ((x + addend) * factor) + 0; `names` are those of the first two values. */
  const program = (file: string, addend: number, factor: number, names: readonly [string, string]): string =>
    writeSample(join(folder, file), {
      description: { functions: [{ name: 'main' }], defaultFunctionName: 'main' },
      functions: {
        main: {
          inputs: [{ name: 'x', shape }],
          operations: [
            { type: 'add', inputs: { x: 'x', y: floats([addend], []) }, outputs: [{ name: names[0], shape }] },
            { type: 'mul', inputs: { x: names[0], y: floats([factor], []) }, outputs: [{ name: names[1], shape }] },
            { type: 'add', inputs: { x: names[1], y: floats([0], []) }, outputs: [{ name: 'out', shape }] },
          ],
          outputs: ['out'],
        },
      },
    });
  const sibling = (): string => program('sibling.mlpackage', 1, 3, ['sum', 'product']);
  const half = ['sum_cast_fp16', 'product_cast_fp16'] as const;

  it('is the first operation beyond the tolerance, whatever precision its name ends with', async () => {
    const found = await firstDivergence(program('p.mlpackage', 1.001, 4, half), sibling(), inputs, 0.01);
    expect(found).to.deep.include({
      kind: 'diverges',
      value: { name: 'product_cast_fp16', operation: 'mul' },
      unmatched: [],
    });
    expect((found as { relativeError: number }).relativeError).to.be.closeTo(1 / 3, 0.002);
  });

  it('lists the operations before it that have other names in the sibling', async () => {
    const named = program('p.mlpackage', 1.1, 3, ['total', 'product']);
    const found = await firstDivergence(named, sibling(), inputs, 0.01);
    expect(found).to.deep.include({
      value: { name: 'product', operation: 'mul' },
      unmatched: [{ name: 'total', operation: 'add' }],
    });
  });

  it('does not exist when all values of the same name agree', async () => {
    const found = await firstDivergence(program('p.mlpackage', 1, 3, half), sibling(), inputs, 1e-6);
    expect(found).to.deep.equal({ kind: 'agrees', compared: 2 });
  });

  it('is where a value is not a number', async () => {
    const found = await firstDivergence(program('p.mlpackage', 1, NaN, half), sibling(), inputs, 0.01);
    expect(found).to.deep.include({ kind: 'diverges', value: { name: 'product_cast_fp16', operation: 'mul' } });
  });

  it('is unknown when no value has the same name', async () => {
    const found = await firstDivergence(program('p.mlpackage', 1, 4, ['a', 'b']), sibling(), inputs, 0.01);
    expect(found).to.deep.equal({ kind: 'nothing to compare' });
  });
});
