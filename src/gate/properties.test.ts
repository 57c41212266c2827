import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { measuredRow, verdictOn, waiverOf } from '../../test/verdict-on.js';
import type { Unnumbered } from '../../test/verdict-on.js';
import type { CaseRow } from '../results/tables/results.js';
import { outcomes } from './finding.js';

const variants = ['a', 'b', 'c'] as const;
const phones = ['u1', 'u2'] as const;

const rowOf = (variant: string, udid: string, ms: number): CaseRow =>
  measuredRow({
    case_id: `${variant}-all-64x64`,
    variant,
    device_udid: udid,
    device_name: udid,
    latency_median_ms: ms,
    latency_ci_low_ms: ms - 1,
    latency_ci_high_ms: ms + 1,
  });

/** A run of both phones, each case with a latency of its own or crashed. */
const someRun: fc.Arbitrary<CaseRow[]> = fc
  .array(fc.option(fc.integer({ min: 2, max: 60 })), { minLength: 6, maxLength: 6 })
  .map((latencies) =>
    latencies.map((ms, index) => {
      const [variant = 'a', udid = 'u1'] = [variants[index % 3], phones[Math.floor(index / 3)]];
      return ms === null ? { ...rowOf(variant, udid, 2), status: 'crashed' } : rowOf(variant, udid, ms);
    }),
  );

const someRule: fc.Arbitrary<Unnumbered> = fc
  .record({
    variant: fc.option(fc.constantFrom('a', 'b', 'c', '*'), { nil: undefined }),
    device: fc.option(fc.constantFrom(...phones), { nil: undefined }),
    max: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ variant, device, max }) => ({ match: { variant, device }, max }));
const someRules = fc.array(someRule, { minLength: 1, maxLength: 5 });

const fits = ({ match }: Unnumbered, row: CaseRow): boolean =>
  (match?.variant === undefined || match.variant === '*' || match.variant === row.variant) &&
  (match?.device === undefined || match.device === row.device_udid);

describe('every verdict', () => {
  it('is by the last rule that matches each case, and by no other', () => {
    fc.assert(
      fc.property(someRun, someRules, (rows, rules) => {
        const { findings } = verdictOn(rows, rules);
        for (const row of rows) {
          const last = rules.findLastIndex((rule) => fits(rule, row));
          const found = findings.filter((each) => each.case_id === row.case_id && each.device_udid === row.device_udid);
          expect(found.map(({ rule }) => rule)).to.deep.equal(last < 0 ? [] : [last + 1]);
          expect(found[0]?.max).to.equal(rules[last]?.max);
        }
      }),
    );
  });

  it('is as bad as its worst finding', () => {
    fc.assert(
      fc.property(someRun, someRules, (rows, rules) => {
        const { outcome, findings, counts } = verdictOn(rows, rules);
        const badness = findings.map((each) => outcomes.indexOf(each.outcome));
        expect(outcomes.indexOf(outcome)).to.equal(Math.max(0, ...badness));
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).to.equal(findings.length);
      }),
    );
  });

  it('does not turn from failed to passed by a phone that passes', () => {
    fc.assert(
      fc.property(someRun, someRules, fc.integer({ min: 1, max: 3 }), (rows, rules, more) => {
        const before = verdictOn(rows, rules);
        const added = Array.from({ length: more }, (_, index) => rowOf('a', `new-${String(index)}`, 2));
        const after = verdictOn([...rows, ...added], rules);
        expect(outcomes.indexOf(after.outcome)).to.be.at.least(outcomes.indexOf(before.outcome));
        expect(after.findings).to.deep.include.members([...before.findings]);
      }),
    );
  });

  it('gets better by a waiver, in the waived finding alone, and never beyond its ceiling', () => {
    fc.assert(
      fc.property(someRun, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 40 }), (rows, max, extra) => {
        const ceiling = max + extra;
        const before = verdictOn(rows, [{ max }]);
        const after = verdictOn(rows, [{ max }], { waivers: [waiverOf({ device: 'u1', ceiling })] });
        const isMeant = (each: { case_id: string; device_udid: string }) =>
          each.case_id === 'a-all-64x64' && each.device_udid === 'u1';
        const rest = ({ findings }: typeof before) => findings.filter((each) => !isMeant(each));
        expect(rest(after)).to.have.deep.members(rest(before));
        const [was, is] = [before, after].map(({ findings }) => findings.find(isMeant));
        if (is?.outcome === 'waived') {
          expect(was?.outcome).to.be.oneOf(['failed', 'inconclusive']);
          expect(is.high).to.be.at.most(ceiling);
        } else if (was?.outcome === 'passed' || was?.outcome === 'missing') expect(is).to.deep.equal(was);
        else expect(is?.high).to.be.above(ceiling);
      }),
    );
  });
});
