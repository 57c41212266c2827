import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { problemOf } from '../../test/rig/problem.js';
import { testImages } from './testset.js';

describe('a test set', () => {
  const folder = temporaryFolder();

  const grey = (path: string, width: number, height: number): Promise<unknown> =>
    sharp({ create: { width, height, channels: 3, background: '#777' } })
      .png()
      .toFile(path);
  const read = (name: string, crop?: { width: number; height: number }) =>
    testImages({ folder: join(folder.path, name), crop }, 2, join(folder.path, 'raw'));
  const images = async (...asked: Parameters<typeof read>) => (await read(...asked)).images;

  async function made(name: string, files: Readonly<Record<string, readonly [number, number]>>): Promise<void> {
    for (const [file, [width, height]] of Object.entries(files)) {
      const path = join(folder.path, name, file);
      mkdirSync(join(path, '..'), { recursive: true });
      await grey(path, width, height);
    }
  }

  it('crops true images to whole low-resolution pixels and shrinks them', async () => {
    await made('odd', { 'a.png': [41, 31] });
    const [image] = await images('odd');
    expect(image).to.include({ name: 'a', width: 20, height: 15 });
    expect(image?.truth).to.include({ width: 40, height: 30 });
  });

  it('takes pairs as they are, named alike or with the scale', async () => {
    await made('pairs', { 'HR/a.png': [40, 30], 'LR_bicubic/X2/ax2.png': [20, 15] });
    expect((await images('pairs'))[0]).to.include({ name: 'a', width: 20, height: 15 });
  });

  it('gives each of two true images that share a stem its own small image', async () => {
    await made('stems', { 'HR/a.png': [40, 30], 'LR/a.png': [20, 15] });
    const jpeg = (width: number, height: number, path: string): Promise<unknown> =>
      sharp({ create: { width, height, channels: 3, background: '#fff' } })
        .jpeg()
        .toFile(join(folder.path, 'stems', path));
    await jpeg(40, 30, 'HR/a.jpg');
    await jpeg(20, 15, 'LR/a.jpg');
    const firstLevels = (await images('stems')).map(({ name, pushed, truth }) => [
      name,
      readFileSync(pushed.source)[0],
      readFileSync(truth.source)[0],
    ]);
    expect(firstLevels).to.deep.equal([
      ['a.jpg', 255, 255],
      ['a.png', 0x77, 0x77],
    ]);
  });

  it('takes the middle of each image when a crop is asked for', async () => {
    await made('large', { 'a.png': [200, 100] });
    expect((await images('large', { width: 64, height: 64 }))[0]).to.include({ width: 32, height: 32 });
  });

  it('refuses pairs that do not match, and a true image without its pair', async () => {
    await made('wrong', { 'HR/a.png': [40, 30], 'LR/a.png': [10, 8] });
    expect((await problemOf(() => images('wrong'))).message).to.match(
      /LR\/a\.png is 10x8 but its true image asks for 20x15; pair images of one scale$/,
    );
    await made('alone', { 'HR/a.png': [40, 30], 'LR/b.png': [20, 15] });
    expect((await problemOf(() => images('alone'))).message).to.match(
      /HR\/a\.png has no small image in .*LR; add a\.png/,
    );
  });

  it('leaves an image too small to judge out, and is refused where no other is left', async () => {
    await made('tiny', { 'a.png': [14, 40], 'b.png': [16, 40], 'c.png': [1, 1] });
    const { images: large, tooSmall } = await read('tiny');
    expect(large.map(({ name }) => name)).to.deep.equal(['b']);
    expect(Object.keys(tooSmall).sort()).to.deep.equal(['a', 'c']);
    expect(tooSmall['a']).to.match(/tiny\/a\.png is too small to judge at a scale of 2, which takes 15 pixels a side/);
    await made('all-tiny', { 'a.png': [14, 40] });
    expect((await problemOf(() => images('all-tiny'))).message).to.match(
      /all-tiny has no image large enough to judge; .* 15 pixels a side/,
    );
  });

  it('tells two images of one name apart, and takes no hidden file for one', async () => {
    await made('twice', { 'a.png': [40, 40], 'b.png': [40, 40] });
    await sharp(join(folder.path, 'twice/a.png')).jpeg().toFile(join(folder.path, 'twice/a.jpg'));
    writeFileSync(join(folder.path, 'twice/._a.png'), 'what macOS writes');
    expect((await images('twice')).map(({ name }) => name)).to.deep.equal(['a.jpg', 'a.png', 'b']);
  });
});
