import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { flag, floats, ints, mil, text, writeSample } from '../../../test/models/sample.js';
import type { SampleOperation, SampleValue } from '../../../test/models/sample.js';
import { Problem } from '../../problem.js';
import { hostPredictor } from '../index.js';
import type { Tensor } from '../index.js';

/** What no package among the test vectors uses, or uses in one way only. Each case is one operation on x. */
interface Case {
  readonly says: string;
  readonly type: string;
  readonly x: readonly number[];
  readonly shape?: readonly number[];
  readonly operands?: SampleOperation['inputs'];
  readonly gives: readonly number[];
  readonly outShape?: readonly number[];
  readonly dtype?: number;
  readonly outDtype?: number;
}

const cases: readonly Case[] = [
  {
    says: 'divides integers downwards',
    type: 'floor_div',
    x: [-7, 7, -8],
    operands: { y: ints([2, 2, 2]) },
    gives: [-4, 3, -4],
    dtype: mil.int32,
  },
  { says: 'divides floats downwards', type: 'floor_div', x: [-7, 7], operands: { y: floats([2], []) }, gives: [-4, 3] },
  { says: 'takes the sign of the divisor', type: 'mod', x: [-7, 7], operands: { y: floats([3], []) }, gives: [2, 1] },
  {
    says: 'takes the sign of the divisor, of integers',
    type: 'mod',
    x: [-7, 7],
    operands: { y: ints([3], []) },
    gives: [2, 1],
    dtype: mil.int32,
  },
  {
    says: 'keeps the threshold itself',
    type: 'thresholded_relu',
    x: [0.5, 1, 2],
    operands: { alpha: floats([1], []) },
    gives: [0, 1, 2],
  },
  {
    says: 'clamps',
    type: 'clamped_relu',
    x: [-2, 1, 9],
    operands: { alpha: floats([0.5], []), beta: floats([6], []) },
    gives: [-1, 1, 6],
  },
  {
    says: 'is a line',
    type: 'linear_activation',
    x: [1, 2],
    operands: { alpha: floats([3], []), beta: floats([1], []) },
    gives: [4, 7],
  },
  {
    says: 'adds its epsilon',
    type: 'inverse',
    x: [0, 1],
    operands: { epsilon: floats([0.5], []) },
    gives: [2, 1 / 1.5],
  },
  { says: 'raises two', type: 'exp2', x: [3, -1], gives: [8, 0.5] },
  {
    says: 'drops the fraction',
    type: 'cast',
    x: [-1.7, 1.7, 2.5],
    operands: { dtype: text('int32') },
    gives: [-1, 1, 2],
    outDtype: mil.int32,
  },
  {
    says: 'makes numbers of truths',
    type: 'cast',
    x: [0, 2],
    operands: { dtype: text('bool') },
    gives: [0, 1],
    outDtype: mil.bool,
  },
  {
    says: 'has one slope a channel',
    type: 'prelu',
    x: [-1, -1, -1, -1],
    shape: [1, 2, 2],
    operands: { alpha: floats([0.5, 2]) },
    gives: [-0.5, -0.5, -2, -2],
  },
  {
    says: 'norms the last three axes',
    type: 'l2_norm',
    x: [3, 4, 0, 0],
    shape: [2, 1, 1, 2],
    operands: { epsilon: floats([0], []) },
    gives: [0.6, 0.8, 0, 0].map((v, i) => (i < 2 ? v : NaN)),
  },
  {
    says: 'norms an axis that is not the last',
    type: 'layer_norm',
    x: [0, 5, 2, 5],
    shape: [1, 2, 2],
    operands: { axes: ints([1]), epsilon: floats([1], []), gamma: floats([2, 4]), beta: floats([0, 1]) },
    gives: [-Math.SQRT2, 0, 1 + 2 * Math.SQRT2, 1],
  },
  {
    says: 'samples where DEFAULT does',
    type: 'resize_bilinear',
    x: [0, 2],
    shape: [1, 1, 1, 2],
    operands: { target_size_height: ints([1], []), target_size_width: ints([4], []) },
    gives: [0, 1, 2, 2],
    outShape: [1, 1, 1, 4],
  },
  {
    says: 'samples where UNALIGN_CORNERS does',
    type: 'resize_bilinear',
    x: [0, 2],
    shape: [1, 1, 1, 2],
    operands: {
      target_size_height: ints([1], []),
      target_size_width: ints([4], []),
      sampling_mode: text('UNALIGN_CORNERS'),
    },
    gives: [0, 0.5, 1.5, 2],
    outShape: [1, 1, 1, 4],
  },
  {
    says: 'squeezes the last element',
    type: 'slice_by_index',
    x: [1, 2, 3],
    operands: { begin: ints([-1]), end: ints([0]), squeeze_mask: { ...flag(true), ...boolList([true]) } },
    gives: [3],
    outShape: [],
  },
  {
    says: 'ends at the end for -1',
    type: 'slice_by_size',
    x: [1, 2, 3, 4],
    operands: { begin: ints([1]), size: ints([-1]) },
    gives: [2, 3, 4],
    outShape: [3],
  },
  {
    says: 'pads before and behind',
    type: 'pad',
    x: [1, 2],
    shape: [1, 2],
    operands: { pad: ints([1, 2]), mode: text('constant'), constant_val: floats([9], []) },
    gives: [9, 1, 2, 9, 9],
    outShape: [1, 5],
  },
  {
    says: 'crops begin and end',
    type: 'crop',
    x: [1, 2, 3, 4],
    shape: [1, 1, 1, 4],
    operands: { crop_height: ints([0, 0]), crop_width: ints([1, 2]) },
    gives: [2],
    outShape: [1, 1, 1, 1],
  },
  {
    says: 'flattens',
    type: 'flatten2d',
    x: [1, 2, 3, 4],
    shape: [1, 2, 1, 2],
    operands: { axis: ints([2], []) },
    gives: [1, 2, 3, 4],
    outShape: [2, 2],
  },
  {
    says: 'sums without the element itself, from the end',
    type: 'cumsum',
    x: [1, 2, 3],
    operands: { axis: ints([0], []), exclusive: flag(true), reverse: flag(true) },
    gives: [5, 3, 0],
  },
  {
    says: 'takes the root of squares',
    type: 'l2_pool',
    x: [3, 4],
    shape: [1, 1, 1, 2],
    operands: { kernel_sizes: ints([1, 2]), strides: ints([1, 2]), pad_type: text('valid') },
    gives: [5],
    outShape: [1, 1, 1, 1],
  },
];

