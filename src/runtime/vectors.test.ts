import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { requireOrSkip } from '../../test/rig/requirements.js';
import { Problem } from '../problem.js';
import { halvesToFloats } from '../mil/half.js';
import { hostPredictor } from './index.js';
import type { Tensor } from './index.js';

/**
 * Packages with what PyTorch makes of their inputs, read by an independent reader too. They are not in the repository:
 * REZBENCH_TESTDATA names the folder that holds vectors/.
 */
const data = process.env['REZBENCH_TESTDATA'];

const port = z.object({
  name: z.string(),
  kind: z.enum(['image', 'array']),
  colour: z.string().optional(),
  shape: z.array(z.number()),
  dtype: z.enum(['u8', 'f16', 'f32', 'i32']),
  file: z.string(),
});
const expected = port.extend({ atol: z.number(), atolFloat32: z.number(), meanAtol: z.number() });
const caseSchema = z.object({
  name: z.string(),
  model: z.string(),
  judges: z.string(),
  function: z.string().nullish(),
  inputs: z.array(port).default([]),
  outputs: z.array(expected).default([]),
  expectError: z.boolean().default(false),
  mentions: z.array(z.string()).default([]),
});

describe('the runtime, on packages with known results', () => {
  const folder = data === undefined ? '' : join(data, 'vectors');
  if (data === undefined || !existsSync(join(folder, 'README.md'))) {
    it('needs REZBENCH_TESTDATA to name a folder that holds vectors/', function () {
      requireOrSkip(this, 'vectors/ in the folder that REZBENCH_TESTDATA names', false);
    });
    return;
  }
  for (const name of readdirSync(folder)) {
    const at = join(folder, name);
    const file = join(at, 'case.json');
    if (!existsSync(file)) continue;
    const vector = caseSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const path = join(at, vector.model);
    if (vector.expectError) {
      it(`${name}: refuses it and says where the fault lies (${vector.judges})`, async () => {
        const error: unknown = await hostPredictor(path).catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(Problem);
        for (const mentioned of vector.mentions) expect((error as Problem).message).to.include(mentioned);
      });
      continue;
    }
    it(`${name}: computes what PyTorch does (${vector.judges})`, async () => {
      const predictor = await hostPredictor(path, { threads: 1 });
      const inputs = vector.inputs.map((input) => [input.name, tensorOf(input, readFileSync(join(at, input.file)))]);
      const outputs = await predictor.predict(Object.fromEntries(inputs) as Record<string, Tensor>);
      await predictor.release();
      for (const output of vector.outputs) {
        const truth = tensorOf(output, readFileSync(join(at, output.file)));
        const { worst, mean } = difference(output.colour, outputs[output.name], truth);
        expect(worst, `${output.name}, worst`).to.be.at.most(output.atolFloat32);
        expect(mean, `${output.name}, mean`).to.be.at.most(output.meanAtol);
      }
    });
  }
});

/** The file's elements in the order of the model: pictures become planes, in the colour order it declares. */
function tensorOf({ kind, colour, shape, dtype }: z.infer<typeof port>, bytes: Buffer): Tensor {
  const values = elementsOf(dtype, bytes);
  if (kind === 'array') return { shape, data: values };
  const [height = 0, width = 0, channels = 1] = shape;
  const planes = new Float32Array(values.length);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      const plane = colour === 'BGR' ? channels - 1 - channel : channel;
      planes[plane * height * width + pixel] = values[pixel * channels + channel] ?? 0;
    }
  }
  return { shape: [1, channels, height, width], data: planes };
}

function elementsOf(dtype: z.infer<typeof port>['dtype'], bytes: Buffer): Float32Array | Int32Array {
  const copy = new Uint8Array(bytes).buffer;
  switch (dtype) {
    case 'u8':
      return Float32Array.from(bytes);
    case 'f16':
      return halvesToFloats(bytes);
    case 'f32':
      return new Float32Array(copy);
    case 'i32':
      return new Int32Array(copy);
  }
}

/** Expected pictures of bytes are clipped to 0-255, so the results are. */
function difference(colour: string | undefined, got: Tensor | undefined, { shape, data: truth }: Tensor) {
  expect(got?.shape).to.deep.equal(shape);
  const clip = (value: number): number => Math.min(255, Math.max(0, value));
  const ofBytes = colour !== undefined && colour !== 'GRAYSCALE_FLOAT16';
  const errors = Array.from(got?.data ?? [], (value, index) =>
    Math.abs((ofBytes ? clip(value) : value) - (truth[index] ?? NaN)),
  );
  expect(errors.length).to.be.greaterThan(0);
  const worst = errors.reduce((most, error) => (error <= most ? most : error), 0);
  return { worst, mean: errors.reduce((total, error) => total + error, 0) / errors.length };
}
