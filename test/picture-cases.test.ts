import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import sharp from 'sharp';
import { main } from '../src/cli/main.js';
import { enlargeBicubic } from '../src/image/bicubic.js';
import { readImage, writePng } from '../src/image/files.js';
import { crop, mirror } from '../src/image/rgb.js';
import type { Rgb8 } from '../src/image/rgb.js';
import { openProgram } from '../src/mil/open-model.js';
import { findImageFunctions } from '../src/plan/image-functions.js';
import { testImages } from '../src/plan/testset.js';
import { upscalePlan } from '../src/plan/upscale-plan.js';
import { projectRoot } from '../src/project.js';
import { inputFromFile } from '../src/runtime/input-files.js';
import { enlarge, hostPredictor } from '../src/runtime/index.js';
import { readNpy } from '../src/runtime/npy.js';
import { repeatingModel, shrinkingModel } from './models/shrinking.js';
import { floats, writeSample } from './models/sample.js';
import type { SampleModel } from './models/sample.js';
import { testData } from './rig/requirements.js';
import { heardConsole } from './rig/console.js';
import { temporaryFolder } from './rig/temporary-folder.js';

describe('pictures in and out of a model', function () {
  this.timeout(60_000);
  const heard = heardConsole();
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder().path;
  });

  const at = (name: string): string => join(folder, name);
  const model = (name: string, sample: SampleModel): string => writeSample(at(`${name}.mlpackage`), sample);

  /** What `predict` writes for a picture. */
  async function predicted(path: string, picture: string, more: readonly string[] = []): Promise<Rgb8> {
    const args = ['predict', path, '--input', `image=${picture}`, '--output', `upscaled=${at('out.png')}`];
    expect(await main([...args, ...more]), heard.said.join('\n')).to.equal(0);
    return readImage(at('out.png'));
  }

  describe('of the cases that went wrong', () => {
    it('keeps values beyond 0 to 255 at its ends', async function () {
      const cases = join(testData(this), 'cases');
      const args = ['predict', join(cases, 'overshoot.mlpackage'), '--input', `image=${join(cases, 'a64.png')}`];
      const found = await predicted(join(cases, 'overshoot.mlpackage'), join(cases, 'a64.png'));
      expect(await main([...args, '--output', `upscaled=${at('out.npy')}`])).to.equal(0);
      const { data } = readNpy(at('out.npy'));
      expect(Math.max(...data) > 255 && Math.min(...data) < 0, 'the case goes beyond both').to.equal(true);
      found.data.forEach((level, index) => {
        const within = Math.min(255, Math.max(0, Number(data[index])));
        expect(Math.abs(level - within)).to.be.at.most(0.5);
      });
    });

    it('says that a picture of 0 to 1 will be black on a phone, and writes it', async function () {
      const cases = join(testData(this), 'cases');
      const found = await predicted(join(cases, 'no255.mlpackage'), join(cases, 'a64.png'));
      expect(Math.max(...found.data)).to.be.at.most(1);
      expect(heard.said.join()).to.match(
        /output upscaled is an image.*it will be black on a phone; multiply it by 255/,
      );
    });

    it('fills an array without a batch, and says with which numbers', async function () {
      const cases = join(testData(this), 'cases');
      const image = join(cases, 'a64.png');
      const found = await predicted(join(cases, 'chw_tensor.mlpackage'), image);
      expect(found).to.deep.equal(repeated(await readImage(image)));
      expect(heard.said.join('\n')).to.include('[3, 64, 64]').and.to.include('a64.png as colours from 0 to 1');
    });

    for (const name of ['y_only', 'gray8']) {
      it(`takes luma through ${name} and chroma around it`, async function () {
        const cases = join(testData(this), 'cases');
        const image = await readImage(join(cases, 'a64.png'));
        const path = join(cases, `${name}.mlpackage`);
        expectLumaRepeated(await predicted(path, join(cases, 'a64.png')), image);

        const support = await findImageFunctions(openProgram(path));
        if (!support.sweepable) throw new Error(support.reason);
        const [{ input, output, scale }] = support.functions;
        expect({ scale, in: input.channels, out: output.channels }).to.deep.equal({ scale: 2, in: 1, out: 1 });
        const predictor = await hostPredictor(path);
        const enlarged = await enlarge({ predictor, input, output, tileMargin: undefined }, image);
        await predictor.release();
        expectLumaRepeated(enlarged ?? image, image);
      });
    }

    it('moves pixels to the batch and back, of an array as of the picture it was made of', async function () {
      const cases = join(testData(this), 'cases');
      const outputOf = async (file: string): Promise<ReturnType<typeof readNpy>> => {
        const files = ['--input', `image=${join(cases, file)}`, '--output', `y=${at('y.npy')}`];
        const path = join(cases, 'space_to_batch.mlpackage');
        expect(await main(['predict', path, ...files]), heard.said.join('\n')).to.equal(0);
        return readNpy(at('y.npy'));
      };
      const given = readNpy(join(cases, 'a64_nchw.npy'));
      const found = await outputOf('a64_nchw.npy');
      expect(found).to.deep.equal(given);
      expect(await outputOf('a64.png')).to.deep.equal(found);
    });

    it('takes an array whose file goes by columns', function () {
      const { shape, data } = readNpy(join(testData(this), 'cases/fortran.npy'));
      expect({ shape, data: [...data] }).to.deep.equal({ shape: [3, 2], data: [0, 3, 1, 4, 2, 5] });
    });

    it('reads a turned photograph upright', async function () {
      const picture = join(testData(this), 'cases/exif6.jpg');
      const stored = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
      const found = await predicted(model('twice', repeatingModel()), picture);
      expect([stored.info.width, stored.info.height], 'as it is stored').to.deep.equal([64, 96]);
      expect([found.width, found.height]).to.deep.equal([192, 128]);
      // Orientation 6: the first stored column, from below, is the first row.
      const corner = (95 * 64 + 0) * 3;
      expect([...found.data.subarray(0, 3)]).to.deep.equal([...stored.data.subarray(corner, corner + 3)]);
    });

    it('converts Display P3 to sRGB', async function () {
      const picture = join(testData(this), 'cases/p3.png');
      const stored = await sharp(picture, { ignoreIcc: true }).removeAlpha().raw().toBuffer();
      const found = await predicted(model('twice', repeatingModel()), picture);
      for (let pixel = 0; pixel < 96 * 64; pixel += 97) {
        const expected = srgbOfP3([0, 1, 2].map((channel) => stored[pixel * 3 + channel] ?? 0));
        const [x, y] = [(pixel % 96) * 2, Math.floor(pixel / 96) * 2];
        const from = (y * found.width + x) * 3;
        [...found.data.subarray(from, from + 3)].forEach((level, channel) => {
          expect(Math.abs(level - (expected[channel] ?? 0)), `pixel ${String(pixel)}`).to.be.at.most(3);
        });
      }
    });
  });

  it('says once that transparency is dropped, and takes the colours under it', async () => {
    const clear = new Uint8Array(8 * 8 * 4).map((_, index) => (index % 4 === 3 ? (index === 3 ? 254 : 255) : index));
    await sharp(clear, { raw: { width: 8, height: 8, channels: 4 } })
      .png()
      .toFile(at('clear.png'));
    const found = await predicted(model('twice', repeatingModel()), at('clear.png'));
    expect([...found.data.subarray(0, 3)]).to.deep.equal([0, 1, 2]);
    expect(heard.said.filter((line) => line.includes('clear.png: its transparency is dropped'))).to.have.length(1);
    const full = clear.map((value, index) => (index % 4 === 3 ? 255 : value));
    await sharp(full, { raw: { width: 8, height: 8, channels: 4 } })
      .png()
      .toFile(at('full.png'));
    await predicted(model('again', repeatingModel()), at('full.png'));
    expect(heard.said.join()).not.to.include('full.png: its');
  });

  it('takes the upper bits of 16, grey and CMYK', async () => {
    const twice = model('twice', repeatingModel());
    const deep = new Uint16Array(4 * 4 * 3).map((_, index) => index * 1000 + 37);
    await sharp(deep, { raw: { width: 4, height: 4, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toFile(at('deep.png'));
    expect([...(await predicted(twice, at('deep.png'))).data.subarray(0, 3)]).to.deep.equal([0, 4, 7]);
    await sharp(new Uint8Array(16).fill(77), { raw: { width: 4, height: 4, channels: 1 } })
      .png()
      .toFile(at('grey.png'));
    expect([...(await predicted(twice, at('grey.png'))).data.subarray(0, 3)]).to.deep.equal([77, 77, 77]);
    await sharp(new Uint8Array(48).fill(200), { raw: { width: 4, height: 4, channels: 3 } })
      .toColourspace('cmyk')
      .jpeg()
      .toFile(at('print.jpg'));
    const [red = 0] = (await predicted(twice, at('print.jpg'))).data;
    expect(red).to.be.within(180, 220);
  });

  it('takes 16-bit grey alike in predict, upscale and sweeps', async () => {
    const [width, height] = [24, 20];
    const deep = Uint16Array.from({ length: width * height }, (_, index) => (index * 137 + 200) % 65_536);
    mkdirSync(at('set/HR'), { recursive: true });
    mkdirSync(at('set/LR'));
    const small = at('set/LR/a.png');
    await sharp(deep, { raw: { width, height, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toFile(small);
    expect((await sharp(small).metadata()).depth).to.equal('ushort');
    const colour = { width: width * 2, height: height * 2, channels: 3, background: '#777' } as const;
    await sharp({ create: colour }).png().toFile(at('set/HR/a.png'));
    const expected = [...deep].flatMap((level) => [level >> 8, level >> 8, level >> 8]);

    const image = { kind: 'image', width: 64, height: 64, colour: 'rgb', sizes: { kind: 'fixed' } } as const;
    const read = await inputFromFile({ name: 'image', type: image }, small, undefined, { width: 64, height: 64 });
    const shown = read.picture && crop(read.picture.image, { width, height });
    expect([...(shown?.data ?? [])], 'predict').to.deep.equal(expected);

    const [swept] = (await testImages({ folder: at('set'), crop: undefined }, 2, at('raw'))).images;
    expect([...readFileSync(swept?.pushed.source ?? '')], 'a sweep').to.deep.equal(expected);

    const plain = join(projectRoot, 'models/plain-x2-fp32-64.mlpackage');
    const plan = await upscalePlan({ images: [small], model: plain, computeUnits: 'cpuOnly' }, at('inputs'));
    const sources = Object.entries(plan.sources).filter(([path]) => path.endsWith('.rgb'));
    expect(
      sources.map(([, source]) => [...readFileSync(source)]),
      'upscale',
    ).to.deep.equal([expected]);
  });

  it('plans to enlarge with a model and a photo that are named from the folder of the command', async () => {
    const small = at('small.png');
    await writePng(small, pattern(40, 30));
    const [photo, plain] = [small, join(projectRoot, 'models/plain-x2-fp32-64.mlpackage')].map((path) =>
      relative(process.cwd(), path),
    );
    const request = { images: [photo ?? ''], model: `./${plain ?? ''}`, computeUnits: 'cpuOnly' } as const;
    const { sources } = await upscalePlan(request, at('inputs'));
    for (const source of Object.values(sources)) expect(isAbsolute(source), source).to.equal(true);
  });

  it('refuses a photo that is not there, and a file as the folder of what it makes', async () => {
    const upscale = (...more: string[]): Promise<number> =>
      main(['upscale', at('gone.png'), '--model', 'plain-x2-fp32-64', '--virtual', ...more]);
    expect(await upscale('--out', folder)).to.equal(2);
    expect(heard.said.at(-1)).to.match(/gone\.png does not exist; check the name$/);
    writeFileSync(at('file'), '');
    expect(await upscale('--out', at('file'))).to.equal(2);
    expect(heard.said.at(-1)).to.match(/--out .*file is a file; name a folder$/);
  });

  it('enlarges a picture of one pixel, and refuses one that no memory holds', async () => {
    const twice = model('twice', repeatingModel());
    await writePng(at('one.png'), { width: 1, height: 1, data: Uint8Array.of(9, 8, 7) });
    const found = await predicted(twice, at('one.png'));
    expect(found).to.deep.equal({ width: 2, height: 2, data: Uint8Array.of(9, 8, 7, 9, 8, 7, 9, 8, 7, 9, 8, 7) });
    expect(await predicted(twice, at('one.png'), ['--size', '64x64'])).to.include({ width: 128, height: 128 });

    writeFileSync(at('huge.png'), pngOf(99_999, 99_999));
    const args = ['predict', twice, '--input'];
    expect(await main([...args, `image=${at('huge.png')}`])).to.equal(2);
    expect(heard.said.at(-1)).to.include('huge.png is 99999x99999, more than rezbench reads; give a smaller picture');
  });

  it('refuses an image output whose tensor is no image, before a sweep and in predict', async () => {
    const grey = { image: { width: 8, height: 8, colorSpace: 20 } };
    const path = model('flat', {
      description: { input: [{ name: 'image', type: grey }], output: [{ name: 'upscaled', type: grey }] },
      functions: {
        main: {
          inputs: [{ name: 'image', shape: [1, 3, 8, 8] }],
          operations: [
            {
              type: 'upsample_nearest_neighbor',
              inputs: { x: 'image', scale_factor_height: floats([1], []), scale_factor_width: floats([1], []) },
              outputs: [{ name: 'same', shape: [1, 3, 8, 8] }],
            },
            { type: 'squeeze', inputs: { x: 'same' }, outputs: [{ name: 'upscaled', shape: [3, 8, 8] }] },
          ],
          outputs: ['upscaled'],
        },
      },
    });
    const flaw =
      'upscaled is declared as an image (rgb), but its tensor has shape [3, 8, 8] instead of [1, 3, height, width]';
    const support = await findImageFunctions(openProgram(path));
    expect(!support.sweepable && support.reason).to.include(flaw);
    await writePng(at('in.png'), { width: 8, height: 8, data: new Uint8Array(192).fill(100) });
    expect(await main(['predict', path, '--input', `image=${at('in.png')}`])).to.equal(2);
    expect(heard.said.at(-1)).to.include(flaw);
    expect(await main(['inspect', path])).to.equal(0);
    expect(heard.said.at(-1)).to.match(/runs here +no: output upscaled is declared as an image \(rgb\)/);
  });

  describe('of a network without padding', () => {
    for (const { side, inset, factor } of [
      { side: 64, inset: 4, factor: 2 },
      // 64 to 56 could also be one and the same scale that loses 4 pixels on each side.
      { side: 64, inset: 18, factor: 2 },
      // 64 to 64 could also be one without loss.
      { side: 64, inset: 16, factor: 2 },
      // 48 to 48: what is left of the output is too narrow to move the picture far.
      { side: 48, inset: 12, factor: 2 },
      { side: 40, inset: 6, factor: 1 },
    ]) {
      const to = factor * (side - 2 * inset);
      it(`finds what ${String(side)} to ${String(to)} pixels lose, and enlarges the whole picture`, async () => {
        const path = model('shrinking', shrinkingModel(side, inset, factor));
        const support = await findImageFunctions(openProgram(path));
        if (!support.sweepable) throw new Error(support.reason);
        const [{ input, output, scale }] = support.functions;
        expect({ scale, inset: output.inset }).to.deep.equal({ scale: factor, inset });
        const predictor = await hostPredictor(path);
        const picture = pattern(75, 50);
        const found = await enlarge({ predictor, input, output, tileMargin: undefined }, picture);
        await predictor.release();
        const expected = repeated(meanOf(picture, inset), factor);
        expect([found?.width, found?.height]).to.deep.equal([expected.width, expected.height]);
        const worst = expected.data.reduce((most, value, index) => {
          return Math.max(most, Math.abs(value - (found?.data[index] ?? 0)));
        }, 0);
        expect(worst).to.be.at.most(1);
      });
    }
  });
});

function pattern(width: number, height: number): Rgb8 {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 37 + (index >> 6)) % 251);
  return { width, height, data };
}

function repeated({ width, height, data }: Rgb8, factor = 2): Rgb8 {
  const out = new Uint8Array(width * height * 3 * factor ** 2);
  out.forEach((_, index) => {
    const [channel, pixel] = [index % 3, Math.floor(index / 3)];
    const x = Math.floor((pixel % (width * factor)) / factor);
    const y = Math.floor(pixel / (width * factor) / factor);
    out[index] = data[(y * width + x) * 3 + channel] ?? 0;
  });
  return { width: width * factor, height: height * factor, data: out };
}

/** The mean over 2 * reach + 1 pixels a side of the picture and its mirror images. */
function meanOf({ width, height, data }: Rgb8, reach: number): Rgb8 {
  const out = new Uint8Array(data.length);
  out.forEach((_, index) => {
    const [channel, pixel] = [index % 3, Math.floor(index / 3)];
    let sum = 0;
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const [x, y] = [mirror((pixel % width) + dx, width), mirror(Math.floor(pixel / width) + dy, height)];
        sum += data[(y * width + x) * 3 + channel] ?? 0;
      }
    }
    out[index] = Math.round(sum / (2 * reach + 1) ** 2);
  });
  return { width, height, data: out };
}

