import { expect } from 'chai';
import { describe, it } from 'mocha';
import { noiseFloor } from '../../test/noise-floor.js';
import { measuredRow, verdictOn } from '../../test/verdict-on.js';
import { Problem } from '../problem.js';
import type { NoiseFloor } from '../results/noise-floor.js';
import type { CaseRow } from '../results/tables/results.js';
import { BaselineCases } from './baseline.js';
import { ratioSpan } from './regression.js';
import type { Finding } from './finding.js';
import { limit, measured } from './figures.js';
import type { Unnumbered } from '../../test/verdict-on.js';

const allowed = (percent: number): Unnumbered => ({ max_regression: { amount: percent / 100, unit: '%' } });
const narrow = (ms: number): Partial<CaseRow> => ({
  latency_median_ms: ms,
  latency_ci_low_ms: ms * 0.995,
  latency_ci_high_ms: ms * 1.005,
});

function judged(now: Partial<CaseRow>, before: Partial<CaseRow>, rule: Unnumbered = allowed(3)): Finding {
  const baseline = { runId: 'last', cases: new BaselineCases([measuredRow(before)]) };
  const [finding] = verdictOn([measuredRow(now)], [rule], { baseline }).findings;
  if (finding === undefined) throw new Error('nothing was judged');
  return finding;
}

describe('a change from the baseline', () => {
  it('has three answers for an interval', () => {
    expect(judged(narrow(10.1), narrow(10)).outcome).to.equal('passed');
    expect(judged(narrow(10.3), narrow(10)).outcome).to.equal('inconclusive');
    expect(judged(narrow(10.5), narrow(10)).outcome).to.equal('failed');
    expect(judged(narrow(5), narrow(10)).outcome).to.equal('passed');
  });

  it('says by how much, from what, and what is allowed', () => {
    const finding = judged(narrow(10.5), narrow(10));
    expect(measured(finding)).to.equal('10.5, worse by 5 % (4.26 % to 5.75 %)');
    expect(limit(finding)).to.equal('worse by ≤ 3 % than 10');
    expect(finding.reason).to.equal('worse by 4.26 % or more, and 3 % is allowed');
    expect(finding.regression).to.include({ baseline_run: 'last', baseline_value: 10 });
    expect(measured(judged(narrow(9.5), narrow(10)))).to.equal('9.5, better by 5 % (4.33 % to 5.67 %)');
  });

  it('is worse the other way where less is worse', () => {
    const decibels = (db: number): Unnumbered => ({ metric: 'psnr_y_db', max_regression: { amount: db, unit: 'dB' } });
    expect(judged({ psnr_y_db: 29.7 }, {}, decibels(0.2)).outcome).to.equal('failed');
    expect(judged({ psnr_y_db: 29.9 }, {}, decibels(0.2)).outcome).to.equal('passed');
    expect(judged({ psnr_y_db: 31 }, {}, decibels(0)).outcome).to.equal('passed');
    const share: Unnumbered = { ...allowed(1), metric: 'ssim_y' };
    expect(judged({ ssim_y: 0.98 }, { ssim_y: 1 }, share).outcome).to.equal('failed');
    expect(judged({ ssim_y: 1 }, { ssim_y: 0.98 }, share).outcome).to.equal('passed');
  });

  const incomparable: Readonly<Record<string, readonly [Partial<CaseRow>, RegExp]>> = {
    'another case': [{ case_id: 'b' }, /^baseline last has no such case of Bench 1$/],
    'another phone': [{ device_udid: 'u2' }, /has no such case/],
    'another iOS build': [{ os_build: '23A1' }, /^another iOS build than in baseline last: 23B85, and there 23A1$/],
    'another build of the app': [{ app_build: '6' }, /another build of the app/],
    'another test set': [{ testset: 'Set14' }, /another test set .*unknown, and there Set14/],
    'a throttled phone': [{ thermal_worst: 'serious' }, /throttled in baseline last \(thermal state serious\)/],
    'a case that is not ok': [{ status: 'crashed' }, /the case is crashed in baseline last/],
    'no figure': [{ latency_median_ms: undefined }, /has no latency_median_ms/],
    'a single launch': [{ latency_ci_kind: 'within_launch' }, /5 launches of each/],
  };
  for (const [what, [before, reason]] of Object.entries(incomparable)) {
    it(`is inconclusive from ${what}, and says why`, () => {
      const finding = judged({}, before);
      expect(finding.outcome).to.equal('inconclusive');
      expect(finding.reason).to.match(reason);
    });
  }

  it('of a package compares whatever phone and iOS it ran on', () => {
    const rule: Unnumbered = { ...allowed(1), metric: 'package_bytes' };
    const before = { device_udid: 'u2', os_build: '23A1', package_bytes: 2_900_000 };
    expect(judged({}, before, rule).outcome).to.equal('failed');
    expect(judged({}, { ...before, package_bytes: 2_990_000 }, rule).outcome).to.equal('passed');
  });

  it('is limited beside the figure itself, by one rule or by two', () => {
    const baseline = { runId: 'last', cases: new BaselineCases([measuredRow()]) };
    const outcomesOf = (...rules: Unnumbered[]) =>
      verdictOn([measuredRow()], rules, { baseline }).findings.map(({ rule, outcome }) => [rule, outcome]);
    expect(outcomesOf({ ...allowed(99), max: 12 })).to.deep.equal([
      [1, 'passed'],
      [1, 'passed'],
    ]);
    expect(outcomesOf({ max: 5 }, allowed(99))).to.deep.equal([
      [1, 'failed'],
      [2, 'passed'],
    ]);
  });

  it('is refused without a baseline', () => {
    expect(() => verdictOn([measuredRow()], [allowed(3)])).to.throw(
      Problem,
      /rule 1 limits the max_regression.*--baseline RUN/,
    );
  });

  it('has the interval of a ratio of two independent figures', () => {
    // Zou and Donner's formula for logarithms: log 1.1 -/+ sqrt(log(1.1/1.0)^2 + log(1.2/1.1)^2) and the like.
    const [now, before] = [
      measuredRow({ latency_median_ms: 11, latency_ci_low_ms: 10, latency_ci_high_ms: 12 }),
      measuredRow({ latency_median_ms: 10, latency_ci_low_ms: 9, latency_ci_high_ms: 11 }),
    ];
    const span = ratioSpan(now, before, 'latency_median_ms');
    const [l, a, b] = [Math.log(1.1), Math.log(12 / 11), Math.log(10 / 9)];
    expect(span?.low).to.be.closeTo(Math.exp(l - Math.sqrt(l * l + l * l)) - 1, 1e-12);
    expect(span?.high).to.be.closeTo(Math.exp(l + Math.sqrt(a * a + b * b)) - 1, 1e-12);
  });
});

