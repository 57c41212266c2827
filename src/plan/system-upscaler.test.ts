import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { jobSchema } from '../contract/job.js';
import { systemFrames } from '../contract/system-upscaler.js';
import { projectRoot } from '../project.js';
import { possibleLaunches } from '../run/remaining.js';
import { makePlan } from './make-plan.js';
import { loadKeysOf } from './on-demand.js';
import type { Plan } from './plan.js';
import { readSweep } from './sweep.js';
import { systemTiling, systemVariants } from './system-upscaler.js';

const name = 'system-low-latency-x2';

describe("a sweep beside iOS's own upscaler", () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'sweep.yaml');

  function plan(more: object = {}): Promise<Plan> {
    const measure = { warmup: 1, iterations: 3, min_seconds: 0, end_to_end_iterations: 1, launches: 2 };
    const quality = { testset: join(projectRoot, 'images'), crop: '64x64' };
    const sweep = { name: 'beside', seed: 1, variants: ['plain-x2-fp16-64'], compute_units: ['cpuOnly', 'all'] };
    writeFileSync(
      file,
      JSON.stringify({ ...sweep, sizes: ['96x64'], measure, quality, system_upscaler: true, ...more }),
    );
    return makePlan(readSweep(file), join(folder.path, 'inputs'));
  }

  it('has it once, at the scale of its models, without package and reference, and as a phone from iOS 26 on can run it', async () => {
    const { variants, cases, references } = await plan();
    const [, own] = variants;
    expect(own).to.deep.equal({ name, family: 'system', technique: 'low_latency', scale: 2, minIos: 26 });
    const [steady, paced] = cases.filter(({ variant }) => variant === name);
    expect(steady).to.deep.include({ id: `${name}-system-96x64`, computeUnits: 'system', tiles: 1 });
    expect(paced?.id).to.equal(`${name}-system-96x64-paced`);
    expect(references).not.to.have.property(name);
  });

  it('measures it and enlarges the test set as with a model, but compiles, prepares and anchors nothing', async () => {
    const planned = await plan();
    const own = planned.launches.filter(({ variant }) => variant === name);
    expect(own.map(({ kind }) => kind).sort()).to.deep.equal(['measure', 'measure', 'measure', 'measure', 'quality']);
    for (const { id, job } of [...own, ...planned.primes.filter(({ variant }) => variant === name)]) {
      expect(jobSchema.safeParse({ ...job, launch: id }).error).to.equal(undefined);
      expect(job.steps.map(({ do: step }) => step)).not.to.include.members(['compile']);
      expect(job.files.every(({ path }) => path.startsWith('images/'))).to.equal(true);
      expect(loadKeysOf({ job })).to.deep.equal(['system/low_latency/x2']);
    }
    expect(planned.anchors.map(({ variant }) => variant)).not.to.include(name);
    expect(planned.primes.map(({ variant }) => variant)).to.include(name);
  });

  it('asks nothing of it of a phone with an older iOS, and leaves what models are asked as it is', async () => {
    const [beside, alone] = [await plan(), await plan({ system_upscaler: false })];
    const idsOn = (of: Plan, osVersion: string): string[] =>
      possibleLaunches(of, osVersion)
        .map(({ id }) => id)
        .sort();
    expect(idsOn(beside, '18.5')).to.deep.equal(idsOn(alone, '18.5'));
    expect(idsOn(beside, '26.1')).to.have.length(idsOn(alone, '26.1').length + 5);
  });

  it('is refused where a variant has its name', async () => {
    const catalogue = join(folder.path, 'variants.yaml');
    const package_ = join(projectRoot, 'models/plain-x2-fp16-64.mlpackage');
    writeFileSync(catalogue, JSON.stringify({ variants: [{ name, file: package_ }] }));
    const problem = await problemOf(() => plan({ catalogue, variants: [name] }));
    expect(problem.message).to.match(/field system_upscaler: system-low-latency-x2 is the name of/);
  });
});

describe("the frames of iOS's own upscaler", () => {
  const [variant = expect.fail('none')] = systemVariants([2]);

  it('hold any picture, in even sizes that phones have been seen to take', () => {
    const side = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const { size, tiles = [], imageFunction } = systemTiling(variant, { width, height });
        for (const each of [size.width, size.height]) {
          expect(each % 2).to.equal(0);
          expect(each).to.be.within(systemFrames.leastSide, systemFrames.mostSide);
        }
        const kept = tiles.reduce((sum, { keep }) => sum + keep.width * keep.height, 0);
        expect(kept).to.equal(width * height);
        expect(imageFunction.output).to.deep.include({ width: size.width * 2, height: size.height * 2 });
      }),
      { numRuns: 200 },
    );
  });

  it('are no larger than the picture needs', () => {
    const sizes = [64, 96, 97, 500, 960, 961].map((width) => systemTiling(variant, { width, height: 200 }));
    expect(sizes.map(({ size }) => size.width)).to.deep.equal([96, 96, 98, 500, 960, 960]);
    expect(sizes.map(({ tiles }) => tiles?.length)).to.deep.equal([1, 1, 1, 1, 1, 2]);
  });
});
