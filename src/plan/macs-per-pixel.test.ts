import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { projectRoot } from '../project.js';
import { OpenedVariants } from './opened-variants.js';

const opened = new OpenedVariants();

async function macsOf(name: string): Promise<number | undefined> {
  const path = join(projectRoot, 'models', `${name}.mlpackage`);
  const found = await opened.open({ path, function: undefined, arrayRange: undefined });
  return found.files && found.macsPerPixel;
}

describe('multiply-accumulates per pixel of the enlarged picture', function () {
  this.timeout(60_000);

  it('are those of the convolutions at the size of the input, over the pixels of the output', async () => {
    // Seven 3x3 convolutions from 3 over 28 to 12 channels at each pixel of the input, of which the output has four.
    const perInputPixel = 9 * (3 * 28 + 5 * 28 * 28 + 28 * 12);
    expect(await macsOf('plain-x2-fp16-64')).to.equal(perInputPixel / 4);
  });

  it('stay the same with compressed weights, other input sizes and several functions, and fall with what is removed', async () => {
    const whole = (await macsOf('swinir-s-x2-fp16-64')) ?? expect.fail('not counted');
    for (const name of ['swinir-s-x2-palette4-64', 'swinir-s-x2-fp16-enum', 'swinir-s-x2-fp16-multi']) {
      expect(await macsOf(name), name).to.equal(whole);
    }
    expect(await macsOf('swinir-s-x2-heads50-64')).to.be.below(whole);
  });
});
