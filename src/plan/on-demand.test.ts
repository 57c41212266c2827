import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import { plannedLaunch, planOf } from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { computeUnits } from '../contract/job.js';
import type { LoadProcedure } from '../contract/events.js';
import { projectRoot } from '../project.js';
import { makePlan } from './make-plan.js';
import { launchBefore, loadKeysOf, nextTime, plannedLaunches } from './on-demand.js';
import type { Plan, PlannedLaunch } from './plan.js';

describe('the id of a launch that a run carries out on demand', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
  const units = fc.constantFrom(...computeUnits);

  it('leads back to the planned launch, whatever the variant is called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), units, fc.nat(50), (names, on, times) => {
        const primes = names.map((each) => plannedLaunch(`prime-${each}-${on}`, { kind: 'prime', variant: each }));
        const anchors = [plannedLaunch(`anchor-${on}`, { kind: 'anchor' })];
        const purge = plannedLaunch('purge', { kind: 'purge' });
        const find = plannedLaunches(planOf([], [], { primes, anchors, purge }));
        const begun: string[] = [];
        for (const planned of [purge, ...primes, ...anchors]) {
          for (let time = 1; time <= times; time++) {
            const { id } = nextTime(planned, begun);
            expect(id).to.equal(`${planned.id}-${String(time)}`);
            expect(find(id)).to.equal(planned);
            begun.push(id);
          }
        }
        expect(new Set(begun).size).to.equal(begun.length);
      }),
      { numRuns: 50 },
    );
  });

  it('does not hide a launch of the plan, nor does it stand for one that there is not', () => {
    const twice = ['measure-net-all-64x64', 'measure-net-all-64x64-2'].map((id) => plannedLaunch(id));
    const find = plannedLaunches(planOf([], twice, { purge: plannedLaunch('purge', { kind: 'purge' }) }));
    expect(twice.map(({ id }) => find(id))).to.deep.equal(twice);
    for (const id of ['measure-net-all-64x64-3', 'purge', 'purge-', 'purge-0', 'purge-x', 'prime-net-all-1']) {
      expect(find(id), id).to.equal(undefined);
    }
  });
});

const knowing = (purged: boolean) => ({ purged, begun: new Set<string>(), loaded: new Set<string>() });

/** What a phone does about loads, as far as anybody knows, and what its app says of it. */
class ModelledPhone {
  readonly specialized = new Set<string>();
  loads = knowing(false);

  /** An installation of the app and an update of iOS both end what the system keeps, and what the app remembers. */
  forget(): void {
    this.specialized.clear();
    this.loads = knowing(false);
  }

  /** Each load of the launch: as the app calls it, and whether the system had to specialize the model. */
  run({ kind, job, id }: PlannedLaunch): { procedure: LoadProcedure; cold: boolean }[] {
    if (kind === 'purge') {
      this.specialized.clear();
      this.loads = knowing(true);
    }
    return job.steps.flatMap((step) => {
      if (step.do !== 'load') return [];
      const [key = ''] = loadKeysOf({ job: { ...job, arms: { a: job.arms[step.arm] ?? expect.fail(id) } } });
      const { begun, loaded, purged } = this.loads;
      const first = purged ? 'purged' : 'after_install';
      const procedure = loaded.has(key) ? 'prepared' : begun.has(key) ? 'unknown' : first;
      const cold = !this.specialized.has(key);
      begun.delete(key);
      loaded.add(key);
      this.specialized.add(key);
      return [{ procedure, cold } as const];
    });
  }

  /** The app dies in the launch's load or purge, and the system kept something of it or did not. */
  dieIn(planned: PlannedLaunch, leaves: 'all' | 'nothing'): void {
    const { begun, loaded } = this.loads;
    const keys = planned.kind === 'purge' ? [...loaded] : loadKeysOf(planned);
    for (const key of keys) {
      begun.add(key);
      loaded.delete(key);
      if (leaves === 'all') this.specialized.add(key);
      else this.specialized.delete(key);
    }
  }
}

