import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runOf } from '../../../test/report-page-of.js';
import { recommended } from '../draw/pick.js';
import { firstSelection } from '../draw/selection.js';
import { judgementsOf } from './judgements-of.js';
import { reportDataOf } from './report-data-of.js';

const ship = (...runs: string[]) => ({
  runs,
  outcome: 'passed' as const,
  scales: [
    {
      scale: 2,
      fastest: { choice: { variant: 'quick', compute_units: 'cpuOnly' }, figures: {} },
      smallest: { choice: { variant: 'tiny', compute_units: 'all' }, figures: {} },
    },
  ],
});
const run = (id: string, ...shipped: string[]) =>
  runOf([{ compute_units: 'all' }, { compute_units: 'cpuOnly' }], {
    folder: { path: `/results/${id}`, id },
    judgements: { unreadable: [], ...(shipped.length > 0 && { ship: ship(...shipped) }) },
  });

describe('what was found out about runs', () => {
  it('is what to ship by just these, wherever that lies', () => {
    expect(judgementsOf([run('a', 'a', 'b'), run('b')]).ship?.runs).to.deep.equal(['a', 'b']);
    expect(judgementsOf([run('a', 'a', 'b')]).ship).to.equal(undefined);
    expect(judgementsOf([run('a', 'a'), run('b')]).ship).to.equal(undefined);
  });

  it('is recommended on the compute units that it was recommended for', () => {
    const data = reportDataOf([run('a', 'a')]);
    const selection = firstSelection(data);
    expect(recommended(data, { ...selection, units: 'all' })).to.deep.equal(['tiny']);
    expect(recommended(data, { ...selection, units: 'cpuOnly' })).to.deep.equal(['quick']);
    expect(recommended(data, { ...selection, units: 'cpuAndGPU' })).to.be.empty;
  });
});
