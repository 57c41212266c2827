import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { readImage } from '../../src/image/files.js';
import { projectRoot } from '../../src/project.js';
import { rezbench } from '../rig/rezbench.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

describe('upscale', function () {
  this.timeout(180_000);
  const folder = temporaryFolder();

  it('enlarges photos upright and in sRGB, whatever their file’s orientation, alpha and depth', async () => {
    const source = sharp(join(projectRoot, 'images/chelsea.png')).extract({
      left: 100,
      top: 60,
      width: 120,
      height: 90,
    });
    const plain = join(folder.path, 'plain.png');
    await source.clone().png().toFile(plain);
    const photos = join(folder.path, 'photos');
    mkdirSync(photos);
    const turned = join(photos, 'turned.tiff');
    await sharp(await source.clone().rotate(270).png().toBuffer())
      .withMetadata({ orientation: 6 })
      .tiff({ compression: 'lzw' })
      .toFile(turned);
    const clear = join(photos, 'clear.png');
    await source.clone().ensureAlpha().toColourspace('rgb16').png().toFile(clear);
    const args = [
      'upscale',
      plain,
      turned,
      clear,
      '--model',
      'plain-x2-fp32-64',
      '--virtual',
      '--compare',
      '--out',
      join(folder.path, 'out'),
    ];
    const { exitCode, stderr, stdout } = await rezbench(args);
    expect(exitCode, stderr).to.equal(0);
    const page = join(folder.path, 'out/turned-x2.html');
    expect(stdout.split('\n')).to.include(page);
    expect(readFileSync(page, 'utf8')).to.contain('turned.tiff by plain-x2-fp32-64');
    const [expected, ...others] = await Promise.all(
      ['plain', 'turned', 'clear'].map((name) => readImage(join(folder.path, 'out', `${name}-x2.png`))),
    );
    expect(expected).to.include({ width: 240, height: 180 });
    for (const other of others)
      expect(Buffer.from(other.data).equals(Buffer.from(expected?.data ?? []))).to.equal(true);
  });

  it('says in one sentence what it cannot read', async () => {
    const photo = join(folder.path, 'phone.heic');
    writeFileSync(photo, 'what a camera writes');
    const { exitCode, stderr } = await rezbench(['upscale', photo, '--model', 'plain-x2-fp32-64', '--virtual']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.match(
      /^rezbench: .*phone\.heic cannot be read as an image \(HEIC is not decoded here\); give a PNG/m,
    );
  });
});
