import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reportOf } from '../../../test/report-page-of.js';
import { filtered, sorted } from './filter.js';
import { tableColumns } from './table-columns.js';

const data = reportOf(
  { variant: 'swift', latency_median_ms: 10 },
  { variant: 'slow', latency_median_ms: 9.5, compute_units: 'cpuOnly' },
  { variant: 'fell', status: 'crashed', reason: 'memory' },
);
const columns = tableColumns(data);
const variants = (rows: ReturnType<typeof sorted>): string[] => rows.map(({ variant }) => variant);
const latency = columns.findIndex(({ title }) => title.startsWith('median latency'));

describe('the table of cases', () => {
  it('finds every word in whatever cell, in any case of letters', () => {
    expect(variants(filtered(data.cases, columns, 'CPU slow'))).to.deep.equal(['slow']);
    expect(variants(filtered(data.cases, columns, 'crashed'))).to.deep.equal(['fell']);
    expect(filtered(data.cases, columns, '  ')).to.have.length(3);
    expect(filtered(data.cases, columns, 'swift cpuonly')).to.be.empty;
  });

  it('sorts by numbers and not by their digits, with what is unknown last either way', () => {
    expect(variants(sorted(data.cases, columns, { column: latency, isDescending: false }))).to.deep.equal([
      'slow',
      'swift',
      'fell',
    ]);
    expect(variants(sorted(data.cases, columns, { column: latency, isDescending: true }))).to.deep.equal([
      'swift',
      'slow',
      'fell',
    ]);
    expect(variants(sorted(data.cases, columns, undefined))).to.deep.equal(['swift', 'slow', 'fell']);
  });

  it('names the line of results.csv, also after a cell of several lines', () => {
    const lines = reportOf({ reason: 'one\ntwo' }, { variant: 'b' }).cases.map(({ line }) => line);
    expect(lines).to.deep.equal([2, 4]);
  });
});
