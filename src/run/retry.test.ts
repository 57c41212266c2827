import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { finished, plannedCase, plannedLaunch, planOf, session, started, writeRun } from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Outcome } from '../contract/outcome.js';
import { attemptsPerLaunch } from '../plan/limits.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { countedEnds, failuresIn, triesOfFailing } from '../results/failures.js';
import type { Entry } from '../results/journal.js';
import { writeTables } from '../results/write-tables.js';
import { remaining } from './remaining.js';
import { carryOutWithRetry, isGivenUp } from './retry.js';
import type { Standing } from './retry.js';

const osVersion = '17.5';
/** How an attempt comes out. `killed`: the worker is gone, and leaves no word of it. */
const fates = ['ok', 'crashed', 'timed_out', 'error', 'lost', 'killed'] as const;
type Fate = (typeof fates)[number];

const outcomes: Readonly<Record<Exclude<Fate, 'lost' | 'killed'>, Outcome>> = {
  ok: { status: 'ok' },
  crashed: { status: 'crashed', step: 'load' },
  timed_out: { status: 'timed_out', step: 'measure', afterMs: 1000 },
  error: { status: 'error', step: 'load', reason: 'no' },
};

class Lost extends Error {}

/** A phone's part of a run without a phone: what becomes of each attempt, a script says. */
class Simulated {
  readonly entries: Entry[] = [session()];
  journaled = 0;
  failuresSince: number | undefined;
  readonly #plan: Plan;
  readonly #fateOf: (launch: string) => Fate;

  constructor(plan: Plan, fateOf: (launch: string) => Fate) {
    this.#plan = plan;
    this.#fateOf = fateOf;
  }

  get standing(): Standing {
    const { entries, journaled, failuresSince } = this;
    return { plan: this.#plan, target: { osVersion }, since: { journaled, failuresSince }, entries: () => entries };
  }

  get due(): readonly PlannedLaunch[] {
    const { since } = this.standing;
    return remaining(this.#plan, { osVersion }, this.entries, since).due;
  }

  /** From a start or resumption of the run to its end: a worker after the other. Returns how many there were. */
  async start(): Promise<number> {
    this.journaled = this.entries.length;
    let workers = 0;
    while (this.due.length > 0 && workers < 100) {
      workers += 1;
      await this.#work();
    }
    return workers;
  }

  async #work(): Promise<void> {
    for (const planned of this.due) {
      if (isGivenUp(this.standing, planned)) continue;
      try {
        await carryOutWithRetry(
          this.standing,
          planned,
          (launch) => this.#attempt(launch.id),
          (anchor) => this.#attempt(`${anchor.id}-${String(this.entries.length)}`),
        );
      } catch (error) {
        if (error instanceof Lost) return;
        throw error;
      }
    }
  }

  #attempt(launch: string): Promise<Outcome> {
    const fate = this.#fateOf(launch);
    this.entries.push(started(launch));
    if (fate === 'killed') return Promise.reject(new Lost());
    if (fate === 'lost') {
      const loss = { cause: 'cable', detail: 'gone' } as const;
      this.entries.push({
        type: 'lost',
        at: '2026-01-01T00:00:11.000Z',
        startedAt: '2026-01-01T00:00:10.000Z',
        launch,
        loss,
      });
      return Promise.reject(new Lost());
    }
    this.entries.push(finished(launch, outcomes[fate]));
    return Promise.resolve(outcomes[fate]);
  }

  begun(launch: string, since = 0): number {
    return this.entries.slice(since).filter((entry) => entry.type === 'started' && entry.launch === launch).length;
  }
}

const cases = ['a', 'b', 'c', 'd'];
const launches = cases.flatMap((id) => [1, 2].map((n) => plannedLaunch(`${id}${String(n)}x`, { case: id })));
const anchors = [plannedLaunch('anchor-all', { kind: 'anchor' })];
const planOfLaunches = (of: PlannedLaunch[]): Plan =>
  planOf(
    cases.map((id) => plannedCase(id)),
    of,
    { anchors },
  );
const plan = planOfLaunches([plannedLaunch('prepare-net-all', { kind: 'prepare' }), ...launches]);

