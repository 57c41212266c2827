import { readFileSync, statSync } from 'node:fs';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { jobSchema, loadKey } from '../contract/job.js';
import { firstLightLaunches as names, firstLightPlan } from './plan.js';
import { planSchema } from '../plan/plan.js';
import type { Plan } from '../plan/plan.js';
import { purposeOf } from './purposes.js';

describe("first light's plan", () => {
  const inputs = temporaryFolder().path;
  let plan: Plan;

  before('make it', async () => {
    plan = await firstLightPlan(inputs);
  });

  const jobOf = (id: string) => {
    const launch = plan.launches.find((one) => one.id === id);
    if (launch === undefined) throw new Error(`no launch ${id}`);
    return launch.job;
  };

  it('is a plan whose every job the app takes', () => {
    expect(planSchema.parse(plan).launches).to.have.length(18);
    for (const { id, job } of plan.launches) expect(() => jobSchema.parse({ ...job, launch: id })).not.to.throw();
  });

  it('runs the small case right after the big one, and a whole launch right after the killed one', () => {
    const ids = plan.launches.map(({ id }) => id);
    expect(ids[ids.indexOf(names.big) + 1]).to.equal(names.small);
    expect(ids[ids.indexOf(names.killed) + 1]).to.equal(names.clock);
  });

  it('loads a model first in an installation, then after a purge, then prepared', () => {
    const ids = plan.launches.map(({ id }) => id);
    const loads = [0, 1].flatMap((turn) => [names.purge[turn], names.cold[turn], names.warm[turn]]);
    expect(ids.slice(0, 9)).to.deep.equal([names.transfer, ...names.installed, ...loads]);
    const key = (id: string): string[] => Object.values(jobOf(id).arms).map(loadKey);
    for (const id of [...names.installed, ...names.cold]) expect(key(id)).to.deep.equal(key(names.warm[0]));
    expect(jobOf(names.installed[0]).steps.map((step) => step.do)).to.deep.equal(['stage', 'compile', 'pause', 'load']);
  });

  it('leaves nothing for a run to put between', () => {
    expect(plan).to.deep.include({ anchors: [], primes: [] });
    expect(plan).not.to.have.property('purge');
  });

  it('says of each launch what it tries, in a line that fits a terminal', () => {
    for (const { id } of plan.launches) {
      expect(purposeOf(id), id).to.be.a('string');
      expect(`18/18  10 min left  ${id}: ${purposeOf(id) ?? ''}`.length, id).to.be.at.most(100);
    }
  });

  it('has every launch that a check asks for, once', () => {
    expect(plan.launches.map(({ id }) => id).toSorted()).to.deep.equal(Object.values(names).flat().toSorted());
  });

  it('pushes and pulls files as large as the contract allows, which the host has', () => {
    const [pushed, pulled] = jobOf(names.transfer).files;
    expect(pushed?.parts?.map(({ bytes }) => bytes)).to.deep.equal([8_000_000, 4096]);
    expect(pulled?.bytes).to.equal(4_000_000);
    for (const { path, bytes } of jobOf(names.transfer).files)
      expect(statSync(plan.sources[path] ?? '').size).to.equal(bytes);
    // A run of zeros would say nothing of what arrives.
    expect(new Set(readFileSync(plan.sources[pulled?.path ?? ''] ?? '')).size).to.equal(256);
  });

  it('measures for long where the app is to be ended, and asks nothing of cases there', () => {
    const long = plan.launches.filter(({ id }) => id === names.killed || id === names.clock);
    expect(long.map(({ kind, case: served }) => [kind, served])).to.deep.equal([
      ['trial', undefined],
      ['trial', undefined],
    ]);
    expect(jobOf(names.killed).steps.find((step) => step.do === 'measure')).to.include({ durationS: 60 });
  });

  it('predicts once a second for as long as it takes to see rests', () => {
    const [paced, ...others] = jobOf(names.paced).steps.filter((step) => step.do === 'measure');
    expect(paced).to.include({ paceHz: 1, count: 5, minNs: 0 });
    expect(others).to.deep.equal([]);
  });
});
