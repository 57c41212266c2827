import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plannedLaunch, planOf } from '../../test/hand-made-run.js';
import { jobSchema, modelArmOf, modelArmsOf } from '../contract/job.js';
import type { Step } from '../contract/job.js';
import { confirmPlan } from './confirm-plan.js';
import type { Pairing } from './confirm-plan.js';
import { launchBefore, loadKeysOf } from './on-demand.js';
import { planSchema } from './plan.js';
import type { PlannedLaunch } from './plan.js';

const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }];

/** A launch that measures net on all units with a package, as a sweep plans it. */
function measuring(digit: string, paceHz?: number): PlannedLaunch {
  const on = { arm: 'a', image: 'p.png', tiles };
  const sha256 = digit.repeat(64);
  const { job, ...launch } = plannedLaunch('measure-net-all-64x64', { case: 'net-all-64x64' });
  const [arm] = modelArmsOf(job);
  if (arm === undefined) throw new Error('no arm');
  return {
    ...launch,
    job: {
      ...job,
      files: [
        { path: `models/${sha256}/net.mlmodel`, bytes: 1, sha256 },
        { path: 'images/p.rgb', bytes: 1, sha256: 'c'.repeat(64) },
      ],
      arms: { a: { ...arm, model: `models/${sha256}/net.mlmodel`, sha256 } },
      images: { 'p.png': { path: 'images/p.rgb', width: 64, height: 64 } },
      steps: [
        { do: 'stage' },
        { do: 'compile', arm: 'a' },
        { do: 'pause', durationS: 2 },
        { do: 'load', arm: 'a' },
        { do: 'cooldown', until: 'nominal', timeoutS: 300 },
        { do: 'pause', durationS: 2 },
        { do: 'sentinel' },
        { do: 'warmup', ...on, count: 5 },
        { do: 'measure', ...on, count: 200, minNs: 0, scope: 'predict', ...(paceHz !== undefined && { paceHz }) },
        { do: 'measure', ...on, count: 10, minNs: 0, scope: 'end_to_end' },
        { do: 'unload', arm: 'a' },
      ],
    },
  };
}

const pairing: Pairing = {
  stem: 'confirm',
  launches: 8,
  blockIterations: 20,
  seed: 1,
  orderFrom: (first) => (first === 'a' ? ['a', 'b', 'b', 'a'] : ['b', 'a', 'a', 'b']),
};
const [base, candidate] = [measuring('a'), measuring('b')];
const sources = { [`models/${'b'.repeat(64)}/net.mlmodel`]: '/now/net.mlmodel', 'images/p.rgb': '/p.rgb', other: '/o' };
const baseSources = { [`models/${'a'.repeat(64)}/net.mlmodel`]: '/kept/net.mlmodel' };
const plan = confirmPlan(
  planOf([], [candidate], { sources }),
  [{ udids: ['p1'], candidate, base, baseSources }],
  pairing,
);

const inOrder = [...plan.launches].sort((one, other) => (one.id < other.id ? -1 : 1));
const armsOf = (steps: readonly Step[], name: Step['do']): string[] =>
  steps.flatMap((step) => (step.do === name && 'arm' in step ? [step.arm] : []));

describe('the plan of a confirmation', () => {
  it('is a plan whose jobs the app takes', () => {
    expect(planSchema.safeParse(JSON.parse(JSON.stringify(plan))).error).to.equal(undefined);
    for (const { job } of [...plan.launches, ...plan.primes]) {
      expect(jobSchema.safeParse({ ...job, launch: 'x' }).error).to.equal(undefined);
    }
  });

  it('pairs both packages in eight launches, each block behind a load, and begins with each as often', () => {
    expect(inOrder.map(({ id }) => id)).to.deep.equal(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `confirm-net-all-64x64-${String(n)}`),
    );
    const orders = inOrder.map(({ job }) => armsOf(job.steps, 'measure').join(''));
    expect(orders).to.deep.equal(['abba', 'baab', 'abba', 'baab', 'abba', 'baab', 'abba', 'baab']);
    for (const { job, kind, devices } of inOrder) {
      expect([kind, devices]).to.deep.equal(['confirm', ['p1']]);
      expect(['a', 'b'].map((name) => modelArmOf(job, name)?.sha256)).to.deep.equal(['a'.repeat(64), 'b'.repeat(64)]);
      expect(armsOf(job.steps, 'load')).to.deep.equal(armsOf(job.steps, 'measure'));
      expect(armsOf(job.steps, 'unload')).to.deep.equal(armsOf(job.steps, 'measure'));
      const counts = job.steps.flatMap((step) => (step.do === 'measure' ? [step.count] : []));
      expect(counts).to.deep.equal([20, 20, 20, 20]);
    }
  });

  it('waits for a cool phone before its first block alone', () => {
    const [first] = inOrder;
    const names = first?.job.steps.map(({ do: name }) => name) ?? [];
    expect(names.slice(0, 6)).to.deep.equal(['stage', 'compile', 'compile', 'cooldown', 'pause', 'sentinel']);
    expect(names.slice(6)).not.to.include('pause');
  });

  it('has both packages where they are on this host, and nothing that it does not push', () => {
    expect(plan.sources).to.deep.equal({
      [`models/${'a'.repeat(64)}/net.mlmodel`]: '/kept/net.mlmodel',
      [`models/${'b'.repeat(64)}/net.mlmodel`]: '/now/net.mlmodel',
      'images/p.rgb': '/p.rgb',
    });
  });

  it('loads both packages once before a block is timed', () => {
    const [launch] = inOrder;
    if (launch === undefined) throw new Error('no launch');
    const known = { purged: false, begun: new Set<string>(), loaded: new Set<string>() };
    const prime = launchBefore(plan, launch, known);
    expect(prime?.kind).to.equal('prime');
    expect(new Set(prime && loadKeysOf(prime))).to.deep.equal(new Set(loadKeysOf(launch)));
    const loaded = new Set(loadKeysOf(launch));
    expect(launchBefore(plan, launch, { ...known, loaded })).to.equal(undefined);
  });

  it('paces what was paced, as often as the sweep does', () => {
    const paced = { ...measuring('b', 1), id: 'measure-net-all-64x64-paced' };
    const { launches } = confirmPlan(
      planOf([], [paced], { sources }),
      [{ udids: ['p1'], candidate: paced, base, baseSources }],
      pairing,
    );
    const measures = launches[0]?.job.steps.flatMap((step) =>
      step.do === 'measure' ? [[step.paceHz, step.count]] : [],
    );
    expect(measures?.[0]).to.deep.equal([1, 200]);
  });

  it('keeps two bases of one case apart', () => {
    const older = { udids: ['p2'], candidate, base: measuring('d'), baseSources: {} };
    const { launches, primes } = confirmPlan(
      planOf([], [candidate], { sources }),
      [{ udids: ['p1'], candidate, base, baseSources }, older],
      pairing,
    );
    expect(new Set(launches.map(({ id }) => id)).size).to.equal(16);
    expect(primes.flatMap(loadKeysOf)).to.have.length(3);
  });
});
