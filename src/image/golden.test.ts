import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { enlargeBicubic, shrinkBicubic } from './bicubic.js';
import { readImage } from './files.js';
import { compareImages } from './quality.js';
import type { Quality } from './quality.js';
import type { Rgb8 } from './rgb.js';

/** Written by scripts/zoo/golden_quality.py, which shares no code with src/image. */
interface Golden {
  readonly formulas: readonly (Formula & Figures)[];
  readonly photographs: readonly (Photograph & Figures)[];
}

interface Figures {
  readonly psnr_y_db: number;
  readonly psnr_rgb_db: number;
  readonly ssim_y: number;
}

interface Formula {
  readonly width: number;
  readonly height: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly noise: number;
  readonly border: number;
}

interface Photograph {
  readonly file: string;
  readonly small_sha256: string;
  readonly large_sha256: string;
}

const root = new URL('../../', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('test/golden/quality.json', root), 'utf8')) as Golden;

describe('image quality', () => {
  for (const formula of golden.formulas) {
    it(`agrees with the Python script on ${String(formula.width)}x${String(formula.height)} pixels by formula`, () => {
      const { truth, other } = pairOf(formula);
      expectFigures(compareImages(other, truth, formula.border), formula);
    });
  }

  for (const photograph of golden.photographs) {
    it(`agrees with the Python script on ${photograph.file}, shrunk and enlarged byte for byte alike`, async () => {
      const truth = await readImage(new URL(`images/${photograph.file}`, root).pathname);
      const small = shrinkBicubic(truth, 2);
      expect(sha256(small)).to.equal(photograph.small_sha256);
      const large = enlargeBicubic(small, 2);
      expect(sha256(large)).to.equal(photograph.large_sha256);
      expectFigures(compareImages(large, truth, 2), photograph);
    }).timeout(60_000);
  }
});

function expectFigures(found: Quality, golden: Figures): void {
  expect(found.psnrYDb).to.be.closeTo(golden.psnr_y_db, 1e-6);
  expect(found.psnrRgbDb).to.be.closeTo(golden.psnr_rgb_db, 1e-6);
  expect(found.ssimY).to.be.closeTo(golden.ssim_y, 1e-9);
}

/** The formulas of the script's FORMULAS. */
function pairOf({ width, height, a, b, c, noise }: Formula): { truth: Rgb8; other: Rgb8 } {
  const truth = new Uint8Array(width * height * 3);
  const other = new Uint8Array(truth.length);
  for (let index = 0; index < truth.length; index++) {
    const channel = index % 3;
    const x = Math.floor(index / 3) % width;
    const y = Math.floor(index / 3 / width);
    const value = (a * x + b * y + c * channel * x * y) % 256;
    truth[index] = value;
    other[index] = Math.min(255, value + ((x * x + 3 * y + 7 * channel) % noise));
  }
  return { truth: { width, height, data: truth }, other: { width, height, data: other } };
}

const sha256 = ({ data }: Rgb8): string => createHash('sha256').update(data).digest('hex');