describe('loads of three variants on three units at two sizes', () => {
  let plan: Plan;
  before('plan it', async function () {
    this.timeout(60_000);
    const inputs = join(temporaryFolder().path, 'inputs');
    plan = await makePlan(
      {
        name: 'matrix',
        path: 'matrix.yaml',
        seed: 1,
        catalogue: undefined,
        // The last has a function for each size.
        variants: ['plain-x2-fp16-64', 'plain-x2-fp32-64', join(projectRoot, 'test/models/two-sizes.mlpackage')],
        compute_units: ['cpuOnly', 'cpuAndGPU', 'all'],
        sizes: [
          { width: 24, height: 24 },
          { width: 48, height: 48 },
        ],
        anchor_every: 5,
        measure: {
          warmup: 1,
          iterations: 1,
          min_seconds: 0,
          end_to_end_iterations: 1,
          launches: 1,
          cooldown_seconds: 1,
          pause_seconds: 1,
          paced_iterations: 1,
        },
        testset: { folder: join(projectRoot, 'images'), crop: { width: 48, height: 48 } },
        limits: { hello_seconds: 1, stall_seconds: 1 },
      },
      inputs,
    );
  });

  /** Carries a launch out as a run does, with what has to come before it. */
  function carryOut(phone: ModelledPhone, planned: PlannedLaunch): string[] {
    const before = launchBefore(plan, planned, phone.loads);
    if (before) {
      phone.run(before);
      expect(launchBefore(plan, planned, phone.loads), 'one launch is enough').to.equal(undefined);
    }
    return phone.run(planned).map(({ procedure, cold }) => `${planned.kind} ${procedure} ${cold ? 'cold' : 'warm'}`);
  }

  it('are cold where they are prepared and warm where they are measured, in any order, with installations and deaths between', () => {
    const launches = plan.launches.filter(({ kind }) => kind !== 'quality');
    expect(launches).to.have.length(9 + 18 + 3);
    const order = fc.shuffledSubarray(
      launches.map((_, index) => index),
      { minLength: launches.length },
    );
    const death = fc.tuple(fc.nat(), fc.constantFrom('all' as const, 'nothing' as const));
    const turns = fc.array(fc.nat(launches.length), { maxLength: 3 });
    fc.assert(
      fc.property(
        order,
        turns,
        turns,
        fc.array(death, { minLength: 3, maxLength: 3 }),
        (indices, forgets, deaths, deadly) => {
          const phone = new ModelledPhone();
          const seen = new Set(
            indices.flatMap((index, turn) => {
              if (forgets.includes(turn)) phone.forget();
              if (deaths.includes(turn)) {
                const [index, leaves] = deadly[deaths.indexOf(turn)] ?? expect.fail();
                const mortal = [...launches, ...plan.primes, ...(plan.purge ? [plan.purge] : [])];
                phone.dieIn(mortal[index % mortal.length] ?? expect.fail(), leaves);
              }
              for (const anchor of turn % plan.anchorEvery === 0 ? plan.anchors : []) phone.run(anchor);
              const planned = launches[index];
              return planned ? carryOut(phone, planned) : [];
            }),
          );
          expect([...seen].sort()).to.deep.equal(['measure prepared warm', 'prepare purged cold']);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('take one purge for all when the prepares come first, as in the plan', () => {
    const phone = new ModelledPhone();
    const before = plan.launches.flatMap((planned) => {
      const needed = launchBefore(plan, planned, phone.loads);
      if (needed) phone.run(needed);
      phone.run(planned);
      return needed ? [needed.id] : [];
    });
    const [purge, ...primes] = before;
    expect(purge).to.equal('purge');
    // Only a function that no prepare loads has to be primed.
    expect(primes.every((id) => id.startsWith('prime-two-sizes-'))).to.be.true;
  });
});