/** JFIF's YCbCr of a pixel. */
function ycbcr(red: number, green: number, blue: number): readonly [number, number, number] {
  const y = 0.299 * red + 0.587 * green + 0.114 * blue;
  return [y, 0.5 + (blue - y) / 1.772, 0.5 + (red - y) / 1.402];
}

/** Expects repeated luma with bicubic chroma, where neither leaves the range of a byte. */
function expectLumaRepeated(found: Rgb8, image: Rgb8): void {
  const [luma, chroma] = [repeated(image), enlargeBicubic(image, 2)];
  expect([found.width, found.height]).to.deep.equal([luma.width, luma.height]);
  let compared = 0;
  for (let from = 0; from < found.data.length; from += 3) {
    const of = ({ data }: Rgb8) => ycbcr(data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0);
    const levels = found.data.subarray(from, from + 3);
    const around = chroma.data.subarray(from, from + 3);
    if ([levels, around].some((one) => one.includes(0) || one.includes(255))) continue;
    compared++;
    expect(of(found)[0]).to.be.closeTo(of(luma)[0], 1.1);
    expect(of(found)[1]).to.be.closeTo(of(chroma)[1], 1.1);
    expect(of(found)[2]).to.be.closeTo(of(chroma)[2], 1.1);
  }
  expect(compared).to.be.above(found.data.length / 6);
}

/** Display P3 in sRGB, by the primaries of both, clipped to the gamut. */
function srgbOfP3(levels: readonly number[]): number[] {
  const linear = levels.map((level) => {
    const value = level / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const rows = [
    [1.2249401763, -0.2249401763, 0],
    [-0.0420569547, 1.0420569547, 0],
    [-0.0196375546, -0.0786360459, 1.0982736004],
  ];
  return rows.map((row) => {
    const sum = row.reduce((total, weight, index) => total + weight * (linear[index] ?? 0), 0);
    const value = Math.min(1, Math.max(0, sum));
    return 255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
  });
}

/** A PNG file whose header states a size that its content does not have. */
function pngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(64))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
