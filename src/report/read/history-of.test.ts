import { expect } from 'chai';
import { describe, it } from 'mocha';
import { historyOf } from './history-of.js';
import type { NightSeries } from './night-series.js';

const day = (night: number): string => new Date(Date.UTC(2026, 0, night, 2)).toISOString();

const seriesOf = (nights: readonly number[], more: Partial<NightSeries> = {}): NightSeries => ({
  ...{ device: 'u', os_build: '22F76', app_build: 'a1', latency_source: 'measured', case_id: 'a' },
  points: nights.map((night) => ({ run_id: `night-${String(night)}`, at: day(night), value: 10 + night / 1000 })),
  changes: [],
  ...more,
});

describe('the history of a page', () => {
  it('has a figure of each case for each night, empty where a case has none, over all epochs', () => {
    const [found] = historyOf(
      [
        seriesOf([3, 4], { os_build: '22G80', changes: [{ run_id: 'night-4', percent: 5, new_package: true }] }),
        seriesOf([1, 2]),
        seriesOf([2], { case_id: 'b' }),
        seriesOf([1], { device: 'stranger' }),
      ],
      (udid) => (udid === 'u' ? [1] : []),
    );
    expect(found).to.include({ phone: 1, earlier: 0 });
    expect(found?.nights.map(({ run }) => run)).to.deep.equal(['night-1', 'night-2', 'night-3', 'night-4']);
    expect(found?.nights.map(({ epoch }) => found.epochs[epoch]?.os)).to.deep.equal([
      '22F76',
      '22F76',
      '22G80',
      '22G80',
    ]);
    expect(found?.cases).to.deep.equal([
      { case_id: 'a', ms: [10, 10, 10, 10], changes: [{ night: 3, percent: 5, newPackage: true }] },
      { case_id: 'b', ms: [null, 10, null, null], changes: [] },
    ]);
  });

  it('stands under each index of its phone, which a page of several runs has once for each', () => {
    expect(historyOf([seriesOf([1])], () => [0, 2]).map(({ phone }) => phone)).to.deep.equal([0, 2]);
  });

  it('keeps the latest nights of a long one, and says how many it leaves out', () => {
    const nights = Array.from({ length: 450 }, (_, index) => index + 1);
    const changes = [2, 449].map((night) => ({ run_id: `night-${String(night)}`, percent: 4, new_package: false }));
    const [found] = historyOf([seriesOf(nights, { changes })], () => [0]);
    expect(found?.nights).to.have.length(400);
    expect(found?.earlier).to.equal(50);
    expect(found?.nights.at(-1)?.run).to.equal('night-450');
    expect(found?.cases[0]?.changes).to.deep.equal([{ night: 398, percent: 4, newPackage: false }]);
  });
});
