import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plannedLaunch } from '../../test/hand-made-run.js';
import { schedule } from './schedule.js';

describe('what a session carries out', () => {
  const anchors = ['anchor-cpuOnly', 'anchor-all'].map((id) => plannedLaunch(id, { kind: 'anchor' }));
  const [cpu, all] = ['anchor-cpuOnly', 'anchor-all'];
  const prepares = ['p1', 'p2'].map((id) => plannedLaunch(id, { kind: 'prepare' }));
  const measures = ['m1', 'm2', 'm3', 'm4', 'm5'].map((id) => plannedLaunch(id));
  const ids = (due: typeof prepares): string[] => schedule({ anchors, anchorEvery: 2 }, due).map(({ id }) => id);

  it('is the prepares, the anchors, and the rest with the anchors in between', () => {
    expect(ids([...prepares, ...measures])).to.deep.equal([
      'p1',
      'p2',
      cpu,
      all,
      'm1',
      'm2',
      cpu,
      all,
      'm3',
      'm4',
      cpu,
      all,
      'm5',
    ]);
  });

  it('begins with the anchors where nothing is to be prepared', () => {
    expect(ids(measures.slice(0, 2))).to.deep.equal([cpu, all, 'm1', 'm2']);
  });

  it('ends with the anchors where nothing else is left', () => {
    expect(ids(prepares)).to.deep.equal(['p1', 'p2', cpu, all]);
  });
});
