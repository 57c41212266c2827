import { expect } from 'chai';
import { describe, it } from 'mocha';
import { imagesByDifference } from './images-by-difference.js';

describe('the photos that a page shows first', () => {
  it('are those whose difference can be seen, and last what nobody judged', () => {
    const rows = [
      { image: 'unjudged', psnr_y_db: undefined },
      { image: 'gradient', psnr_y_db: 58 },
      { image: 'gradient', psnr_y_db: 53 },
      { image: 'coffee', psnr_y_db: 30 },
      { image: 'coffee', psnr_y_db: 29 },
    ];
    expect(imagesByDifference(rows)).to.deep.equal(['coffee', 'gradient', 'unjudged']);
  });
});
