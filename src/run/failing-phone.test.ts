import { expect } from 'chai';
import { describe, it } from 'mocha';
import { finished, plannedCase, plannedLaunch, planOf, started } from '../../test/hand-made-run.js';
import type { Entry } from '../results/journal.js';
import { anchorToAsk, phoneFailure } from './failing-phone.js';

describe('a phone on which launches fail', () => {
  const cases = ['a', 'b', 'c', 'd'];
  const plan = planOf(
    cases.map((id) => plannedCase(id)),
    cases.map((id) => plannedLaunch(id, { case: id })),
    {
      anchors: ['anchor-cpuOnly', 'anchor-all'].map((id) => plannedLaunch(id, { kind: 'anchor' })),
    },
  );
  const fails = (...launches: string[]): Entry[] =>
    launches.flatMap((id) => [started(id), finished(id, { status: 'timed_out', step: 'load', afterMs: 9000 })]);
  const works = (id: string): Entry[] => [started(id), finished(id, { status: 'ok' })];
  const loses = (id: string): Entry[] => [
    started(id),
    { type: 'lost', at: '', startedAt: '', launch: id, loss: { cause: 'cable', detail: 'gone' } },
  ];

  it('is asked by an anchor after three launches in a row, however often each was tried', () => {
    expect(anchorToAsk(plan, fails('a', 'a', 'b', 'b'))).to.equal(undefined);
    const three = fails('a', 'a', 'b', 'b', 'c');
    expect(anchorToAsk(plan, three)?.id).to.equal('anchor-cpuOnly');
    expect(anchorToAsk(plan, [...three, ...fails('anchor-cpuOnly-1')])?.id).to.equal('anchor-all');
    expect(phoneFailure(plan, [...three, ...fails('anchor-cpuOnly-1')])).to.equal(undefined);
  });

  it('goes on when an anchor works: then the models are to blame', () => {
    const journal = [...fails('a', 'b', 'c', 'anchor-cpuOnly-1'), ...works('anchor-all-1'), ...fails('d', 'd')];
    expect(anchorToAsk(plan, journal)).to.equal(undefined);
    expect(phoneFailure(plan, journal)).to.equal(undefined);
  });

  it('goes on when the app reports errors of its own', () => {
    const journal: Entry[] = [...fails('a', 'b'), finished('c', { status: 'error', step: 'load', reason: 'no' })];
    expect(anchorToAsk(plan, [...journal, ...fails('d')])).to.equal(undefined);
  });

  it('is left out when the anchors fail as well, with the latest reason', () => {
    expect(phoneFailure(plan, fails('a', 'b', 'c', 'anchor-cpuOnly-1', 'anchor-all-1'))).to.equal(
      'its last 3 launches failed one after the other, and so did the anchors, the last time since no sign of life for 9 s in load',
    );
  });

  it('is left out without anchors for any cause', () => {
    const bare = { ...plan, anchors: [] };
    expect(phoneFailure(bare, [...fails('a', 'b'), ...loses('c')])).to.equal(
      'its last 3 launches failed one after the other, the last time since the phone was not attached (gone)',
    );
    expect(phoneFailure(bare, [...fails('a', 'b'), ...loses('b')])).to.equal(undefined);
  });
});
