import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { nodeWith, startFakeGrid } from '../../test/fake-grid.js';
import type { FakeGrid } from '../../test/fake-grid.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { plannedCase, plannedLaunch, planOf, writeRun } from '../../test/hand-made-run.js';
import { gridLab } from '../lab/grid-lab.js';
import type { Lab } from '../lab/lab.js';
import type { Target } from '../phone/target.js';
import { shareAmong } from '../plan/share.js';
import { readMoves } from '../results/moves.js';
import { Journal, readJournal } from '../results/journal.js';
import { journalFile, planFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { recordBug } from './bugs.js';
import { remaining } from './remaining.js';
import { runRounds } from './rounds.js';
import type { Rounds } from './rounds.js';
import { readRunState, writeRunState } from './state.js';
import type { RunState } from './state.js';

describe('the rounds of a run', () => {
  const plan = planOf(
    [plannedCase('c')],
    ['a', 'b', 'c'].map((id) => plannedLaunch(id, { case: 'c' })),
  );
  const target = (udid: string): Target => ({ udid, name: udid, osVersion: '17.5', model: 'iPhone15,2' });
  const endpoint = { protocol: 'http', hostname: 'h', port: 1, path: '/' } as const;
  let folder: ReturnType<typeof temporaryFolder>;
  let run: RunFolder;
  let absent: Set<string>;
  let workers: string[];
  let moments = 0;
  /** No two entries of a journal are of one moment. */
  const nextMoment = (): string => new Date(Date.UTC(2026, 0, 1) + ++moments).toISOString();

  beforeEach(() => {
    folder = temporaryFolder();
    run = writeRun(folder.path, plan, []);
    absent = new Set();
    workers = [];
  });

  const lab: Lab = {
    ipa: '',
    phones: () => Promise.resolve([]),
    now: (target) => Promise.resolve(target),
    isPresent: ({ udid }) => Promise.resolve(!absent.has(udid)),
    capabilities: () => Promise.resolve({}),
    endpoint: () => Promise.resolve(endpoint),
    lock: () => Promise.resolve(() => Promise.resolve()),
    close: () => Promise.resolve(),
  };

  /** What a worker does with a launch of a phone; undefined: it never gets as far as a launch. */
  type Script = (
    udid: string,
    launch: string,
    turn: number,
  ) => 'ok' | 'lost' | 'unpaired' | 'killed' | 'no session' | 'bug';

  function rounds(udids: readonly string[], script: Script, more: Partial<Rounds> = {}) {
    const state: RunState = {
      folder: run,
      endpoint,
      app: { ipa: '', bundleId: 'b', build: '1' },
      phones: udids.map((udid) => ({
        target: target(udid),
        capabilities: {},
        journaled: readJournal(journalFile(run, udid)).length,
      })),
    };
    writeRunState(state);
    const turns = new Map<string, number>();
    const runWorker: Rounds['runWorker'] = ({ udid }) => {
      workers.push(udid);
      const journal = Journal.open(journalFile(run, udid));
      const { osVersion } = target(udid);
      const now = nextMoment();
      journal.append({ type: 'session', at: now, udid, deviceName: udid, osVersion, appBuild: '1', installed: true });
      const entries = launchesDue(udid, state.phones.find((phone) => phone.target.udid === udid)?.journaled ?? 0);
      for (const launch of entries) {
        const key = `${udid} ${launch}`;
        const turn = (turns.get(key) ?? 0) + 1;
        turns.set(key, turn);
        const action = script(udid, launch, turn);
        if (action === 'no session') break;
        const at = nextMoment();
        journal.append({ type: 'started', at, launch });
        if (action === 'bug') recordBug(run, launch, new TypeError('oops'));
        if (action === 'ok') journal.append({ type: 'finished', at, startedAt: at, launch, outcome: { status: 'ok' } });
        if (action === 'lost') {
          journal.append({ type: 'lost', at, startedAt: at, launch, loss: { cause: 'cable', detail: 'gone' } });
        }
        if (action === 'unpaired') {
          const loss = { cause: 'phone', detail: 'tap Trust', refusal: 'unpaired' } as const;
          journal.append({ type: 'lost', at, startedAt: at, launch, loss });
        }
        if (action !== 'ok') break;
      }
      journal.close();
      return Promise.resolve();
    };
    const interrupted = new AbortController().signal;
    return runRounds({ state, lab, suite: 'sweep', interrupted, runWorker, idlePauseMs: 0, ...more });
  }

  const launchesDue = (udid: string, since: number): string[] =>
    remaining(readPlan(run), target(udid), readJournal(journalFile(run, udid)), { journaled: since }).due.map(
      ({ id }) => id,
    );

  describe('of phones that share the variants', () => {
    const variants = ['a', 'b', 'c'];
    const shared = planOf(
      variants.map((variant) => plannedCase(`case-${variant}`, { variant })),
      variants.flatMap((variant) =>
        [1, 2].map((turn) => plannedLaunch(`${variant}${String(turn)}`, { case: `case-${variant}`, variant })),
      ),
      { share: 'model', variants: variants.map((name) => ({ name })) },
    );
    const finishedBy = (udid: string): string[] =>
      readJournal(journalFile(run, udid)).flatMap((entry) => (entry.type === 'finished' ? [entry.launch] : []));
    const share = (udids: readonly string[]): void => {
      const sharing = shareAmong(shared, udids.map(target));
      writeFileSync(planFile(run), JSON.stringify(sharing));
    };

    it('give each variant to one of them, and what one of them cannot do to the others', async () => {
      share(['one', 'two']);
      expect(await rounds(['one', 'two'], (udid) => (udid === 'one' ? 'lost' : 'ok'))).to.equal('done');
      expect(finishedBy('one')).to.deep.equal([]);
      expect(finishedBy('two')).to.have.members(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
    });

    it('keep whole variants on one phone: what one had measured of a variant that moves is measured again', async () => {
      share(['one', 'two']);
      const failing: Script = (udid, launch) => (udid === 'one' && launch !== 'a1' ? 'lost' : 'ok');
      await rounds(['one', 'two'], failing);
      expect(finishedBy('one')).to.deep.equal(['a1']);
      expect(finishedBy('two')).to.have.members(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
      for (const udid of ['one', 'two']) {
        const owed = remaining(readPlan(run), target(udid), readJournal(journalFile(run, udid)), { journaled: 0 });
        expect(owed.owed, udid).to.deep.equal([]);
      }
    });

    it('owe what is left when none of them can do it, or none is of that model', async () => {
      share(['one', 'two']);
      expect(await rounds(['one', 'two'], () => 'lost')).to.equal('done');
      expect([...finishedBy('one'), ...finishedBy('two')]).to.deep.equal([]);
      expect(readMoves(run.path)).not.to.be.empty;
    });
  });

  describe('of phones of a Grid', () => {
    const farm = () => startFakeGrid(['one', 'two'].map((udid, index) => nodeWith(index + 1, { 'appium:udid': udid })));
    const through = ({ url }: FakeGrid): Lab => gridLab({ url, ipa: '', lookEveryMs: 1 });
    const put = ({ nodes }: FakeGrid, availability: 'DOWN' | 'UP'): void => {
      for (const node of nodes.slice(0, 1)) node.availability = availability;
    };

    it('wait for their turn with a phone before each worker, and not once the phone is through', async () => {
      const seen: string[] = [];
      const shared: Lab = {
        ...lab,
        awaitTurn: ({ udid }) => {
          seen.push(`turn of ${udid} after ${String(workers.length)} workers`);
          return Promise.resolve();
        },
      };
      await rounds(['one'], (_udid, launch, turn) => (launch === 'b' && turn === 1 ? 'lost' : 'ok'), { lab: shared });
      expect(seen).to.deep.equal(['turn of one after 0 workers', 'turn of one after 1 workers']);
    });

    it('end a worker whose phone has left, and go on when it is back', async () => {
      const gone = new AbortController();
      let over: AbortSignal | undefined;
      const signals: AbortSignal[] = [];
      const distant: Lab = {
        ...lab,
        departure: (_target, own) => {
          over = own;
          return gone.signal;
        },
      };
      const runWorker: Rounds['runWorker'] = async (_worker, ends) => {
        signals.push(ends);
        if (signals.length > 1) return;
        const ended = new Promise((resolve) => {
          ends.addEventListener('abort', resolve);
        });
        gone.abort();
        await ended;
      };
      await rounds(['one'], () => 'ok', { lab: distant, runWorker });
      expect(signals).to.have.length(3);
      expect(over?.aborted).to.be.true;
    });

    it('come again in the next round where a node was lost and is back', async () => {
      const grid = await farm();
      const script: Script = (udid, launch, turn) => {
        if (udid !== 'one' || launch !== 'b' || turn > 1) return 'ok';
        put(grid, 'DOWN');
        let looks = 0;
        grid.onStatus = () => {
          if (++looks === 3) put(grid, 'UP');
        };
        return 'lost';
      };
      expect(await rounds(['one', 'two'], script, { lab: through(grid) })).to.equal('done');
      expect(workers.sort()).to.deep.equal(['one', 'one', 'two']);
      expect(['one', 'two'].map((udid) => launchesDue(udid, 0))).to.deep.equal([[], []]);
    });

    it('ask a node that stays away for nothing more, and share what it owes', async () => {
      const grid = await farm();
      const variants = ['a', 'b'];
      const shared = planOf(
        variants.map((variant) => plannedCase(`case-${variant}`, { variant })),
        variants.map((variant) => plannedLaunch(variant, { case: `case-${variant}`, variant })),
        { share: 'model', variants: variants.map((name) => ({ name })) },
      );
      writeFileSync(planFile(run), JSON.stringify(shareAmong(shared, ['one', 'two'].map(target))));
      const script: Script = (udid) => {
        if (udid === 'two') return 'ok';
        put(grid, 'DOWN');
        return 'lost';
      };
      const complaints = await complaintsOf(() =>
        rounds(['one', 'two'], script, { lab: through(grid), returnLimitMs: 20 }),
      );
      expect(workers.filter((udid) => udid === 'one')).to.have.length(1);
      const finished = readJournal(journalFile(run, 'two')).filter(({ type }) => type === 'finished');
      expect(finished.map((entry) => (entry.type === 'finished' ? entry.launch : ''))).to.have.members(variants);
      expect(complaints).to.deep.equal([
        'rezbench: one cannot carry out all of its variants; those go to others of its model',
      ]);
    });
  });

  it('are one when nothing is lost', async () => {
    expect(await rounds(['one', 'two'], () => 'ok')).to.equal('done');
    expect(workers.sort()).to.deep.equal(['one', 'two']);
  });

  it('listen for an interruption once for each phone, also of a large fleet, without a warning of Node', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', hear);
    const runWorker: Rounds['runWorker'] = (_worker, stopped) => {
      stopped.addEventListener('abort', () => undefined);
      return Promise.resolve();
    };
    const udids = Array.from({ length: 12 }, (_, index) => `phone-${String(index)}`);
    await rounds(udids, () => 'no session', { runWorker });
    await new Promise(setImmediate);
    process.off('warning', hear);
    expect(warnings).to.deep.equal([]);
  });

  it('go on after a loss with a new worker of that phone alone, and repeat nothing that ended', async () => {
    const script: Script = (udid, launch, turn) => (udid === 'one' && launch === 'b' && turn === 1 ? 'lost' : 'ok');
    expect(await rounds(['one', 'two'], script)).to.equal('done');
    expect(workers.sort()).to.deep.equal(['one', 'one', 'two']);
  });

  it('go on after a worker that was killed', async () => {
    expect(await rounds(['one'], (_, launch, turn) => (launch === 'a' && turn === 1 ? 'killed' : 'ok'))).to.equal(
      'done',
    );
    expect(workers).to.have.length(2);
  });

  it('give a launch up that is lost three times, the third time after the others', async () => {
    expect(await rounds(['one'], (_, launch) => (launch === 'a' ? 'lost' : 'ok'))).to.equal('done');
    expect(workers).to.have.length(3);
    expect(launchesDue('one', 0)).to.deep.equal([]);
  });

  /** What is said while something is done. */
  async function complaintsOf(action: () => Promise<unknown>): Promise<string[]> {
    const complain = console.error;
    const complaints: string[] = [];
    console.error = (text: string) => void complaints.push(text);
    try {
      await action();
      return complaints;
    } finally {
      console.error = complain;
    }
  }

  it('leave a phone out that does not let this host in, say so, and serve the others', async () => {
    const script: Script = (udid, launch) => (udid === 'one' && launch === 'b' ? 'unpaired' : 'ok');
    const complaints = await complaintsOf(() => rounds(['one', 'two'], script));
    expect(workers.sort()).to.deep.equal(['one', 'two']);
    expect(complaints).to.deep.equal(['rezbench: one is left out: tap Trust; then resume the run']);
    expect(launchesDue('one', 0)).to.deep.equal(['b', 'c']);
  });

  it('wait for a WebDriverAgent that hung, ask for no session meanwhile, and leave the phone out when it stays so', async () => {
    let silentFor = 2;
    const whyNoSession = (): Promise<string | undefined> =>
      Promise.resolve(silentFor-- <= 0 ? undefined : 'it does not answer; start it again');
    const hanging: Lab = { ...lab, whyNoSession };
    const script: Script = (_, launch, turn) => (launch === 'b' && turn === 1 ? 'lost' : 'ok');
    expect(await complaintsOf(() => rounds(['one'], script, { lab: hanging }))).to.deep.equal([]);
    expect([workers, launchesDue('one', 0)]).to.deep.equal([['one', 'one'], []]);

    silentFor = Infinity;
    const complaints = await complaintsOf(() => rounds(['two'], script, { lab: hanging, returnLimitMs: 0 }));
    expect(complaints).to.have.length(1);
    expect(complaints[0]).to.match(
      /^rezbench: two is left out: it does not answer; start it again; then resume the run$/,
    );
    expect(launchesDue('two', 0)).to.deep.equal(['b', 'c']);
  });

  it('end when a phone gives no session three times in a row', async () => {
    const complaints = await complaintsOf(async () => {
      expect(await rounds(['one'], () => 'no session')).to.equal('done');
    });
    expect(workers).to.have.length(3);
    expect(complaints).to.deep.equal([
      `rezbench: one is left out: its last 3 workers finished no launch, and logs/wdio-one-3.log in the run's folder says ` +
        'why; then resume the run',
    ]);
  });

  it('end the workers of all phones before a failure of this host is reported', async () => {
    const failing: Lab = { ...lab, capabilities: () => Promise.reject(new Error('no port is free')) };
    const script: Script = (udid, launch, turn) => (udid === 'one' && launch === 'a' && turn === 1 ? 'lost' : 'ok');
    const error: unknown = await rounds(['one', 'two'], script, { lab: failing }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message', 'no port is free');
    expect(workers.sort()).to.deep.equal(['one', 'two']);
  });

  it('do not begin when a file that launches push is gone', async () => {
    const [launch] = plan.launches;
    if (launch === undefined) throw new Error('no launch');
    const file = { path: 'models/x', bytes: 3, sha256: 'a'.repeat(64) };
    const lacking = planOf(plan.cases, [{ ...launch, job: { ...launch.job, files: [file] } }], {
      sources: { 'models/x': join(folder.path, 'gone') },
    });
    run = writeRun(folder.path, lacking, []);
    const { message } = await problemOf(() => rounds(['one'], () => 'ok'));
    expect(message).to.match(
      /gone is missing or has changed since the plan was made; put it back, or run the sweep anew$/,
    );
    expect(workers).to.deep.equal([]);
  });

  it('end with a mistake of our own, which the run can be resumed after', async () => {
    expect(await rounds(['one'], (_, launch) => (launch === 'b' ? 'bug' : 'ok'))).to.equal('bug');
    expect(workers).to.have.length(1);
    expect(await rounds(['one'], () => 'ok')).to.equal('done');
  });

  it('leave a phone out whose iOS is another when it comes back, and go on with the others', async () => {
    const updated: Lab = { ...lab, now: (phone) => Promise.resolve({ ...phone, osVersion: '18.0' }) };
    const script: Script = (udid, launch, turn) => (udid === 'one' && launch === 'b' && turn === 1 ? 'lost' : 'ok');
    expect(await rounds(['one', 'two'], script, { lab: updated })).to.equal('done');
    expect(workers.sort()).to.deep.equal(['one', 'two']);
    expect(launchesDue('two', 0)).to.deep.equal([]);
    const known = readRunState(run.path).phones.map(({ target: { osVersion } }) => osVersion);
    expect(known).to.have.members(['18.0', '17.5']);
  });

  it('end when they are interrupted', async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    expect(await rounds(['one'], () => 'ok', { interrupted: interrupt.signal })).to.equal('interrupted');
    expect(workers).to.deep.equal([]);
  });
});
