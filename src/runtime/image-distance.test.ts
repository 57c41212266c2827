import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { comparingNetwork } from '../../test/models/comparing-network.js';
import type { Oddity } from '../../test/models/comparing-network.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Rgb8 } from '../image/rgb.js';
import { openImageDistance } from './image-distance.js';

const grey = (width: number, height: number, level: number): Rgb8 => ({
  ...{ width, height },
  data: new Uint8Array(width * height * 3).fill(level),
});

const messageOf = async (file: string): Promise<string> =>
  (await problemOf(() => openImageDistance(file, [0, 1]))).message;

describe('a network that compares two images', () => {
  it('gets RGB in its range, and gives a number for images of any size', async () => {
    const network = await openImageDistance(comparingNetwork(), [-1, 1]);
    // 51 levels of 255 are a fifth of the range of 2.
    expect(await network.between(grey(40, 30, 151), grey(40, 30, 100)))
      .to.have.property('figure')
      .closeTo(0.4, 1e-5);
    expect(await network.between(grey(7, 9, 100), grey(7, 9, 100))).to.deep.equal({ figure: 0 });
    await network.release();
  });

  it('gets colours plane by plane', async () => {
    const network = await openImageDistance(comparingNetwork(), [0, 1]);
    const red = { width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 255, 0, 0) };
    expect(await network.between(red, grey(2, 1, 0)))
      .to.have.property('figure')
      .closeTo(1 / 3, 1e-5);
    await network.release();
  });

  it('says why it gives none for a size that it does not take, or a very large one', async () => {
    const fixed = await openImageDistance(comparingNetwork({ side: 32 }), [0, 1]);
    expect(await fixed.between(grey(32, 32, 1), grey(32, 32, 1))).to.deep.equal({ figure: 0 });
    expect(await fixed.between(grey(32, 40, 1), grey(32, 40, 1))).to.deep.equal({
      why: 'the network takes 32x32, and the image within its border is 32x40',
    });
    await fixed.release();
    const free = await openImageDistance(comparingNetwork(), [0, 1]);
    expect(await free.between(grey(2049, 2048, 1), grey(2049, 2048, 1))).to.deep.equal({
      why: 'a network compares at most 4,194,304 pixels here',
    });
    await free.release();
  });

  it('says why it gives none for one pair on which it fails, and goes on', async () => {
    const network = await openImageDistance(comparingNetwork({ onlyWidth: 64 }), [0, 1]);
    expect(await network.between(grey(40, 64, 1), grey(40, 64, 1)))
      .to.have.property('why')
      .that.matches(/^the network fails on 40x64 \(.*[^.\s]\)$/);
    expect(await network.between(grey(64, 40, 1), grey(64, 40, 1))).to.deep.equal({ figure: 0 });
    await network.release();
  });

  it('says why it gives none for one pair of which it gives several numbers', async () => {
    const network = await openImageDistance(comparingNetwork({ square: 64 }), [0, 1]);
    expect(await network.between(grey(128, 64, 1), grey(128, 64, 1))).to.deep.equal({
      why: 'the output of the network has 2 values for 128x64, not one',
    });
    expect(await network.between(grey(64, 64, 1), grey(64, 64, 1))).to.deep.equal({ figure: 0 });
    await network.release();
  });

  const remedy = 'give an ONNX file with two inputs of 1 x 3 x height x width in float32 and one number as its output';
  const oddities: readonly (readonly [string, Oddity])[] = [
    ['it has 1 inputs', { inputs: 1 }],
    ['it has 3 inputs', { inputs: 3 }],
    ['image is no image', { channels: 1 }],
    ['its output has 12,288 values', { map: true }],
    ['what it gives for a pair of images is not finite', { factor: NaN }],
  ];
  for (const [why, oddity] of oddities) {
    it(`is not one where ${why}`, async () => {
      const file = comparingNetwork(oddity);
      expect(await messageOf(file)).to.equal(`${file} is no network that compares two images: ${why}; ${remedy}`);
    });
  }

  it('is not one where the file is something else, a folder or nothing', async () => {
    const folder = temporaryFolder().path;
    const file = join(folder, 'notes.onnx');
    writeFileSync(file, 'not a network');
    expect(await messageOf(file)).to.match(
      /notes\.onnx is no network that compares two images: ONNX Runtime does not load it \(.+\); give an ONNX file/,
    );
    expect(await messageOf(folder)).to.equal(`${folder} is a folder; name a file`);
    expect(await messageOf(`${file}x`)).to.equal(`${file}x cannot be read; name an ONNX file that compares two images`);
  });
});
