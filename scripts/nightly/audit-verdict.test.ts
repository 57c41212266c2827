import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { auditVerdict, foreignLicences, policyOf } from './audit-verdict.mjs';
import type { Lock } from './audit-verdict.mjs';

const advisory = 'GHSA-abcd-1234-wxyz';
const reason = 'only a server that we never start is concerned';
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** As npm 10 and 11 print it: `b` depends on `a`, which has an advisory. */
const answer = (severity: string): object => ({
  auditReportVersion: 2,
  vulnerabilities: {
    a: {
      name: 'a',
      severity,
      via: [{ name: 'a', severity, title: 'bad', url: `https://github.com/advisories/${advisory}` }],
    },
    b: { name: 'b', severity, via: ['a'] },
  },
});
const policy = (until?: string) =>
  policyOf({ failFrom: 'high', exceptions: until === undefined ? [] : [{ advisory, until, reason }] });
const verdict = (given: unknown, until?: string) => auditVerdict(given, policy(until), '2026-06-15');

describe('the audit of dependencies', () => {
  it('fails for what the policy does not excuse, once for each advisory', () => {
    expect(verdict(answer('high'))).to.deep.equal({
      outcome: 'failed',
      lines: [`failed  ${advisory} (high) in a: bad`],
    });
    expect(verdict(answer('critical')).outcome).to.equal('failed');
    expect(verdict(answer('moderate'))).to.deep.equal({ outcome: 'passed', lines: [] });
    expect(verdict({ vulnerabilities: {} }).outcome).to.equal('passed');
  });

  it('excuses to the end of the day that the policy names, and says until when', () => {
    expect(verdict(answer('high'), '2026-06-15').outcome).to.equal('passed');
    expect(verdict(answer('high'), '2026-06-15').lines[0])
      .to.contain('excused until 2026-06-15')
      .and.to.contain(reason);
    const late = verdict(answer('high'), '2026-06-14');
    expect(late.outcome).to.equal('failed');
    expect(late.lines[0]).to.contain('its exception ended on 2026-06-14');
  });

  it('asks for the removal of an exception that is no longer needed', () => {
    expect(verdict({ vulnerabilities: {} }, '2026-12-31').lines).to.deep.equal([
      `${advisory} is not found any more: remove its exception`,
    ]);
  });

  it('takes silence for no answer, and never for a good one', () => {
    for (const silence of [
      undefined,
      null,
      {},
      { error: { code: 'ENOTFOUND', summary: 'no network' } },
      { message: '405' },
    ]) {
      expect(verdict(silence).outcome).to.equal('no_answer');
    }
    expect(verdict({ error: { summary: 'no network' } }).lines).to.deep.equal(['no registry answered: no network']);
  });

  it('takes no exception without a day and a reason', () => {
    const exception = { advisory, until: '2026-12-31', reason };
    for (const wrong of [
      { until: undefined },
      { until: 'never' },
      { until: '2026-13-01' },
      { reason: 'later' },
      { advisory: 'all' },
    ]) {
      expect(() => policyOf({ failFrom: 'high', exceptions: [{ ...exception, ...wrong }] })).to.throw(
        /field exceptions\.0/,
      );
    }
    expect(() => policyOf({ failFrom: 'grave', exceptions: [] })).to.throw(/field failFrom/);
  });

  it('has a policy that can be read, under which every licence is known', () => {
    const ours = policyOf(read('audit-policy.json'));
    expect(foreignLicences(read('../../package-lock.json') as Lock, ours)).to.deep.equal([]);
  });

  it('names packages under another licence, but for what only developers install', () => {
    const of = (license?: string, dev = false) =>
      foreignLicences(
        { packages: { 'node_modules/x': { version: '1.0.0', dev, ...(license && { license }) } } },
        policy(),
      );
    expect(of('(MIT OR GPL-3.0-or-later)')).to.deep.equal([]);
    expect(of('MIT AND GPL-3.0-only')).to.deep.equal(['x@1.0.0: MIT AND GPL-3.0-only']);
    expect(of()).to.deep.equal(['x@1.0.0: none is named']);
    expect(of('GPL-3.0-only', true)).to.deep.equal([]);
  });
});
