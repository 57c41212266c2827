import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import { Problem } from '../problem.js';
import type { CaseRow } from '../results/tables/results.js';
import type { Level, Rule } from './rule-schema.js';
import { verdictMarkdown } from './markdown.js';
import { fits } from './pattern.js';
import { verdictOf } from './verdict.js';
import type { Verdict } from './verdict.js';

const row = (cells: Partial<CaseRow> = {}): CaseRow =>
  caseRow({
    device_name: 'Bench 1',
    device_model: 'iPhone15,2',
    device_kind: 'physical',
    latency_median_ms: 10,
    latency_ci_low_ms: 9,
    latency_ci_high_ms: 11,
    psnr_y_db: 30,
    ...cells,
  });

const rule = (fields: Partial<Rule> = {}): Rule => ({ match: {}, metric: 'latency_median_ms', number: 1, ...fields });

function verdict(
  rows: readonly CaseRow[],
  rules: readonly Rule[],
  level: Level = 'nightly',
  allowVirtual = false,
): Verdict {
  return verdictOf('run', rows, {
    file: 'budgets.yaml',
    rules: rules.map((each, index) => ({ ...each, number: index + 1 })),
    level,
    allowVirtual,
  });
}

const outcomeOf = (cells: Partial<CaseRow>, fields: Partial<Rule>, level?: Level): string =>
  verdict([row(cells)], [rule(fields)], level).outcome;

