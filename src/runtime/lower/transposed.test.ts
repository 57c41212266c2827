import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { floats, ints, text, writeSample } from '../../../test/models/sample.js';
import type { SampleOperation } from '../../../test/models/sample.js';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { hostPredictor } from '../index.js';

/** ONNX Runtime moves transposes past the operations between them. The result must not depend on whether it can. */
describe('operations between two transposes', () => {
  let folder: string;
  before(() => {
    folder = temporaryFolder().path;
  });

  const size = ints([4], []);
  const operations: Readonly<Record<string, { operands: SampleOperation['inputs']; to: readonly [number, number] }>> = {
    pad: { operands: { pad: ints([1, 0, 0, 2]), mode: text('reflect') }, to: [4, 6] },
    resize_nearest_neighbor: { operands: { target_size_height: size, target_size_width: size }, to: [4, 4] },
    resize_bilinear: { operands: { target_size_height: size, target_size_width: size }, to: [4, 4] },
    upsample_nearest_neighbor: {
      operands: { scale_factor_height: floats([2], []), scale_factor_width: floats([2], []) },
      to: [6, 8],
    },
    upsample_bilinear: {
      operands: { scale_factor_height: floats([2], []), scale_factor_width: floats([2], []) },
      to: [6, 8],
    },
  };

  async function run(steps: SampleOperation[], shape: readonly number[], data: Float32Array, output: string) {
    const main = { inputs: [{ name: 'x', shape }], operations: steps, outputs: [output] };
    const path = writeSample(join(folder, `${String(steps.length)}.mlpackage`), { functions: { main } });
    const predictor = await hostPredictor(path, { threads: 1 });
    const predicted = await predictor.predict({ x: { shape, data } });
    await predictor.release();
    return [...(predicted[output]?.data ?? [])];
  }

  for (const [type, { operands, to }] of Object.entries(operations)) {
    it(`${type} gives the same as alone`, async () => {
      const [height, width, channels] = [3, 4, 2];
      const planes = Float32Array.from({ length: channels * height * width }, (_, at) => (at * 7) % 11);
      // The same picture with its channels last.
      const pixels = Float32Array.from(
        planes,
        (_, at) => planes[(at % channels) * height * width + Math.floor(at / channels)] ?? 0,
      );
      const large = [1, channels, ...to];
      const work = (x: string): SampleOperation => ({
        type,
        inputs: { x, ...operands },
        outputs: [{ name: 'large', shape: large }],
      });
      const turn = (x: string, perm: number[], name: string, shape: readonly number[]): SampleOperation => ({
        type: 'transpose',
        inputs: { x, perm: ints(perm) },
        outputs: [{ name, shape }],
      });
      const alone = await run([work('x')], [1, channels, height, width], planes, 'large');
      const between = await run(
        [
          turn('x', [0, 3, 1, 2], 'planes', [1, channels, height, width]),
          work('planes'),
          turn('large', [0, 2, 3, 1], 'pixels', [1, ...to, channels]),
        ],
        [1, height, width, channels],
        pixels,
        'pixels',
      );
      const area = to[0] * to[1];
      expect(between).to.deep.equal(
        between.map((_, at) => alone[(at % channels) * area + Math.floor(at / channels)] ?? NaN),
      );
    });
  }
});
