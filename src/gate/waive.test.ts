import { expect } from 'chai';
import { describe, it } from 'mocha';
import { measuredRow, verdictOn, waiverOf } from '../../test/verdict-on.js';
import type { Unnumbered } from '../../test/verdict-on.js';
import { Problem } from '../problem.js';
import type { Waiver } from './waiver-schema.js';
import { verdictJunit } from './junit.js';
import { verdictMarkdown } from './markdown.js';
import type { Verdict } from './verdict.js';
import { withoutPersons } from './without-persons.js';

const waived = (waiver: Partial<Waiver>, rule: Unnumbered = { max: 5 }): Verdict =>
  verdictOn([measuredRow()], [rule], { waivers: [waiverOf(waiver)] });

describe('a waiver', () => {
  it('lets one case miss one budget up to its ceiling, with exit code 0', () => {
    const { outcome, exit_code, counts, findings } = waived({ ceiling: 11 });
    expect([outcome, exit_code, counts.waived]).to.deep.equal(['waived', 0, 1]);
    expect(findings[0]?.reason).to.equal('above 5 by 4');
    expect(findings[0]?.waiver).to.deep.equal({ owner: 'Ann', issue: '#12', expires: '2027-01-31', ceiling: 11 });
  });

  it('holds as a budget does: surely, surely not, or nobody knows', () => {
    expect(waived({ ceiling: 8.9 }).findings[0]).to.include({
      outcome: 'failed',
      reason: 'above 5 by 4; beyond its waiver: above 8.9 by 0.1',
    });
    expect(waived({ ceiling: 10 }).outcome).to.equal('inconclusive');
    expect(waived({ ceiling: 11 }, { max: 10 }).outcome).to.equal('waived');
  });

  it('has a floor where less is worse', () => {
    const rule: Unnumbered = { metric: 'psnr_y_db', min: 31 };
    expect(waived({ metric: 'psnr_y_db', floor: 29.5 }, rule).outcome).to.equal('waived');
    expect(waived({ metric: 'psnr_y_db', floor: 30.5 }, rule).outcome).to.equal('failed');
  });

  it('is for its case, its phone and its metric alone', () => {
    const other = measuredRow({ case_id: 'b', variant: 'b' });
    const shelf = measuredRow({ device_udid: 'u2', device_name: 'Shelf 2' });
    const outcomesOf = (waiver: Partial<Waiver>) =>
      verdictOn([measuredRow(), other, shelf], [{ max: 5 }, { max: 5, metric: 'latency_max_ms' }], {
        waivers: [waiverOf({ ceiling: 11, ...waiver })],
      })
        .findings.filter(({ outcome }) => outcome === 'waived')
        .map(({ case_id, device_name, metric }) => [case_id, device_name, metric]);
    expect(outcomesOf({ device: 'Bench 1' })).to.deep.equal([['a-all-64x64', 'Bench 1', 'latency_median_ms']]);
    expect(outcomesOf({})).to.have.length(2);
  });

  it('forgives no case without a figure', () => {
    const rows = [measuredRow({ status: 'crashed' })];
    expect(verdictOn(rows, [{ max: 5 }], { waivers: [waiverOf({ ceiling: 99 })] }).exit_code).to.equal(4);
  });

  it('that is not needed any more is named', () => {
    const { outcome, warnings } = waived({ ceiling: 200 }, { max: 100 });
    expect(outcome).to.equal('passed');
    expect(warnings).to.deep.equal([
      'waiver 1 is not needed, since a-all-64x64 keeps its budget of latency_median_ms; remove it',
    ]);
  });

  it('of a case that the run does not have is refused, unless a phone of the fleet is missing', () => {
    expect(() => waived({ case: 'typo', ceiling: 11 })).to.throw(
      Problem,
      /^b\.yaml: waiver 1 is of typo, which the run does not have; correct or remove it$/,
    );
    const { exit_code, warnings } = verdictOn([measuredRow()], [{ max: 99 }], {
      waivers: [waiverOf({ device: 'Shelf 2', ceiling: 200 })],
      fleet: [{ device: 'Shelf 2', min_phones: 1 }],
    });
    expect(exit_code).to.equal(4);
    expect(warnings).to.deep.equal(['waiver 1 is of a case that the run does not have']);
  });

  it('that is no looser than its rule, or of the wrong side, is refused', () => {
    expect(() => waived({ ceiling: 5 })).to.throw(Problem, /field ceiling is 5, no looser than the max 5 of rule 1/);
    expect(() => waived({ floor: 3 })).to.throw(Problem, /field floor is 3, no looser than the max 5 of rule 1/);
  });

  it('is skipped in JUnit, and named with its owner in the Markdown', () => {
    const verdict = waived({ ceiling: 11 });
    const junit = verdictJunit(verdict);
    expect(junit).to.match(/tests="1" failures="0" errors="0" skipped="1"/);
    expect(junit).to.include('waived up to 11 until 2027-01-31 by Ann: #12');
    expect(verdictMarkdown(verdict)).to.match(/waived up to 11 until 2027-01-31 by Ann: #<!-- -->12/);
  });

  it('names nobody in a verdict for others', () => {
    const verdict = verdictOn([measuredRow()], [{ max: 5 }], {
      waivers: [waiverOf({ ceiling: 11, owner: 'Ann Smith' })],
      fleet: [{ device: "Ann's phone", min_phones: 1 }],
    });
    expect(JSON.stringify(verdict)).to.include('Ann');
    expect(JSON.stringify(withoutPersons(verdict))).not.to.include('Ann');
  });
});
