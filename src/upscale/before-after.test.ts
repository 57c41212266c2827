import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { hostileName } from '../../test/hostile-names.js';
import { enlargeBicubic } from '../image/bicubic.js';
import type { Rgb8 } from '../image/rgb.js';
import { beforeAfterPage } from './before-after.js';

const picture = (width: number, height: number, seed: number): Rgb8 => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * seed) % 256),
});
const photo = picture(5, 4, 37);
const enlarged = picture(10, 8, 11);
const pageOf = (more: { photoName?: string; model?: string } = {}): Promise<string> =>
  beforeAfterPage({ photo, enlarged, photoName: 'cat.jpg', model: 'net', file: 'cat-x2.png', ...more });

/** The pictures of a page, in its order. */
const picturesIn = (page: string): Promise<Buffer[]> =>
  Promise.all(
    [...page.matchAll(/src="data:image\/png;base64,([^"]+)"/g)].map(([, data = '']) =>
      sharp(Buffer.from(data, 'base64')).raw().toBuffer(),
    ),
  );

describe('the page of a photo before and after', () => {
  it('holds what the model made, the bicubic enlargement and the photo itself, bit for bit', async () => {
    const [after, bicubic, own] = await picturesIn(await pageOf());
    expect(after).to.deep.equal(Buffer.from(enlarged.data));
    expect(bicubic).to.deep.equal(Buffer.from(enlargeBicubic(photo, 2).data));
    expect(own).to.deep.equal(Buffer.from(photo.data));
  });

  it('has a slider and choices that keys reach, and a name for each picture', async () => {
    const page = await pageOf();
    expect(page).to.match(/<label\s*>Line at\s+<input id="line" type="range"/);
    expect([...page.matchAll(/<img[^>]+alt="[^"]+"/g)]).to.have.length(3);
    expect(page).to.contain('lang="en"');
  });

  it('asks nobody for anything', async () => {
    const page = await pageOf();
    expect(page).to.contain("default-src 'none'");
    expect(page).not.to.match(/https?:|url\(|@import|<link/);
  });

  it('shows a hostile name as text', async () => {
    await fc.assert(
      fc.asyncProperty(hostileName, async (name) => {
        const page = await pageOf({ photoName: name, model: name });
        const tags = [...page.matchAll(/<[a-z]+/g)].map(([tag]) => tag);
        expect(tags).to.deep.equal([...(await pageOf()).matchAll(/<[a-z]+/g)].map(([tag]) => tag));
      }),
      { numRuns: 30 },
    );
  });
});
