import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { makePlan } from '../plan/make-plan.js';
import { plannedBytes } from '../plan/plan-bytes.js';
import type { Plan } from '../plan/plan.js';
import { readSweep } from '../plan/sweep.js';
import { projectRoot } from '../project.js';
import { planCost } from '../terminal/plan-summary.js';
import { megabytes, refuseFullDisk } from './free-space.js';

describe('the disk that a run needs', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let plan: Plan;

  const planOf = (more: object, quality?: object): Promise<Plan> => {
    const measure = {
      warmup: 1,
      iterations: 3,
      min_seconds: 0,
      end_to_end_iterations: 1,
      paced_iterations: 0,
      ...more,
    };
    const sweep = {
      name: 'a',
      seed: 1,
      variants: ['plain-x2-fp16-64'],
      compute_units: ['cpuOnly'],
      sizes: ['64x64'],
      measure,
    };
    return makePlan(
      readSweep(folder.write('a.yaml', JSON.stringify({ ...sweep, quality }))),
      join(folder.path, 'inputs'),
    );
  };

  before('plan', async () => {
    plan = await planOf({}, { testset: join(projectRoot, 'images'), crop: '64x64' });
  });

  it('is refused where it is not free, in one sentence with both figures', async () => {
    const { host } = plannedBytes(plan);
    const { message, exitCode } = await problemOf(() => {
      refuseFullDisk(plan, 'results', 1, () => host - 1);
    });
    expect(exitCode).to.equal(2);
    expect(message).to.equal(
      `results has ${megabytes(host - 1)} free, and the run writes up to ${megabytes(host)}; make room, or name a folder on another disk with --out`,
    );
    refuseFullDisk(plan, 'results', 1, () => host);
  });

  it('is asked of the disk that a folder is to be made on', () => {
    refuseFullDisk(plan, join(folder.path, 'not', 'there', 'yet'));
  });

  it('grows with phones, launches, iterations, the time they are measured for, and images', async () => {
    const least = plannedBytes(await planOf({})).host;
    expect(plannedBytes(plan).host).to.be.greaterThan(least);
    expect(plannedBytes(plan, 2).host).to.be.greaterThan(plannedBytes(plan, 1).host);
    for (const more of [{ launches: 2 }, { iterations: 100 }, { min_seconds: 1 }, { end_to_end_iterations: 100 }]) {
      expect(plannedBytes(await planOf(more)).host, JSON.stringify(more)).to.be.greaterThan(least);
    }
  });

  it('is told, with the time and the space on the phone', () => {
    expect(planCost(plan)).to.match(/^about [\d a-z]+ a phone; writes up to \d+ MB to each phone and \d+ MB here$/);
  });
});
