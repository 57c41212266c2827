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
import type { QualityRow } from '../../results/tables/quality.js';
import { writeTables } from '../../results/write-tables.js';
import { variantsThatFit } from './photo-of.js';
import type { PhonePhotos, Photos } from './photos.js';
import { photosOf } from './photos-of.js';

interface Read {
  readonly folder: RunFolder;
  readonly quality: readonly QualityRow[];
  readonly plan: ReturnType<typeof planOf>;
}

const read = (folder: RunFolder): Read => ({ folder, plan: planOf(folder), quality: qualityRowsOf(folder) });

/** The photos of a page whose phones are called A, B and so on. */
async function photosOn(
  run: Read,
  udids: readonly string[],
  units = run.quality[0]?.compute_units ?? '',
): Promise<Photos> {
  const phones = udids.map((udid, index) => ({ run: 'run', udid, name: 'ABC'[index] ?? '', about: '' }));
  const places = udids.map((udid, phone) => ({ phone, udid, run }));
  return photosOf(places, { phones }, { phone: 0, units, variants: [] });
}

/** What is shown of each group of phones. */
function shownIn(found: Photos): readonly PhonePhotos[] {
  if ('why' in found) throw new Error(found.why);
  return found;
}

const photosIn = (group: PhonePhotos | undefined) =>
  group === undefined || 'why' in group.shown ? [] : group.shown.photos;

async function enlarged(makeOutput?: Parameters<typeof writeEnlargingRun>[1]) {
  const made = await writeEnlargingRun(temporaryFolder().path, makeOutput);
  writeTables(made.folder);
  const run = read(made.folder);
  return { ...made, run, udid: run.quality[0]?.device_udid ?? '' };
}

describe('the photos of a page', () => {
  it('are the true picture, bicubic and what the phone made, each with how far it is from the truth', async () => {
    const { run, udid, pictures } = await enlarged();
    const [found] = shownIn(await photosOn(run, [udid]));
    const photos = photosIn(found);
    expect(photos.map(({ image }) => image)).to.have.members(pictures.map(({ name }) => name));
    for (const { image, about, tiles } of photos) {
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

  it('are those of each phone, once for phones whose outputs are the same', async () => {
    const { run, udid } = await enlarged();
    const as = (device_udid: string, rows: readonly QualityRow[]) => rows.map((row) => ({ ...row, device_udid }));
    const quality = [...run.quality, ...as('same', run.quality), ...as('less', run.quality.slice(0, 1))];
    const found = shownIn(await photosOn({ ...run, quality }, [udid, 'less', 'same']));
    expect(found.map(({ phones }) => phones)).to.deep.equal([[0, 2], [1]]);
    expect(found.map((group) => photosIn(group).length)).to.deep.equal([2, 1]);
    expect(JSON.stringify(found[0]?.shown)).to.include('as A, C made them');
    const without = shownIn(await photosOn(run, [udid, 'none']));
    expect(without[1]).to.deep.equal({
      phones: [1],
      shown: { why: 'This phone has no pictures of a test set on these units.' },
    });
  });

  it('are none, with why, once the pictures are gone, of units that enlarged nothing, and of huge images', async () => {
    const { run, udid } = await enlarged();
    expect(await photosOn(run, [udid], 'none'))
      .to.have.property('why')
      .that.contains('no pictures');
    const huge = run.quality.map((row) => ({ ...row, width: 8000, height: 6000 }));
    expect(JSON.stringify(await photosOn({ ...run, quality: huge }, [udid]))).to.include('too large to be cut');
    rmSync(join(run.folder.path, 'outputs'), { recursive: true });
    expect(JSON.stringify(await photosOn(run, [udid]))).to.include('not in its folder any more');
  });

  it('leave out variants of large images that there is no memory for', () => {
    expect(variantsThatFit({ width: 512, height: 512 })).to.be.above(100);
    expect(variantsThatFit({ width: 4000, height: 3000 })).to.equal(3);
    expect(variantsThatFit({ width: 8000, height: 6000 })).to.equal(0);
  });
});
