import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { sha256Of, writeEnlargingRun } from '../../test/enlarging-run.js';
import type { EnlargedPicture, EnlargingRun } from '../../test/enlarging-run.js';
import { udid } from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { readImage } from '../image/files.js';
import type { Rgb8 } from '../image/rgb.js';
import { compareImages } from '../image/quality.js';
import { mendQuality, qualityFile, readQuality } from '../results/quality-file.js';
import type { JudgedImage } from '../results/quality-file.js';
import { outputFile, rawOutputFile } from '../results/run-folder.js';
import { explainGap } from './gap.js';
import { judgeRun } from './judge-run.js';

describe('the quality of a run', () => {
  let results: string;
  let run: EnlargingRun;
  beforeEach(async () => {
    results = temporaryFolder().path;
    run = await writeEnlargingRun(results);
  });

  const judged = (): JudgedImage[] => readQuality(run.folder);
  const lines = (): string => readFileSync(qualityFile(run.folder), 'utf8');

  /** PSNR of an output against what its reference makes, which a person can work out. */
  function fidelityDb({ input, output, gain }: EnlargedPicture): number {
    let total = 0;
    output.data.forEach((value, index) => {
      const [x, y] = [Math.floor(index / 3) % output.width, Math.floor(index / 3 / output.width)];
      const source = input.data[((y >> 1) * input.width + (x >> 1)) * 3 + (index % 3)] ?? 0;
      total += (source * gain - value) ** 2;
    });
    return 20 * Math.log10(255 / Math.sqrt(total / output.data.length));
  }

  it('is what a comparison with the truth and with the reference gives', async () => {
    expect(await judgeRun(run.folder)).to.deep.equal([]);
    const [first, second] = judged();
    for (const [figures, picture] of [
      [first, run.pictures[0]],
      [second, run.pictures[1]],
    ] as const) {
      const { fidelityDb: fidelity = NaN, ...others } = figures ?? {};
      const { name: image, launch, outputSha256: output } = picture;
      expect(others).to.deep.equal({ udid, launch, image, output, ...compareImages(picture.output, picture.truth, 2) });
      expect(fidelity).to.be.closeTo(fidelityDb(picture), 1e-9);
    }
  });

  it('is found once, and is found again, to the letter, when its file is gone', async () => {
    await judgeRun(run.folder);
    const before = lines();
    expect(await judgeRun(run.folder)).to.deep.equal([]);
    expect(lines()).to.equal(before);
    rmSync(qualityFile(run.folder));
    expect(await judgeRun(run.folder)).to.deep.equal([]);
    expect(lines()).to.equal(before);
  });

  const otherDigit = (digit: string): string => (digit === '0' ? '1' : '0');
  for (const [what, damage] of [
    ['no JSON', () => '{"udid":'],
    ['two lines in one', (line: string) => line.slice(0, 40) + line],
    ['a figure with another digit', (line: string) => line.replace(/\d(?=[,}])/, otherDigit)],
    ['a checksum with another digit', (line: string) => line.replace(/.(?="\}$)/, otherDigit)],
    ['a figure that is no number', (line: string) => line.replace(/"ssimY":[^,}]+/, '"ssimY":"high"')],
    ['nothing', () => ''],
  ] as const) {
    it(`is found again where a line of its file is ${what}, which is named`, async () => {
      await judgeRun(run.folder);
      const [first = '', second = ''] = lines().split('\n');
      writeFileSync(qualityFile(run.folder), `${damage(first)}\n${second}\n`);
      expect(judged().map(({ image }) => image)).to.deep.equal(['bird']);
      expect(mendQuality(run.folder)).to.deep.equal([
        `${qualityFile(run.folder)}:1 was damaged; its image is judged again`,
      ]);
      expect(await judgeRun(run.folder)).to.deep.equal([]);
      expect(lines()).to.equal(`${second}\n${first}\n`);
      expect(mendQuality(run.folder)).to.deep.equal([]);
    });
  }

  it('is read from a line without a checksum, as earlier versions wrote it', async () => {
    await judgeRun(run.folder);
    const before = judged();
    writeFileSync(qualityFile(run.folder), lines().replace(/,"checksum":"[0-9a-f]+"/g, ''));
    expect(lines()).not.to.include('checksum');
    expect(judged()).to.deep.equal(before);
    expect(mendQuality(run.folder)).to.deep.equal([]);
  });

  it('leaves an output as PNG in place of the raw one', async () => {
    await judgeRun(run.folder);
    const names = run.pictures.map(({ outputSha256 }) => `${outputSha256}.png`);
    expect(readdirSync(join(run.folder.path, 'outputs')).sort()).to.deep.equal(names.sort());
    for (const { outputSha256, output } of run.pictures) {
      expect(await readImage(outputFile(run.folder, outputSha256))).to.deep.equal(output);
    }
  });

  it('replaces a damaged PNG by what the raw output says', async () => {
    const [{ outputSha256, output }] = run.pictures;
    writeFileSync(outputFile(run.folder, outputSha256), '');
    expect(await judgeRun(run.folder)).to.deep.equal([]);
    expect(await readImage(outputFile(run.folder, outputSha256))).to.deep.equal(output);
  });

  it('is 100 dB at most, which stands for equal images and outputs', async () => {
    const same = await writeEnlargingRun(temporaryFolder().path, (truth) => truth);
    await judgeRun(same.folder);
    const [figures] = readQuality(same.folder);
    expect(figures).to.include({ psnrYDb: 100, psnrRgbDb: 100 });
    expect(figures?.ssimY).to.be.closeTo(1, 1e-12);
    // The first reference repeats each pixel as it is.
    const exact = await writeEnlargingRun(temporaryFolder().path, (_, input) => repeatedTwice(input));
    await judgeRun(exact.folder);
    expect(readQuality(exact.folder)[0]?.fidelityDb).to.equal(100);
  });

  const repeatedTwice = ({ width, height, data }: Rgb8): Rgb8 => {
    const at = (index: number): number => {
      const [x, y] = [Math.floor(index / 3) % (width * 2), Math.floor(index / 6 / width)];
      return data[((y >> 1) * width + (x >> 1)) * 3 + (index % 3)] ?? 0;
    };
    const size = { width: width * 2, height: height * 2 };
    return { ...size, data: Uint8Array.from({ length: size.width * size.height * 3 }, (_, index) => at(index)) };
  };

  it('says of an output of one colour that it is no picture, with the figures that there are', async () => {
    const black = await writeEnlargingRun(temporaryFolder().path, ({ data, ...size }) => ({
      ...size,
      data: new Uint8Array(data.length),
    }));
    expect(await judgeRun(black.folder)).to.deep.equal([]);
    for (const { noPicture, psnrYDb, fidelityDb } of readQuality(black.folder)) {
      expect(noPicture).to.match(/^the output is one colour \(0, 0, 0\), and its input is not; /);
      expect(psnrYDb).to.be.lessThan(20);
      expect(fidelityDb).to.be.lessThan(20);
    }
    await judgeRun(run.folder);
    expect(judged().map(({ noPicture }) => noPicture)).to.deep.equal([undefined, undefined]);
  });

  it('says so where the model itself gives no numbers on the host, but not where another one does', async () => {
    const gains = [NaN, Infinity] as const;
    const own = await writeEnlargingRun(temporaryFolder().path, undefined, { gains });
    expect(await judgeRun(own.folder)).to.deep.equal([]);
    for (const figures of readQuality(own.folder)) {
      expect(figures.noPicture).to.match(
        /^on the host, its float32 output has values that are no numbers or infinite$/,
      );
      expect(figures).not.to.have.property('fidelityDb');
      expect(figures).to.have.property('psnrYDb');
    }
    const other = await writeEnlargingRun(temporaryFolder().path, undefined, { gains, own: false });
    expect(await judgeRun(other.folder)).to.deep.equal([]);
    for (const figures of readQuality(other.folder)) expect(figures).not.to.have.any.keys('noPicture', 'fidelityDb');
  });

  const withoutOutput = (file: string): string =>
    `${file} is missing or damaged, so butterfly of q-butterfly cannot be judged; put it back, or run the sweep anew`;
  const withoutTruth = (file: string): string =>
    `${file}, the true image of butterfly of q-butterfly, is missing or damaged; put the results folder's .inputs back, or run the sweep anew`;
  const withoutReference = (file: string): string =>
    `${file}, the reference of butterfly of q-butterfly, is missing or has changed since the plan was made; put it back, or run the sweep anew`;

  /** What can go missing of the first image, and the sentence about it. */
  const damages: readonly {
    readonly what: string;
    readonly isJudgedFirst?: boolean;
    readonly damage: (picture: EnlargedPicture) => string;
    readonly sentence: (file: string) => string;
  }[] = [
    {
      what: 'an output that is missing',
      damage: ({ outputSha256 }) => {
        rmSync(rawOutputFile(run.folder, outputSha256));
        return outputFile(run.folder, outputSha256);
      },
      sentence: withoutOutput,
    },
    {
      what: 'a raw output that is cut',
      damage: ({ outputSha256 }) => {
        const file = rawOutputFile(run.folder, outputSha256);
        truncateSync(file, 1000);
        return file;
      },
      sentence: withoutOutput,
    },
    {
      what: 'a PNG that is cut',
      isJudgedFirst: true,
      damage: ({ outputSha256 }) => {
        const file = outputFile(run.folder, outputSha256);
        truncateSync(file, 1000);
        return file;
      },
      sentence: withoutOutput,
    },
    {
      what: 'a true image that is missing',
      damage: ({ truthFile }) => {
        rmSync(truthFile);
        return truthFile;
      },
      sentence: withoutTruth,
    },
    {
      what: 'a true image that has changed',
      damage: ({ truth, truthFile }) => {
        writeFileSync(
          truthFile,
          truth.data.map((value) => 255 - value),
        );
        return truthFile;
      },
      sentence: withoutTruth,
    },
    {
      what: 'an input that has changed',
      damage: ({ input, inputFile }) => {
        writeFileSync(
          inputFile,
          input.data.map((value) => 255 - value),
        );
        return inputFile;
      },
      sentence: (file) =>
        `${file}, the input of butterfly of q-butterfly, is missing or damaged; put the results folder's .inputs back, or run the sweep anew`,
    },
    {
      what: 'a reference that has changed',
      damage: ({ referencePackage }) => {
        appendFileSync(join(referencePackage, 'Data/com.apple.CoreML/weights/weight.bin'), 'x');
        return referencePackage;
      },
      sentence: withoutReference,
    },
    {
      what: 'a reference that is missing',
      damage: ({ referencePackage }) => {
        rmSync(referencePackage, { recursive: true });
        return referencePackage;
      },
      sentence: withoutReference,
    },
  ];
  for (const { what, isJudgedFirst = false, damage, sentence } of damages) {
    it(`has one gap for ${what}, and the figures of all others`, async () => {
      if (isJudgedFirst) {
        await judgeRun(run.folder);
        rmSync(qualityFile(run.folder));
      }
      const file = damage(run.pictures[0]);
      const gaps = await judgeRun(run.folder);
      expect(gaps.map(explainGap)).to.deep.equal([sentence(file)]);
      expect(judged().map(({ image }) => image)).to.deep.equal(['bird']);
    });
  }

  it('is complete once what was missing is back', async () => {
    const [{ truth, truthFile }] = run.pictures;
    rmSync(truthFile);
    expect(await judgeRun(run.folder)).to.have.length(1);
    writeFileSync(truthFile, truth.data);
    expect(await judgeRun(run.folder)).to.deep.equal([]);
    expect(judged().map(({ image }) => image)).to.deep.equal(['bird', 'butterfly']);
  });

  describe('takes what a reference made from the cache', () => {
    let before: string;
    let cached: string[];
    beforeEach(async () => {
      await judgeRun(run.folder);
      before = lines();
      cached = readdirSync(run.referenceCache).map((name) => join(run.referenceCache, name));
      rmSync(qualityFile(run.folder));
    });

    it('as long as it is there', async () => {
      const inodes = cached.map((file) => statSync(file).ino);
      expect(inodes).to.have.length(2);
      await judgeRun(run.folder);
      expect(cached.map((file) => statSync(file).ino)).to.deep.equal(inodes);
      expect(lines()).to.equal(before);
    });

    const damages: Readonly<Record<string, (file: string) => void>> = {
      missing: (file) => {
        rmSync(file);
      },
      empty: (file) => {
        truncateSync(file);
      },
      short: (file) => {
        truncateSync(file, 1001);
      },
      changed: (file) => {
        const bytes = readFileSync(file);
        bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500);
        writeFileSync(file, bytes);
      },
      // An earlier version wrote the samples alone.
      'without its sha256': (file) => {
        writeFileSync(file, readFileSync(file).subarray(32));
      },
    };
    for (const [what, damage] of Object.entries(damages)) {
      it(`and makes it again when it is ${what}`, async () => {
        const contents = cached.map((file) => sha256Of(readFileSync(file)));
        cached.forEach(damage);
        expect(await judgeRun(run.folder)).to.deep.equal([]);
        expect(lines()).to.equal(before);
        expect(cached.map((file) => existsSync(file) && sha256Of(readFileSync(file)))).to.deep.equal(contents);
      });
    }
  });
});
