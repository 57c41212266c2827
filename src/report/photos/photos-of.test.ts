import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { writeEnlargingRun } from '../../../test/enlarging-run.js';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { windowAt } from '../../image/rgb.js';
import { planOf } from '../read/plan-of.js';
import { qualityRowsOf } from '../read/quality-rows-of.js';
import type { RunFolder } from '../../results/run-folder.js';
import { writeTables } from '../../results/write-tables.js';
import { photosOf } from './photos-of.js';

const runIn = (folder: RunFolder) => ({ folder, plan: planOf(folder), quality: qualityRowsOf(folder) });

describe('the photos of a page', () => {
  it('are the true picture, bicubic and what the phone made, each with how far it is from the truth', async () => {
    const { folder, pictures } = await writeEnlargingRun(temporaryFolder().path);
    writeTables(folder);
    const units = qualityRowsOf(folder)[0]?.compute_units ?? '';
    const found = await photosOf(runIn(folder), { units, variants: [] });
    if ('why' in found) throw new Error(found.why);
    expect(found.photos.map(({ image }) => image)).to.have.members(pictures.map(({ name }) => name));
    for (const { image, about, tiles } of found.photos) {
      expect(tiles.map(({ title }) => title)).to.deep.equal(['the true picture', 'bicubic', image]);
      expect(tiles.map(({ error }) => error !== undefined)).to.deep.equal([false, true, true]);
      const { truth } = pictures.find(({ name }) => name === image) ?? pictures[0];
      const shown = await sharp(Buffer.from(tiles[0]?.picture.split(',')[1] ?? '', 'base64'))
        .raw()
        .toBuffer();
      const [width = 0, height = 0, x = 0, y = 0] = (about.match(/\d+/g) ?? []).map(Number);
      expect([...shown]).to.deep.equal([...windowAt(truth, x, y, { width, height }).data]);
    }
  });

  it('are none, with why, once the pictures are gone, and of units that enlarged nothing', async () => {
    const { folder } = await writeEnlargingRun(temporaryFolder().path);
    writeTables(folder);
    const units = qualityRowsOf(folder)[0]?.compute_units ?? '';
    expect(await photosOf(runIn(folder), { units: 'none', variants: [] }))
      .to.have.property('why')
      .that.contains('no pictures');
    rmSync(join(folder.path, 'outputs'), { recursive: true });
    expect(await photosOf(runIn(folder), { units, variants: [] }))
      .to.have.property('why')
      .that.contains('not in its folder any more');
  });
});