/** Every attempt whose launch the script names comes to its fates, one after the other; others are ok. */
function scripted(script: Readonly<Record<string, readonly Fate[]>>): Simulated {
  const turns = new Map<string, number>();
  return new Simulated(plan, (launch) => {
    const key = launch.startsWith('anchor') ? 'anchor' : launch;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return script[key]?.[turn] ?? 'ok';
  });
}

describe('a launch that fails', () => {
  it('is tried again at once, and the run goes on', async () => {
    const phone = scripted({ a1x: ['crashed'] });
    expect(await phone.start()).to.equal(1);
    const begun = phone.entries.flatMap((entry) => (entry.type === 'started' ? [entry.launch] : []));
    expect(begun.slice(0, 4)).to.deep.equal(['prepare-net-all', 'a1x', 'a1x', 'a2x']);
    expect(phone.due).to.deep.equal([]);
  });

  it('twice takes its case out, also when the run is resumed, unless somebody wants it tried again', async () => {
    const phone = scripted({ a1x: ['crashed', 'timed_out'] });
    await phone.start();
    expect([phone.begun('a1x'), phone.begun('a2x'), phone.begun('b1x')]).to.deep.equal([2, 0, 1]);
    await phone.start();
    expect(phone.begun('a1x')).to.equal(2);
    phone.failuresSince = phone.entries.length;
    await phone.start();
    expect([phone.begun('a1x'), phone.begun('a2x')]).to.deep.equal([3, 1]);
    expect(countedEnds(phone.entries).get('a1x')?.outcome.status).to.equal('ok');
  });

  it('by an error that the app reports is not tried again', async () => {
    const phone = scripted({ a1x: ['error'] });
    await phone.start();
    expect([phone.begun('a1x'), phone.begun('a2x')]).to.deep.equal([1, 1]);
  });

  it('like others around it has the anchors say whether the phone still works', async () => {
    const two = ['crashed', 'crashed'] as const;
    const works = scripted({ a1x: two, b1x: two, c1x: two });
    await works.start();
    expect([works.begun('d1x'), works.begun('d2x')]).to.deep.equal([1, 1]);
    const broken = scripted({ a1x: two, b1x: two, c1x: two, anchor: ['crashed'] });
    await broken.start();
    expect([broken.begun('d1x'), broken.due.length]).to.deep.equal([0, 0]);
    // Whoever resumes the run has seen to the phone.
    await broken.start();
    expect([broken.begun('d1x'), broken.begun('a1x')]).to.deep.equal([1, 2]);
  });
});

describe('whatever becomes of the attempts', () => {
  const fate = fc.constantFrom(...fates);

  it('a run ends, tries no launch too often, and calls no case ok that lacks a launch', async () => {
    const root = temporaryFolder();
    const measures = planOfLaunches(launches);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        async (script, starts) => {
          let turn = 0;
          const phone = new Simulated(measures, () => script[turn++ % script.length] ?? 'ok');
          for (let start = 0; start < starts; start++) {
            const before = phone.entries.length;
            const wasOk = new Set(
              [...countedEnds(phone.entries).values()]
                .filter(({ outcome }) => outcome.status === 'ok')
                .map(({ launch }) => launch),
            );
            expect(await phone.start()).to.be.below(100);
            for (const { id } of launches) {
              expect(phone.begun(id, before), id).to.be.at.most(wasOk.has(id) ? 0 : triesOfFailing + attemptsPerLaunch);
            }
          }
          for (const [launch, failures] of failuresIn(phone.entries)) {
            if (!launch.startsWith('anchor')) expect(failures, launch).to.be.at.most(triesOfFailing);
          }
          const ends = countedEnds(phone.entries);
          const { rows } = writeTables(writeRun(root.path, measures, phone.entries));
          for (const { id } of plan.cases) {
            const isWhole = launches
              .filter((launch) => launch.case === id)
              .every((launch) => ends.get(launch.id)?.outcome.status === 'ok');
            expect(rows.find(({ case_id }) => case_id === id)?.status === 'ok', id).to.equal(isWhole);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
