import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { hostileName } from '../../test/hostile-names.js';
import type { Feature } from '../contract/job.js';
import { isContained, launchId } from '../contract/paths.js';
import type { ModelFiles } from '../coreml/package.js';
import { measureLaunches, prepareLaunch } from './launches.js';
import type { LaunchDraft } from './launches.js';
import type { PlannedCase } from './plan.js';
import type { SweptVariant } from './swept-variant.js';
import type { Sweep } from './sweep.js';

const sha256 = 'a'.repeat(64);
const feature: Feature = {
  ...{ name: 'x', kind: 'image', layout: 'RGB', channels: 3 },
  ...{ width: 64, height: 64, range: [0, 255] },
};

/** A package of two files, one of them so large that it goes in parts. */
function variantCalled(name: string): SweptVariant {
  const files = ['Manifest.json', 'Data/weights/weight.bin'].map((path, index) => ({
    path: `${name}.mlpackage/${path}`,
    source: `/models/${path}`,
    bytes: index * 20_000_000,
    sha256,
  }));
  const model: ModelFiles = { path: '', name, format: 'mlpackage', spec: '', root: '', files, sha256 };
  const output = { ...feature, width: 128, height: 128, inset: 0 };
  return {
    name,
    files: model,
    statedMargin: undefined,
    functions: [{ input: feature, output, sizes: { kind: 'fixed' }, scale: 2 }],
  };
}

const measure: Sweep['measure'] = {
  ...{ warmup: 1, iterations: 1, min_seconds: 0, end_to_end_iterations: 1, launches: 2 },
  ...{ cooldown_seconds: 0, pause_seconds: 1, paced_iterations: 0 },
};
const picture = {
  ...{ name: '64x64', width: 64, height: 64 },
  pushed: { file: { path: `images/${sha256}.rgb`, bytes: 1, sha256 }, source: '' },
};

function launchesOf(name: string): LaunchDraft[] {
  const variant = variantCalled(name);
  const planned: PlannedCase = {
    ...{ id: `${name}-all-64x64-paced`, variant: name, computeUnits: 'all', width: 64, height: 64, paceHz: 1 },
  };
  return [prepareLaunch(variant, 'all', measure), ...measureLaunches(variant, planned, picture, { measure })];
}

describe('the launches of a model of any name', () => {
  it('have ids and paths that the phone and the run folder take', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        for (const { launch, pushed } of launchesOf(name)) {
          expect(launchId.safeParse(launch.id).success, launch.id).to.equal(true);
          expect(launch.variant).to.equal(name);
          const paths = pushed.flatMap(({ file }) => [file.path, ...(file.parts ?? []).map(({ path }) => path)]);
          for (const path of paths) {
            expect(isContained(path) && /^[A-Za-z0-9._/-]+$/.test(path), path).to.equal(true);
            expect(Math.max(...path.split('/').map((part) => part.length))).to.be.below(256);
          }
          for (const arm of Object.values(launch.job.arms)) expect(paths[0]).to.equal(`${arm.model}/Manifest.json`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are told apart by units, size and turn, and called as the model where they can be', () => {
    expect(launchesOf('net').map(({ launch }) => launch.id)).to.deep.equal([
      'prepare-net-all',
      'measure-net-all-64x64-paced',
      'measure-net-all-64x64-paced-2',
    ]);
    for (const { launch } of launchesOf('my net (1)')) expect(launch.id).to.match(/^[a-z]+-my-net-1-[0-9a-f]{12}-all/);
  });
});
