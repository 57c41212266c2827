import { expect } from 'chai';
import { describe, it } from 'mocha';
import { finished, measured, plannedCase, plannedLaunch, planOf, started } from '../../../test/hand-made-run.js';
import { handMadeTables, lost } from '../../../test/hand-made-tables.js';

describe('launches and samples in the tables', () => {
  const { rowOf, table, write } = handMadeTables();

  it('have a launch for each attempt, the lost ones with their reason, in the order in which they ended', () => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' }), plannedLaunch('n', { case: 'c' })]);
    write(
      plan,
      [
        started('m'),
        lost('m'),
        started('n'),
        finished('n', { status: 'ok' }),
        started('m'),
        finished('m', { status: 'ok' }),
      ],
      { m: measured([2_000_000, 4_000_000, 3_000_000]) },
    );
    const columns = ['launch', 'attempt', 'status', 'reason', 'case_id', 'wall_ms', 'latency_median_ms'];
    expect(table('launches').map((row) => columns.map((name) => row[name]))).to.deep.equal([
      ['m', '1', 'lost', 'the phone was not attached (no device)', 'c', '1000', ''],
      ['n', '1', 'ok', '', 'c', '2000', ''],
      ['m', '2', 'ok', '', 'c', '2000', '3'],
    ]);
    expect(table('results')[0]).to.include({ launches: '2', iterations: '3' });
    expect(table('samples').map((row) => [row['launch'], row['variant']])).to.deep.equal(Array(3).fill(['m', 'net']));
  });

  it('keep every sample with the thermal state it was taken at', () => {
    rowOf([[5, 6, 7]]);
    expect(table('samples').map((row) => [row['latency_ns'], row['t_ns'], row['thermal_state']])).to.deep.equal([
      ['5', '300', 'nominal'],
      ['6', '1300', 'nominal'],
      ['7', '2300', 'fair'],
    ]);
  });
});
