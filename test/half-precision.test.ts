import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { main } from '../src/cli/main.js';
import { writePng } from '../src/image/files.js';
import { readNpy } from '../src/runtime/npy.js';
import { floats, mil, writeSample } from './models/sample.js';
import type { SampleModel, SampleOperation } from './models/sample.js';
import { heardConsole } from './rig/console.js';
import { temporaryFolder } from './rig/temporary-folder.js';

const side = 4;
const shape = [1, 3, side, side];

/** Squares the levels of a picture twice in half precision, and takes both roots again: more than it can hold in between. */
function squaring(): SampleModel {
  const value = (name: string, dtype: number) => ({ name, dtype, shape });
  const step = (type: string, from: string, to: string, dtype = mil.fp16): SampleOperation => ({
    type,
    inputs: { x: from },
    outputs: [value(to, dtype)],
  });
  const image = (name: string) => ({ name, type: { image: { width: side, height: side, colorSpace: 20 } } });
  return {
    description: { input: [image('x')], output: [image('y')] },
    functions: {
      main: {
        inputs: [value('x', mil.fp32)],
        operations: [
          {
            type: 'mul',
            inputs: { x: 'x', y: floats([1.1], []) },
            outputs: [value('bright', mil.fp16)],
          },
          step('square', 'bright', 'once'),
          step('square', 'once', 'twice'),
          step('sqrt', 'twice', 'root'),
          step('sqrt', 'root', 'y', mil.fp32),
        ],
        outputs: ['y'],
      },
    },
  };
}

describe('half precision, through the commands', () => {
  const heard = heardConsole();

  async function begin() {
    const folder = temporaryFolder().path;
    const model = writeSample(join(folder, 'squaring.mlpackage'), squaring());
    const picture = join(folder, 'in.png');
    await writePng(picture, { width: side, height: side, data: new Uint8Array(3 * side * side).fill(20) });
    return { model, picture, at: (name: string) => join(folder, name) };
  }

  const loss = /square twice reaches 2\.34e\+5, beyond the 65,504 of half precision/;

  it('is probed by inspect with a picture, which names the operation that exceeds it', async () => {
    const { model, picture } = await begin();
    expect(await main(['inspect', model, '--probe', picture]), heard.said.join('\n')).to.equal(0);
    expect(heard.said.join('\n')).to.match(loss);
    expect(await main(['inspect', model])).to.equal(0);
    expect(heard.said.at(-1)).not.to.match(/half precision/i);
  });

  it('is told of by predict, which computes in float32 unless it is asked for fp16', async () => {
    const { model, picture, at } = await begin();
    const files = ['--input', `x=${picture}`, '--output', `y=${at('y.npy')}`];
    expect(await main(['predict', model, ...files]), heard.said.join('\n')).to.equal(0);
    expect(heard.said.join('\n')).to.match(loss);
    expect(Number(readNpy(at('y.npy')).data[0])).to.be.closeTo(22, 0.01);
    expect(await main(['predict', model, ...files, '--arithmetic', 'fp16'])).to.equal(0);
    expect(Number(readNpy(at('y.npy')).data[0])).to.equal(Infinity);
  });
});