describe('a change that a phone cannot see', () => {
  const gate = (percent: number, known: NoiseFloor | undefined, level: 'nightly' | 'release' = 'nightly') =>
    verdictOn([measuredRow()], [allowed(percent)], {
      level,
      baseline: { runId: 'last', cases: new BaselineCases([measuredRow()]) },
      floors: { of: () => known, otherBuilds: () => (known ? [] : ['23A1']) },
    });

  it('is refused with the figure, and with one that is not', () => {
    expect(() => gate(1.5, noiseFloor())).to.throw(
      Problem,
      /^b\.yaml: rule 1 allows a max_regression of 1\.5 %, and Bench 1 \(iOS build 23B85\) cannot see below 1\.83 % by 32 launches of 2026-06-01; allow 1\.9 % or more/,
    );
    expect(() => gate(1.9, noiseFloor())).not.to.throw();
    expect(() => gate(1.5, noiseFloor(), 'release')).not.to.throw();
  });

  it('is taken where nobody measured what it can see, with a warning', () => {
    expect(gate(0.1, undefined).warnings).to.deep.equal([
      'Bench 1 was not calibrated on iOS build 23B85, only on 23A1, so nobody knows how small a change of latency it can show; its iOS changed, so calibrate it again: npx rezbench doctor --calibrate',
    ]);
    expect(gate(3, noiseFloor()).warnings).to.be.empty;
    expect(gate(3, noiseFloor({ is_rough: true, launches: 8 })).warnings[0]).to.match(/by 8 launches only/);
  });

  it('is one of latency alone', () => {
    const rule: Unnumbered = { ...allowed(0.1), metric: 'package_bytes' };
    const baseline = { runId: 'last', cases: new BaselineCases([measuredRow()]) };
    const floors = { of: () => noiseFloor(), otherBuilds: () => [] };
    expect(verdictOn([measuredRow()], [rule], { baseline, floors }).warnings).to.be.empty;
  });
});
