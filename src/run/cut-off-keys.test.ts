import { expect } from 'chai';
import { describe, it } from 'mocha';
import { finished, plannedLaunch, planOf, started } from '../../test/hand-made-run.js';
import type { Entry } from '../results/journal.js';
import { cutOffKeys } from './cut-off-keys.js';

describe('loads that may have been cut off', () => {
  const pair = { variant: 'net', computeUnits: 'all' } as const;
  const plan = planOf([], [plannedLaunch('m', pair)], {
    primes: [plannedLaunch('prime-net-all', { ...pair, kind: 'prime' })],
  });
  const key = `${'a'.repeat(64)}/all`;
  const keys = (...journal: Entry[]): string[] => [...cutOffKeys(plan, journal)];
  const at = '2026-01-01T00:00:11.000Z';
  const lost: Entry = { type: 'lost', at, startedAt: at, launch: 'm', loss: { cause: 'cable', detail: 'gone' } };

  it('are those of launches that were lost, died, or whose end nobody wrote down', () => {
    expect(keys(started('m'))).to.deep.equal([key]);
    expect(keys(started('m'), lost)).to.deep.equal([key]);
    expect(keys(started('m'), finished('m', { status: 'crashed', step: 'load' }))).to.deep.equal([key]);
  });

  it('are made good by a launch of the same model that ended well', () => {
    expect(keys(started('m'), finished('m', { status: 'ok' }))).to.deep.equal([]);
    const prime = [started('prime-net-all-1'), finished('prime-net-all-1', { status: 'ok' })];
    expect(keys(started('m'), lost, ...prime)).to.deep.equal([]);
    expect(keys(...prime, started('m'), lost)).to.deep.equal([key]);
  });
});
