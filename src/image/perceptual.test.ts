import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { enlargeBicubic, shrinkBicubic } from './bicubic.js';
import { readImage } from './files.js';
import { flip } from './flip.js';
import { msSsim } from './ms-ssim.js';
import { niqe } from './niqe.js';
import { crop, windowAt } from './rgb.js';
import type { Rgb8 } from './rgb.js';
import { ssimulacra2 } from './ssimulacra2.js';

/**
 * Written by scripts/zoo/golden_perceptual.py, which names the program behind each figure: pytorch-msssim 1.0.0 and scipy, the
 * crate ssimulacra2 0.5.1, flip-evaluator 1.7, BasicSR 1.4.2. All but the first two compute in float32.
 */
interface Golden {
  readonly pairs: readonly Pair[];
}

interface Pair {
  readonly file: string;
  readonly change: 'enlarged' | 'noise';
  readonly width?: number;
  readonly height?: number;
  readonly ms_ssim_y: number;
  readonly ms_ssim_y_float32?: number;
  readonly ssimulacra2: number;
  readonly ssimulacra2_float32: number;
  readonly flip_float32: number;
  readonly niqe: number;
}

const root = new URL('../../', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('test/golden/perceptual.json', root), 'utf8')) as Golden;

async function imagesOf({ file, change, width, height }: Pair): Promise<{ truth: Rgb8; other: Rgb8 }> {
  const whole = await readImage(new URL(`images/${file}`, root).pathname);
  const size = { width: width ?? whole.width - (whole.width % 2), height: height ?? whole.height - (whole.height % 2) };
  const truth = crop(whole, size);
  if (change === 'enlarged') return { truth, other: enlargeBicubic(shrinkBicubic(truth, 2), 2) };
  const data = truth.data.map((level, index) => {
    const [channel, x, y] = [index % 3, Math.floor(index / 3) % size.width, Math.floor(index / 3 / size.width)];
    return Math.min(255, level + ((x * x + 3 * y + 7 * channel) % 24));
  });
  return { truth, other: { ...truth, data } };
}

/** The same image in a frame of one level, `border` wide. */
function framed({ width, height, data }: Rgb8, border: number, level: number): Rgb8 {
  const out = { width: width + 2 * border, height: height + 2 * border };
  const framedData = new Uint8Array(out.width * out.height * 3).fill(level);
  for (let row = 0; row < height; row++) {
    framedData.set(data.subarray(row * width * 3, (row + 1) * width * 3), ((row + border) * out.width + border) * 3);
  }
  return { ...out, data: framedData };
}

describe('perceptual metrics', () => {
  for (const pair of golden.pairs) {
    const { file, change, width, height } = pair;
    const size = width === undefined ? '' : ` of ${String(width)}x${String(height)}`;
    describe(`${file}${size}, ${change}`, () => {
      let truth: Rgb8;
      let other: Rgb8;
      before(async () => {
        ({ truth, other } = await imagesOf(pair));
      });

      it('has the MS-SSIM that scipy gives, and pytorch-msssim about', () => {
        const found = msSsim(other, truth, 0);
        expect(found).to.be.closeTo(pair.ms_ssim_y, 1e-9);
        if (pair.ms_ssim_y_float32 !== undefined) expect(found).to.be.closeTo(pair.ms_ssim_y_float32, 3e-6);
      });
      it('has the SSIMULACRA2 that the Python port gives, and the Rust port about', () => {
        const found = ssimulacra2(other, truth, 0);
        expect(found).to.be.closeTo(pair.ssimulacra2, 1e-6);
        expect(found).to.be.closeTo(pair.ssimulacra2_float32, file === 'gradient.png' ? 1 : 0.1);
      });
      it("has the FLIP that NVIDIA's program gives", () => {
        expect(flip(other, truth, 0)).to.be.closeTo(pair.flip_float32, 2e-5);
      });
      // Of a part that is flat there is only the rounding of either program, which both fit a distribution to.
      const share = ['astronaut.png', 'gradient.png'].includes(file) && change === 'enlarged' ? 1e-2 : 2e-4;
      it('has the NIQE that BasicSR gives', () => {
        expect(niqe(other, 0)).to.be.closeTo(pair.niqe, share * pair.niqe);
      });
    });
  }

  it('leave the border out, however wide', async () => {
    const whole = await readImage(new URL('images/astronaut.png', root).pathname);
    const truth = windowAt(whole, 100, 60, { width: 200, height: 196 });
    const other = enlargeBicubic(shrinkBicubic(truth, 2), 2);
    for (const metric of [msSsim, ssimulacra2, flip]) {
      expect(metric(framed(other, 3, 0), framed(truth, 3, 255), 3)).to.equal(metric(other, truth, 0));
    }
    expect(niqe(framed(other, 3, 0), 3)).to.equal(niqe(other, 0));
  });

  it('find an image equal to itself', async () => {
    const truth = crop(await readImage(new URL('images/coffee.png', root).pathname), { width: 190, height: 180 });
    expect(msSsim(truth, truth, 2)).to.be.closeTo(1, 1e-12);
    expect(ssimulacra2(truth, truth, 2)).to.equal(100);
    expect(flip(truth, truth, 2)).to.equal(0);
  });

  it('has no NIQE for an image without structure', () => {
    const flat = { width: 200, height: 200, data: new Uint8Array(120_000) };
    expect(niqe(flat, 0)).to.equal(undefined);
  });
});
