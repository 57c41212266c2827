import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { describeModel } from './description.js';
import { smallModels } from '../../test/models/small-models.js';

describe('what inspect derives of a model', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder().path;
  });

  it('is its multiply-adds, the most its activations take, and what its constants take', () => {
    const [path = ''] = smallModels(folder);
    const { program } = describeModel(path);
    // conv: 3*4*4 outputs of 2 channels; linear: 3*4*4 outputs of 2 inputs.
    expect(program?.work.multiplyAdds).to.equal(3 * 4 * 4 * 2 + 3 * 4 * 4 * 2);
    // One value of 3x4x4 floats and the next.
    expect(program?.work.activationPeakBytes).to.equal(2 * 3 * 4 * 4 * 4);
    expect(program?.constants[0]).to.include({
      name: 'w',
      operation: 'conv',
      operand: 'weight',
      form: 'fp32',
      bytes: 24,
    });
    const shares = program?.constants.reduce((sum, { share }) => sum + share, 0);
    expect(shares).to.be.closeTo(1, 1e-9);
  });

  it('warns, with a source, of float32 that only GPU and CPU compute', () => {
    const [path = ''] = smallModels(folder);
    const [warning] = describeModel(path).engineWarnings;
    expect(warning?.what).to.include('float32');
    expect(warning?.source).to.match(/^https:/);
  });
});
