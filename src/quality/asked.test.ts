import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { writeEnlargingRun } from '../../test/enlarging-run.js';
import type { EnlargedPicture, EnlargingRun } from '../../test/enlarging-run.js';
import { comparingNetwork } from '../../test/models/comparing-network.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { flip } from '../image/flip.js';
import { ssimulacra2 } from '../image/ssimulacra2.js';
import { readNetworks } from '../plan/networks.js';
import type { Plan } from '../plan/plan.js';
import { mendQuality, qualityFile, readQuality } from '../results/quality-file.js';
import type { JudgedImage } from '../results/quality-file.js';
import { readRun } from '../results/read-run.js';
import { enlargedImages } from '../results/launch-record.js';
import { rawOutputFile } from '../results/run-folder.js';
import { nothingAsked } from './asked.js';
import type { Asked } from './asked.js';
import { followRun } from './follow.js';
import { explainGap } from './gap.js';
import { judgeRun } from './judge-run.js';

describe('figures that are asked for', () => {
  let run: EnlargingRun;
  const write = async (asked: Partial<Plan> = {}): Promise<void> => {
    run = await writeEnlargingRun(temporaryFolder().path, undefined, { asked });
  };

  /** What the tables have of each image. */
  const judged = (): (JudgedImage | undefined)[] =>
    readRun(run.folder).flatMap(({ launches }) => launches.flatMap(enlargedImages).map((image) => image.judged));
  const asked = (): JudgedImage['asked'][] => judged().map((image) => image?.asked);

  describe('by the sweep', () => {
    beforeEach(() => write({ metrics: ['ms_ssim', 'ssimulacra2', 'flip', 'niqe'] }));

    it('are computed beside the others, or say why not', async () => {
      expect(await judgeRun(run.folder)).to.deep.equal([]);
      const expected = ({ output, truth }: EnlargedPicture): JudgedImage['asked'] => ({
        ms_ssim: { why: 'it takes 180 pixels a side for its five scales, and the image is 128x128' },
        ssimulacra2: { figure: ssimulacra2(output, truth, 2) },
        flip: { figure: flip(output, truth, 2) },
        niqe: { why: 'it takes 196 pixels a side for two blocks each way, and the image is 128x128' },
      });
      expect(asked()).to.deep.equal(run.pictures.map(expected));
      expect(judged()[0]).to.have.property('psnrYDb');
    });

    it('come when the phones are free, after the figures of every image', async () => {
      let seen: number | undefined;
      await followRun(run.folder, () => {
        seen = readQuality(run.folder).filter((image) => image.asked !== undefined).length;
        return readQuality(run.folder).length === 2;
      });
      expect(seen).to.equal(0);
      expect(asked().every((figures) => figures?.flip?.figure !== undefined)).to.equal(true);
    });

    it('are computed once, and again where their line was damaged', async () => {
      await judgeRun(run.folder);
      const before = readQuality(run.folder);
      await judgeRun(run.folder);
      expect(readQuality(run.folder)).to.deep.equal(before);
      rmSync(qualityFile(run.folder));
      mendQuality(run.folder);
      await judgeRun(run.folder);
      expect(readQuality(run.folder)).to.deep.equal(before);
    });
  });

  it('are none where nobody asks', async () => {
    await write();
    await judgeRun(run.folder);
    for (const image of judged()) expect(image).not.to.have.property('asked');
  });

  it('join the figures that an earlier judge found, which stay as they were', async () => {
    await write();
    await judgeRun(run.folder);
    const before = judged();
    expect(await judgeRun(run.folder, { ...nothingAsked, metrics: ['flip'] })).to.deep.equal([]);
    expect(asked().map((figures) => Object.keys(figures ?? {}))).to.deep.equal([['flip'], ['flip']]);
    await judgeRun(run.folder, { ...nothingAsked, metrics: ['ssimulacra2'] });
    expect(asked().map((figures) => Object.keys(figures ?? {}))).to.deep.equal([
      ['flip', 'ssimulacra2'],
      ['flip', 'ssimulacra2'],
    ]);
    for (const [index, image] of judged().entries()) expect(image).to.deep.include(before[index]);
  });

  describe('of a network', () => {
    const network = async (factor: number): Promise<{ asked: Asked; plan: Partial<Plan>; file: string }> => {
      const file = comparingNetwork({ factor });
      const { networks, networkFiles } = await readNetworks({ lpips: file });
      const sha256 = networks.lpips ?? '';
      return { asked: { metrics: [], networks: { lpips: { sha256, file } } }, plan: { networks, networkFiles }, file };
    };

    /** The mean difference in the range of 2, without two pixels on each side. */
    function meanDifference({ output, truth }: EnlargedPicture): number {
      let [total, count] = [0, 0];
      output.data.forEach((level, index) => {
        const [x, y] = [Math.floor(index / 3) % 128, Math.floor(index / 3 / 128)];
        if (Math.min(x, y) < 2 || Math.max(x, y) >= 126) return;
        total += (Math.abs(level - (truth.data[index] ?? 0)) * 2) / 255;
        count++;
      });
      return total / count;
    }

    it('are what it gives for the images within their border, with its sha256', async () => {
      const { plan } = await network(1);
      await write(plan);
      expect(await judgeRun(run.folder)).to.deep.equal([]);
      for (const [index, picture] of run.pictures.entries()) {
        expect(asked()[index]?.lpips?.figure).to.be.closeTo(meanDifference(picture), 1e-6);
        expect(asked()[index]?.lpips?.networkSha256).to.equal(plan.networks?.lpips);
      }
    });

    it('are computed anew for another network, not for the same one', async () => {
      await write();
      const [one, two] = [await network(1), await network(3)];
      await judgeRun(run.folder, one.asked);
      const [first] = asked();
      await judgeRun(run.folder, one.asked);
      expect(readQuality(run.folder)).to.have.length(2);
      await judgeRun(run.folder, two.asked);
      expect(asked()[0]?.lpips?.figure).to.be.closeTo(3 * (first?.lpips?.figure ?? NaN), 1e-6);
    });

    it('are none of an image on which it fails, and the other figures are there', async () => {
      const file = comparingNetwork({ onlyWidth: 64 });
      await write({ metrics: ['flip'], ...(await readNetworks({ lpips: file })) });
      expect(await judgeRun(run.folder)).to.deep.equal([]);
      for (const figures of asked()) {
        expect(figures?.lpips?.why).to.match(/^the network fails on 124x124 \(/);
        expect(figures?.lpips).not.to.have.property('figure');
        expect(figures?.flip).to.have.property('figure');
      }
    });

    it('are by the range of each metric where both have the same file', async () => {
      const file = comparingNetwork();
      await write(await readNetworks({ lpips: file, dists: file }));
      expect(await judgeRun(run.folder)).to.deep.equal([]);
      for (const [index, picture] of run.pictures.entries()) {
        expect(asked()[index]?.lpips?.figure).to.be.closeTo(meanDifference(picture), 1e-6);
        expect(asked()[index]?.dists?.figure).to.be.closeTo(meanDifference(picture) / 2, 1e-6);
      }
    });

    it('are the only ones that are lacking where one of two files has changed, until it is back', async () => {
      const [lpips, dists] = [comparingNetwork({ factor: 2 }), comparingNetwork()];
      await write({ metrics: ['flip'], ...(await readNetworks({ lpips, dists })) });
      const before = readFileSync(lpips);
      appendFileSync(lpips, 'x');
      expect((await judgeRun(run.folder)).map(({ file }) => file)).to.deep.equal([lpips, lpips]);
      expect(asked().map((figures) => Object.keys(figures ?? {}))).to.deep.equal([
        ['flip', 'dists'],
        ['flip', 'dists'],
      ]);
      expect(await judgeRun(run.folder)).to.have.length(2);
      expect(readQuality(run.folder)).to.have.length(2);
      writeFileSync(lpips, before);
      expect(await judgeRun(run.folder)).to.deep.equal([]);
      for (const figures of asked()) expect(figures).to.have.all.keys('flip', 'lpips', 'dists');
    });

    it('are a gap of each file that is missing', async () => {
      const [lpips, dists] = [comparingNetwork({ factor: 2 }), comparingNetwork()];
      await write(await readNetworks({ lpips, dists }));
      rmSync(lpips);
      rmSync(dists);
      expect((await judgeRun(run.folder)).map(({ file }) => file)).to.deep.equal([lpips, dists, lpips, dists]);
    });

    it('are a gap where its file has changed, and the other figures are there', async () => {
      const { plan, file } = await network(1);
      await write(plan);
      appendFileSync(file, 'x');
      expect((await judgeRun(run.folder)).map(explainGap)).to.deep.equal(
        run.pictures.map(
          ({ name, launch }) =>
            `${file}, a network that judges ${name} of ${launch}, is missing or has changed since the plan was made; put it back, or run the sweep anew`,
        ),
      );
      for (const image of judged()) {
        expect(image).to.have.property('psnrYDb');
        expect(image).not.to.have.property('asked');
      }
    });
  });

  it('are a gap where an output is gone that has its other figures', async () => {
    await write();
    const [{ outputSha256 }] = run.pictures;
    await judgeRun(run.folder);
    rmSync(rawOutputFile(run.folder, outputSha256).replace(/rgb$/, 'png'));
    const gaps = await judgeRun(run.folder, { ...nothingAsked, metrics: ['flip'] });
    expect(gaps.map(({ kind, image }) => [kind, image])).to.deep.equal([['output', 'butterfly']]);
    expect(judged()[0]).to.have.property('psnrYDb');
  });
});
