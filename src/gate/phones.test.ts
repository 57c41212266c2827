import { expect } from 'chai';
import { describe, it } from 'mocha';
import { measuredRow, verdictOn } from '../../test/verdict-on.js';
import { Problem } from '../problem.js';
import type { CaseRow } from '../results/tables/results.js';

const old: CaseRow = measuredRow({ device_udid: 'u2', device_name: 'Shelf 2', device_model: 'iPhone13,2' });
const phones = [measuredRow(), old];

describe('a rule for some phones', () => {
  for (const match of [
    { model: 'iPhone15,2' },
    { model: 'iPhone 14 Pro' },
    { model: 'iPhone 14*' },
    { chip: 'A16 Bionic' },
    { chip: 'A16' },
    { chip: 'A16', device: 'Bench*' },
  ]) {
    it(`judges those of ${JSON.stringify(match)} alone`, () => {
      const { findings } = verdictOn(phones, [{ match, max: 99 }]);
      expect(findings.map(({ device_name }) => device_name)).to.deep.equal(['Bench 1']);
    });
  }

  it('takes no chip for another whose name begins alike', () => {
    const pro = measuredRow({ device_model: 'iPhone17,1' });
    expect(() => verdictOn([pro], [{ match: { chip: 'A18' }, max: 99 }])).to.throw(Problem, /chips A18 Pro/);
  });

  it('matches no phone that is newer than the table, and says so', () => {
    const newer = measuredRow({ device_model: 'iPhone77,7' });
    expect(() => verdictOn([newer], [{ match: { chip: 'A*' }, max: 99 }])).to.throw(
      Problem,
      /rule 1 \(chip A\*\) matches no case of the run; .*models iPhone77,7; chips unknown/,
    );
  });
});

describe('the fleet that a budgets file expects', () => {
  const judged = (...fleet: { device?: string; model?: string; chip?: string; min_phones?: number }[]) =>
    verdictOn(phones, [{ max: 99 }], { fleet: fleet.map((entry) => ({ min_phones: 1, ...entry })) });

  it('is there', () => {
    expect(judged({ device: 'Bench 1' }, { model: 'iPhone 12' }, { chip: 'A*', min_phones: 2 })).to.include({
      outcome: 'passed',
      exit_code: 0,
    });
  });

  it('is missing by name, with exit code 4', () => {
    const { exit_code, gaps, counts } = judged(
      { chip: 'A17 Pro' },
      { chip: 'A16', min_phones: 2 },
      { device: 'Bench 1' },
    );
    expect(exit_code).to.equal(4);
    expect(counts.missing).to.equal(0);
    expect(gaps).to.deep.equal([
      { entry: 1, phones: 'chip A17 Pro', wanted: 1, found: 0, reason: '0 of 1 took part' },
      { entry: 2, phones: 'chip A16', wanted: 2, found: 1, reason: '1 of 2 took part' },
    ]);
  });

  it('counts no phone on which nothing is ok', () => {
    const { gaps } = verdictOn([measuredRow(), { ...old, status: 'crashed' }], [{ match: { chip: 'A16' }, max: 99 }], {
      fleet: [{ chip: 'A14', min_phones: 1 }],
    });
    expect(gaps[0]?.reason).to.equal('0 of 1 took part; without a case that is ok: Shelf 2');
  });

  it('stays behind what failed', () => {
    const { outcome, exit_code } = verdictOn(phones, [{ max: 1 }], { fleet: [{ chip: 'A17 Pro', min_phones: 1 }] });
    expect([outcome, exit_code]).to.deep.equal(['failed', 1]);
  });

  it('makes no mistake of a rule about a phone that is missing', () => {
    const rules = [{ max: 99 }, { match: { chip: 'A17 Pro' }, max: 5 }];
    expect(() => verdictOn(phones, rules)).to.throw(Problem, /matches no case/);
    expect(verdictOn(phones, rules, { fleet: [{ chip: 'A17 Pro', min_phones: 1 }] }).exit_code).to.equal(4);
  });
});

describe('a budget of a cold load', () => {
  const loads = (cold_load_ms: number, cold_load_shown?: boolean) =>
    verdictOn([measuredRow({ cold_load_ms, cold_load_shown })], [{ metric: 'cold_load_ms', max: 2000 }]).findings[0];

  it('is kept only by loads that first light showed to be cold', () => {
    expect(loads(1500, true)).to.include({ outcome: 'passed' });
    expect(loads(1500, false))
      .to.include({ outcome: 'inconclusive' })
      .and.property('reason')
      .match(/no slower than prepared ones/);
    expect(loads(1500))
      .to.include({ outcome: 'inconclusive' })
      .and.property('reason')
      .match(/has not shown/);
  });

  it('is broken by any load that is too slow', () => {
    expect(loads(2500)).to.include({ outcome: 'failed' });
    expect(loads(2500, true)).to.include({ outcome: 'failed' });
  });
});
