import { expect } from 'chai';
import { describe, it } from 'mocha';
import { finished, plannedCase, plannedLaunch, planOf, session, started } from '../../test/hand-made-run.js';
import type { Entry } from '../results/journal.js';
import { anchorsToTry, remaining } from './remaining.js';

describe('what a phone still owes', () => {
  const pair = { variant: 'net', computeUnits: 'all' } as const;
  const plan = planOf(
    [plannedCase('c'), plannedCase('d')],
    [
      plannedLaunch('p', { ...pair, kind: 'prepare' }),
      plannedLaunch('c1', { ...pair, case: 'c' }),
      plannedLaunch('d1', { ...pair, case: 'd' }),
    ],
    {
      purge: plannedLaunch('purge', { kind: 'purge' }),
      primes: [plannedLaunch('prime-net-all', { ...pair, kind: 'prime' })],
    },
  );
  const lost = (launch: string): Entry => ({
    type: 'lost',
    at: '2026-01-01T00:00:11.000Z',
    startedAt: '2026-01-01T00:00:10.000Z',
    launch,
    loss: { cause: 'cable', detail: 'gone' },
  });
  const ids = (
    journal: readonly Entry[],
    {
      since = 0,
      osVersion = '17.5',
      failuresSince,
    }: { since?: number; osVersion?: string; failuresSince?: number } = {},
  ) => {
    const { owed, due } = remaining(plan, { osVersion }, journal, { journaled: since, failuresSince });
    return { owed: owed.map(({ id }) => id), due: due.map(({ id }) => id) };
  };

  it('leaves out an anchor that was lost twice in a row, so that others get their turn', () => {
    const anchored = { ...plan, anchors: [plannedLaunch('anchor-all', { kind: 'anchor' })] };
    const tried = (journal: readonly Entry[]): number => anchorsToTry(anchored, journal, 0).length;
    const twice = [1, 2].flatMap((n) => [started(`anchor-all-${String(n)}`), lost(`anchor-all-${String(n)}`)]);
    expect(tried(twice.slice(0, 2))).to.equal(1);
    expect(tried(twice)).to.equal(0);
    expect(tried([...twice, started('anchor-all-3'), finished('anchor-all-3', { status: 'ok' })])).to.equal(1);
  });

  it('is every launch at first, in the order of the plan', () => {
    expect(ids([])).to.deep.equal({ owed: ['p', 'c1', 'd1'], due: ['p', 'c1', 'd1'] });
  });

  const crashed = { status: 'crashed', step: 'load' } as const;
  const failed = (launch: string): Entry[] => [started(launch), finished(launch, crashed)];

  it('is no launch that came to an orderly end', () => {
    const journal = [
      started('p'),
      finished('p', { status: 'ok' }),
      finished('c1', { status: 'error', step: 'load', reason: 'no' }),
    ];
    expect(ids(journal)).to.deep.equal({ owed: ['d1'], due: ['d1'] });
  });

  it('is a launch that failed once, and the whole case no more once a launch of it has failed twice', () => {
    const two = planOf(
      [plannedCase('c')],
      ['c1', 'c2'].map((id) => plannedLaunch(id, { ...pair, case: 'c' })),
    );
    const standing = (journal: readonly Entry[], failuresSince?: number) => {
      const { owed, due, quarantined } = remaining(two, { osVersion: '17.5' }, journal, {
        journaled: 0,
        failuresSince,
      });
      expect(due).to.deep.equal(owed);
      return { due: due.map(({ id }) => id), quarantined };
    };
    expect(standing(failed('c1'))).to.deep.equal({ due: ['c1', 'c2'], quarantined: [] });
    const twice = [...failed('c1'), ...failed('c1')];
    expect(standing(twice)).to.deep.equal({ due: [], quarantined: ['c'] });
    // Whoever wants it tried again gets two more tries, and a good end counts.
    expect(standing(twice, 4)).to.deep.equal({ due: ['c1', 'c2'], quarantined: [] });
    expect(standing([...twice, ...failed('c1'), ...failed('c1')], 4)).to.deep.equal({ due: [], quarantined: ['c'] });
    const mended = [...twice, started('c1'), finished('c1', { status: 'ok' })];
    expect(standing(mended)).to.deep.equal({ due: ['c2'], quarantined: [] });
  });

  it('takes an end that is written down twice for one', () => {
    const journal = [...failed('c1'), finished('c1', crashed)];
    expect(ids(journal).due).to.include('c1');
  });

  it('is no trial that was killed on purpose', () => {
    const trials = planOf([], [plannedLaunch('t', { kind: 'trial' })]);
    expect(remaining(trials, { osVersion: '17.5' }, failed('t'), { journaled: 0 })).to.deep.equal({
      owed: [],
      due: [],
      quarantined: [],
    });
  });

  it('does not count failures as losses', () => {
    const attempt = [started('c1'), lost('c1')];
    expect(ids([...failed('c1'), ...attempt, ...attempt]).due).to.include('c1');
    expect(ids([...failed('c1'), ...attempt, ...attempt, ...attempt]).due).not.to.include('c1');
  });

  it('is a launch that was lost or has no end, tried three times at most', () => {
    const attempt = [started('c1'), lost('c1')];
    expect(ids([...attempt, started('c1')]).due).to.include('c1');
    expect(ids([...attempt, ...attempt, started('c1')])).to.deep.equal({ owed: ['p', 'c1', 'd1'], due: ['p', 'd1'] });
  });

  it('counts what arrived damaged and was sent once more at once as one try', () => {
    const damaged: Entry = { ...lost('c1'), loss: { cause: 'files', detail: 'jobs/c1.json arrived damaged' } } as Entry;
    const sentTwice = [session(), started('c1'), damaged, started('c1'), damaged];
    expect(ids([...sentTwice, ...sentTwice]).due).to.include('c1');
    expect(ids([...sentTwice, ...sentTwice, ...sentTwice]).due).not.to.include('c1');
    const othersBetween = [
      session(),
      started('c1'),
      damaged,
      session(),
      started('d1'),
      finished('d1', { status: 'ok' }),
    ];
    expect(ids([...othersBetween, ...othersBetween, ...othersBetween]).due).not.to.include('c1');
  });

  it('counts attempts anew when the run is resumed', () => {
    const thrice = [started('c1'), started('c1'), started('c1')];
    expect(ids(thrice, { since: 3 }).due).to.include('c1');
  });

  it('counts attempts by the order of the journal, however the clock jumps', () => {
    const at = (iso: string): Entry => ({ type: 'started', launch: 'c1', at: iso });
    const jumping = [at('2030-01-01T00:00:00.000Z'), at('2020-01-01T00:00:00.000Z'), at('2026-01-01T00:00:00.000Z')];
    expect(ids(jumping).due).not.to.include('c1');
    expect(ids([...jumping, at('2020-01-01T00:00:00.000Z')], { since: 3 }).due).to.include('c1');
  });

  describe('counts what has to come before a launch as a try of it', () => {
    const begun = [started('prime-net-all-1'), started('prime-net-all-2')];

    it('so that others get their turn first, and it is given up after three', () => {
      expect(ids([started('purge-1'), started('purge-2')]).due).to.deep.equal(['c1', 'd1', 'p']);
      expect(ids([...begun, started('prime-net-all-3')])).to.deep.equal({ owed: ['p', 'c1', 'd1'], due: ['p'] });
    });

    it('until it comes to an end', () => {
      const journal = [...begun, started('prime-net-all-3'), finished('prime-net-all-3', { status: 'ok' })];
      expect(ids(journal).due).to.deep.equal(['p', 'c1', 'd1']);
      expect(ids([...journal, started('prime-net-all-4')]).due).to.deep.equal(['p', 'c1', 'd1']);
    });

    it('in this start of the run', () => {
      expect(ids([...begun, started('prime-net-all-3')], { since: 3 }).due).to.include('c1');
    });
  });

  it('is nothing that this iOS cannot run', () => {
    expect(ids([], { osVersion: '15.8' })).to.deep.equal({ owed: [], due: [] });
  });
});