function boolList(values: boolean[]): object {
  return {
    immediateValue: { tensor: { bools: { values } } },
    type: { tensorType: { dataType: mil.bool, rank: 1, dimensions: [{ constant: { size: values.length } }] } },
  };
}

describe('operations', () => {
  let folder: string;
  before(() => {
    folder = temporaryFolder().path;
  });

  async function run(operation: SampleOperation, x: SampleValue, data: Tensor['data']): Promise<Tensor | undefined> {
    const main = { inputs: [x], operations: [operation], outputs: ['y'] };
    const predictor = await hostPredictor(writeSample(join(folder, 'op.mlpackage'), { functions: { main } }), {
      threads: 1,
    });
    const { y } = await predictor.predict({ x: { shape: x.shape.map(Number), data } });
    await predictor.release();
    return y;
  }

  for (const { says, type, x, operands, gives, dtype = mil.fp32, outDtype = dtype, ...shapes } of cases) {
    const shape = shapes.shape ?? [x.length];
    const outShape = shapes.outShape ?? shape;
    it(`${type} ${says}`, async () => {
      const outputs = [{ name: 'y', dtype: outDtype, shape: outShape }];
      const data = dtype === mil.int32 ? Int32Array.from(x) : Float32Array.from(x);
      const y = await run({ type, inputs: { x: 'x', ...operands }, outputs }, { name: 'x', dtype, shape }, data);
      expect(y?.shape).to.deep.equal(outShape);
      const got = [...(y?.data ?? [])];
      expect(got.length).to.equal(gives.length);
      got.forEach((value, index) => {
        const wanted = gives[index] ?? NaN;
        if (Number.isNaN(wanted)) expect(value).to.be.NaN;
        else expect(value).to.be.closeTo(wanted, 1e-6);
      });
    });
  }

  const refused = async (type: string, inputs: SampleOperation['inputs'] = {}): Promise<string> => {
    const outputs = [{ name: 'y', shape: [2] }];
    const operation = { type, inputs: { x: 'x', ...inputs }, outputs };
    const error: unknown = await run(operation, { name: 'x', shape: [2] }, new Float32Array(2)).catch(
      (why: unknown) => why,
    );
    expect(error).to.be.instanceOf(Problem);
    return (error as Problem).message;
  };

  it('it does not know are named', async () => {
    expect(await refused('lstm')).to.include('op lstm');
    expect(await refused('constructor')).to.include('op constructor');
  });

  it('in a way it does not know are named, with the reason', async () => {
    expect(await refused('pad', { pad: ints([1, 1]), mode: text('circular') })).to.include('op pad (no mode circular)');
    expect(await refused('add', { y: 'nowhere' })).to.include('op add (operand nowhere comes before its definition)');
  });
});
