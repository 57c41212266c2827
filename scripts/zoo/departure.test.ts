import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { floats, writeSample } from '../../test/models/sample.js';
import { firstDeparture } from './departure.js';

const shape = [1, 2];
const inputs = { x: { shape, data: Float32Array.of(1, 2) } };

describe('where a program departs from its sibling', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder().path;
  });

  /** out = ((x + addend) * factor) + 0; the names of the first two values may end otherwise. */
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

  it('is the first operation beyond the tolerance, whatever precision its name tells', async () => {
    const found = await firstDeparture(program('p.mlpackage', 1.001, 4, half), sibling(), inputs, 0.01);
    expect(found).to.deep.include({
      kind: 'departs',
      value: { name: 'product_cast_fp16', operation: 'mul' },
      between: [],
    });
    expect((found as { by: number }).by).to.be.closeTo(1 / 3, 0.002);
  });

  it('tells the operations before it that have other names in the sibling', async () => {
    const named = program('p.mlpackage', 1.1, 3, ['total', 'product']);
    const found = await firstDeparture(named, sibling(), inputs, 0.01);
    expect(found).to.deep.include({
      value: { name: 'product', operation: 'mul' },
      between: [{ name: 'total', operation: 'add' }],
    });
  });

  it('is nowhere when every shared value agrees', async () => {
    const found = await firstDeparture(program('p.mlpackage', 1, 3, half), sibling(), inputs, 1e-6);
    expect(found).to.deep.equal({ kind: 'agrees', compared: 2 });
  });

  it('is where a value is no number', async () => {
    const found = await firstDeparture(program('p.mlpackage', 1, NaN, half), sibling(), inputs, 0.01);
    expect(found).to.deep.include({ kind: 'departs', value: { name: 'product_cast_fp16', operation: 'mul' } });
  });

  it('cannot be told when the names differ', async () => {
    const found = await firstDeparture(program('p.mlpackage', 1, 4, ['a', 'b']), sibling(), inputs, 0.01);
    expect(found).to.deep.equal({ kind: 'names differ' });
  });
});
