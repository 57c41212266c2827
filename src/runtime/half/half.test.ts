import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { mil, writeSample } from '../../../test/models/sample.js';
import type { SampleOperation } from '../../../test/models/sample.js';
import { readModel } from '../../coreml/model.js';
import { openModel } from '../../coreml/package.js';
import { roundToHalf } from '../../mil/half.js';
import { watchedPredictorFor } from '../host.js';
import type { Arithmetic } from '../host.js';
import { explainHalfLoss } from './watch.js';

describe('half precision on the host', () => {
  let folder: string;
  before(() => {
    folder = temporaryFolder().path;
  });

  const half = (name: string, length: number) => ({ name, dtype: mil.fp16, shape: [length] });

  /** The results of operations, the last of which gives y, and the sentences about what was lost. */
  async function predict(operations: SampleOperation[], x: number[], arithmetic: Arithmetic = 'fp32') {
    const main = { inputs: [half('x', x.length)], operations, outputs: ['y'] };
    const files = openModel(writeSample(join(folder, 'half.mlpackage'), { functions: { main } }));
    const predictor = await watchedPredictorFor({ files, model: readModel(files) }, { threads: 1, arithmetic });
    const predicted = await predictor.predict({ x: { shape: [x.length], data: Float32Array.from(x) } });
    await predictor.release();
    return { y: [...(predicted['y']?.data ?? [])], losses: predictor.lossesIn(predicted).map(explainHalfLoss) };
  }

  const square = (from: string, to: string, length: number): SampleOperation => ({
    type: 'square',
    inputs: { x: from },
    outputs: [half(to, length)],
  });

  it('names the operation that exceeds it, and goes on in float32', async () => {
    const { y, losses } = await predict([square('x', 'big', 2), { ...square('big', 'y', 2), type: 'sqrt' }], [1, 300]);
    expect(y).to.deep.equal([1, 300]);
    expect(losses).to.deep.equal(['square big reaches 9.00e+4, beyond the 65,504 of half precision']);
  });

  it('names the operation whose values it makes 0', async () => {
    const { losses } = await predict([square('x', 'y', 2)], [1e-4, 2e-5]);
    expect(losses).to.deep.equal(['square y stays below 1.00e-8, which half precision flushes towards 0']);
  });

  it('says nothing of small values beside large ones, of 0 alone, or of what it can hold', async () => {
    expect((await predict([square('x', 'y', 3)], [1e-5, 0, 1])).losses).to.deep.equal([]);
    expect((await predict([square('x', 'y', 2)], [0, 0])).losses).to.deep.equal([]);
    expect((await predict([square('x', 'y', 2)], [255, 0.001])).losses).to.deep.equal([]);
  });

  it('names the operation that gives NaN', async () => {
    const { losses } = await predict([{ ...square('x', 'y', 3), type: 'sqrt' }], [4, -1, 9]);
    expect(losses).to.deep.equal(['sqrt y is not finite']);
  });

  it('rounds every value when asked to', async () => {
    const x = [0.1, 1.37, 300, 3e-5];
    const operations = [square('x', 'once', x.length), square('once', 'y', x.length)];
    const { y } = await predict(operations, x, 'fp16');
    const rounded = (value: number): number => roundToHalf(Math.fround(value));
    expect(y).to.deep.equal(x.map((value) => rounded(rounded(rounded(value) ** 2) ** 2)));
    expect((await predict(operations, x)).y).not.to.deep.equal(y);
  });

  it('finds the same losses when it rounds, as long as they are the first', async () => {
    const operations = [square('x', 'big', 1), square('big', 'y', 1)];
    expect((await predict(operations, [300], 'fp16')).losses).to.deep.equal([
      'square big reaches 9.00e+4, beyond the 65,504 of half precision',
      'square y is not finite',
    ]);
  });
});
