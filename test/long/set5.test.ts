import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { projectRoot } from '../../src/project.js';
import { rezbench } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import type { Row } from '../rig/run-folder.js';
import { testData } from '../rig/requirements.js';

interface Golden {
  readonly rows: readonly {
    readonly network: string;
    readonly tile: number;
    readonly image: string;
    readonly psnr_y_db: number;
    readonly ssim_y: number;
  }[];
}

/** What PyTorch says of the same weights with the same tiles; `scripts/zoo/set5.py` writes it. */
const golden = JSON.parse(readFileSync(join(projectRoot, 'test/golden/set5.json'), 'utf8')) as Golden;

const networks = [
  { network: 'plain-x2', variant: 'plain-x2-fp32-64', withinDb: 0.01 },
  { network: 'swinir-s-x2', variant: 'swinir-s-x2-fp32-64', withinDb: 0.02 },
];

describe('Set5 through the whole path: push, app, runtime, pull', function () {
  this.timeout(600_000);
  const folder = temporaryFolder();
  let quality: Row[];

  before('sweep it', async function () {
    const testset = join(testData(this), 'testsets/Set5/HR');
    const sweep = join(folder.path, 'set5.yaml');
    writeFileSync(
      sweep,
      [
        'name: set5',
        'seed: 1',
        `variants: [${networks.map(({ variant }) => variant).join(', ')}]`,
        'compute_units: [all]',
        'sizes: [64x64]',
        'measure: { warmup: 1, iterations: 3, min_seconds: 0, end_to_end_iterations: 1 }',
        `quality: { testset: ${JSON.stringify(testset)} }`,
      ].join('\n'),
    );
    const { exitCode, stderr } = await rezbench([
      'run',
      sweep,
      '--virtual',
      '1',
      '--out',
      join(folder.path, 'results'),
    ]);
    expect(exitCode, stderr).to.equal(0);
    quality = rowsOf(join(onlyRun(join(folder.path, 'results')), 'quality.csv'));
  });

  for (const { network, variant, withinDb } of networks) {
    it(`gives ${network}'s PSNR as PyTorch does, within ${String(withinDb)} dB`, () => {
      const expected = golden.rows.filter((row) => row.network === network && row.tile === 64);
      expect(expected).to.have.length(5);
      for (const { image, psnr_y_db, ssim_y } of expected) {
        const found = quality.find((row) => row['variant'] === variant && row['image'] === image);
        expect(Number(found?.['psnr_y_db']), image).to.be.closeTo(psnr_y_db, withinDb);
        expect(Number(found?.['ssim_y']), image).to.be.closeTo(ssim_y, 0.001);
      }
    });
  }
});