describe('the verdict on a run', () => {
  for (const level of ['nightly', 'release'] as const) {
    it(`has three answers for an interval, at level ${level}`, () => {
      expect(outcomeOf({}, { max: 11 }, level)).to.equal('passed');
      expect(outcomeOf({}, { max: 10.5 }, level)).to.equal('inconclusive');
      expect(outcomeOf({}, { max: 9 }, level)).to.equal('inconclusive');
      expect(outcomeOf({}, { max: 8.9 }, level)).to.equal('failed');
      expect(outcomeOf({}, { min: 9 }, level)).to.equal('passed');
      expect(outcomeOf({}, { min: 10 }, level)).to.equal('inconclusive');
      expect(outcomeOf({}, { min: 11.1 }, level)).to.equal('failed');
    });
  }

  it("is about iOS's own upscaler only where a rule says units: system", () => {
    const system = row({
      case_id: 's',
      variant: 'system-low-latency-x2',
      compute_units: 'system',
      latency_median_ms: 99,
    });
    const judged = (fields: Partial<Rule>): string[] =>
      verdict(
        [row(), system],
        [rule({ metric: 'package_bytes', max: 1 }), rule({ max: 50, evidence: 'point', ...fields })],
      )
        .findings.filter(({ metric }) => metric === 'latency_median_ms')
        .map(({ case_id, outcome }) => `${case_id}: ${outcome}`);
    expect(judged({})).to.deep.equal([`${row().case_id}: passed`]);
    expect(judged({ match: { units: '*' } })).to.deep.equal([`${row().case_id}: passed`]);
    expect(judged({ match: { units: 'system' } })).to.deep.equal(['s: failed']);
  });

  it('judges by the point alone where the rule says so or the metric has no interval', () => {
    expect(outcomeOf({}, { max: 10, evidence: 'point' })).to.equal('passed');
    expect(outcomeOf({}, { max: 9.9, evidence: 'point' })).to.equal('failed');
    expect(outcomeOf({}, { metric: 'psnr_y_db', min: 30 })).to.equal('passed');
    expect(outcomeOf({}, { metric: 'psnr_y_db', min: 30.1 })).to.equal('failed');
  });

  it('is inconclusive without an interval, or with fewer launches than the rule asks for', () => {
    expect(outcomeOf({ latency_ci_low_ms: undefined, latency_ci_high_ms: undefined }, { max: 99 })).to.equal(
      'inconclusive',
    );
    expect(outcomeOf({ launches: 4 }, { max: 99, min_launches: 5 })).to.equal('inconclusive');
    expect(outcomeOf({ launches: 5 }, { max: 99, min_launches: 5 })).to.equal('passed');
  });

  it('does not pass a median that its own interval misses', () => {
    expect(outcomeOf({ latency_median_ms: 12 }, { max: 11.5 })).to.equal('inconclusive');
  });

  it('is missing where a matched case has no figure, and says why', () => {
    expect(outcomeOf({ psnr_y_db: undefined }, { metric: 'psnr_y_db', min: 0 })).to.equal('missing');
    const [finding] = verdict(
      [row({ status: 'crashed', reason: 'the app died in load' })],
      [rule({ max: 99 })],
    ).findings;
    expect(finding?.outcome).to.equal('missing');
    expect(finding?.reason).to.equal('crashed: the app died in load');
  });

  it('lets the last rule win, per case and metric', () => {
    const rows = [row(), row({ case_id: 'b', variant: 'b' })];
    const { findings } = verdict(rows, [
      rule({ max: 1 }),
      rule({ max: 1, metric: 'psnr_y_db' }),
      rule({ max: 99, match: { variant: 'b' } }),
    ]);
    const summaries = findings.map((finding) => `${finding.case_id} ${finding.metric} ${finding.outcome}`);
    expect(summaries).to.have.members([
      'a-all-64x64 latency_median_ms failed',
      'a-all-64x64 psnr_y_db failed',
      'b latency_median_ms passed',
      'b psnr_y_db failed',
    ]);
  });

  it('applies a rule of a level at that level alone', () => {
    const rules = [rule({ max: 99 }), rule({ max: 1, level: 'release' })];
    expect(verdict([row()], rules, 'nightly').outcome).to.equal('passed');
    expect(verdict([row()], rules, 'release').outcome).to.equal('failed');
  });

  it('takes the worst outcome and its exit code', () => {
    const rows = [
      row({ case_id: 'ok', variant: 'ok' }),
      row({ case_id: 'unsure', variant: 'unsure', latency_ci_high_ms: 90 }),
      row({ case_id: 'lost', variant: 'lost', status: 'crashed' }),
      row({ case_id: 'slow', variant: 'slow', latency_ci_low_ms: 60, latency_median_ms: 61, latency_ci_high_ms: 62 }),
    ];
    const upTo = (count: number): number => verdict(rows.slice(0, count), [rule({ max: 50 })]).exit_code;
    expect([1, 2, 3, 4].map(upTo)).to.deep.equal([0, 3, 4, 1]);
  });

  for (const match of [
    { variant: 'A' },
    { variant: 'aa' },
    { units: 'cpu*' },
    { size: '64x65' },
    { device: 'Bench' },
    { variant: 'a', units: 'all', size: '64x64', device: 'Bench 2' },
  ]) {
    it(`refuses a rule that matches nothing: ${JSON.stringify(match)}`, () => {
      expect(() => verdict([row()], [rule({ max: 1 }), rule({ max: 1, match })])).to.throw(
        Problem,
        /rule 2 .*matches no case/,
      );
    });
  }

  for (const device of ['Bench 1', 'iPhone15,2', 'iPhone15,*', 'udid-1', '*']) {
    it(`finds a device by ${device}`, () => {
      expect(outcomeOf({}, { max: 99, match: { device } })).to.equal('passed');
    });
  }

  describe('on memory of phones with an older and a newer iOS', () => {
    const memory = (megabytes: number): Partial<CaseRow> => ({ memory_predict_peak_bytes: megabytes * 1e6 });
    const rows = [
      row({ case_id: 'old', os_version: '26.4', ...memory(100) }),
      row({ case_id: 'new', os_version: '27.1', os_epoch: 'from-27', ...memory(150) }),
    ];
    const limit = (megabytes: number, match: Rule['match'] = {}) =>
      rule({ metric: 'memory_predict_peak_bytes', max: megabytes * 1e6, match });

    it('refuses one limit for both, and says how to write two', () => {
      expect(() => verdict(rows, [rule({ max: 99 }), limit(200)])).to.throw(
        Problem,
        /rule 2 .*memory_predict_peak_bytes.*iOS 26 and older.*iOS 27 and later.*match\.os_epoch up-to-26, from-27$/,
      );
      expect(() => verdict(rows, [limit(200, { os_epoch: '*' })])).to.throw(Problem, /os_epoch/);
    });

    it('judges each by its own limit', () => {
      const rules = [limit(120, { os_epoch: 'up-to-26' }), limit(140, { os_epoch: 'from-27' })];
      const { findings } = verdict(rows, rules);
      expect(findings.map(({ case_id, outcome }) => [case_id, outcome])).to.deep.equal([
        ['new', 'failed'],
        ['old', 'passed'],
      ]);
      // A later rule takes the newer phones from a general one.
      expect(verdict(rows, [limit(120), limit(160, { os_epoch: 'from-27' })]).outcome).to.equal('passed');
    });

    it('judges what compares across them by one limit', () => {
      expect(verdict(rows, [rule({ max: 99 })]).outcome).to.equal('passed');
      expect(verdict(rows.slice(1), [limit(200)]).outcome).to.equal('passed');
    });

    it('knows the iOS of a row that has no epoch yet', () => {
      expect(() => verdict(rows, [limit(1, { os_epoch: 'up-to-26' })])).not.to.throw();
    });
  });

  it('judges paced cases by rules that ask for them alone', () => {
    const rows = [row(), row({ case_id: 'a-paced', pace_hz: 1, latency_median_ms: 50, launches: 1 })];
    const point = { max: 20, evidence: 'point' } as const;
    const idsOf = (...rules: Rule[]) => verdict(rows, rules).findings.map(({ case_id, outcome }) => [case_id, outcome]);
    expect(idsOf(rule(point))).to.deep.equal([['a-all-64x64', 'passed']]);
    expect(idsOf(rule({ ...point, match: { paced: true } }))).to.deep.equal([['a-paced', 'failed']]);
    expect(idsOf(rule({ ...point, match: { paced: false } }))).to.deep.equal([['a-all-64x64', 'passed']]);
    expect(() => verdict([row()], [rule({ ...point, match: { paced: true } })])).to.throw(Problem, /matches no case/);
  });

  for (const kind of ['virtual', 'simulator']) {
    it(`refuses a ${kind} iPhone unless it is allowed`, () => {
      const rows = [row({ device_kind: kind })];
      expect(() => verdict(rows, [rule({ max: 99 })])).to.throw(Problem, /--allow-virtual/);
      expect(verdict(rows, [rule({ max: 99 })], 'nightly', true)).to.include({ outcome: 'passed', not_a_phone: true });
    });
  }

  it('says that a model drew the figures it judged, and nothing where none did', () => {
    const judged = (latency_source: string) =>
      verdict([row({ device_kind: 'virtual', latency_source })], [rule({ max: 99 })], 'nightly', true);
    expect(judged('modelled')).to.include({ modelled: true });
    expect(verdictMarkdown(judged('modelled'))).to.include('A model of phones drew latency and memory.');
    expect(judged('host')).not.to.have.property('modelled');
    expect(verdictMarkdown(judged('host'))).not.to.include('A model of phones');
  });

  it('refuses a run without cases', () => {
    expect(() => verdict([], [rule({ max: 1 })])).to.throw(Problem, /no case to judge/);
  });
});

describe('a pattern', () => {
  it('matches itself, whatever letters it has, and nothing longer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('*'));
        expect(fits(text, text)).to.be.true;
        expect(fits(text, `${text}x`)).to.be.false;
      }),
    );
  });

  it('gives no character but * a meaning', () => {
    expect(fits('Ann?s (i|o)Phone', "Ann's iPhone")).to.be.false;
    expect(fits('./a', 'a')).to.be.false;
  });

  it('lets * stand for anything', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        fc.pre(!`${a}${c}`.includes('*'));
        expect(fits(`${a}*${c}`, `${a}${b}${c}`)).to.be.true;
      }),
    );
  });
});
