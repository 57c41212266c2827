import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { plannedCase, plannedLaunch, planOf } from '../../test/hand-made-run.js';
import { shareAmong } from './share.js';
import type { Sharer } from './share.js';
import type { Plan } from './plan.js';

/** Each variant takes as many milliseconds as it is given, in two launches. */
function planFor(times: Readonly<Record<string, number>>, minIos?: Readonly<Record<string, number>>): Plan {
  const names = Object.keys(times);
  return planOf(
    names.map((variant) => plannedCase(`c-${variant}`, { variant })),
    names.flatMap((variant) =>
      [1, 2].map((turn) =>
        plannedLaunch(`${variant}-${String(turn)}`, {
          variant,
          case: `c-${variant}`,
          expectedMs: (times[variant] ?? 0) / 2,
        }),
      ),
    ),
    {
      share: 'model',
      variants: names.map((name) => ({ name, ...(minIos?.[name] !== undefined && { minIos: minIos[name] }) })),
    },
  );
}

const phone = (udid: string, model?: string, osVersion = '18.0'): Sharer => ({ udid, osVersion, model });
const holders = (plan: Plan): Record<string, readonly string[]> =>
  Object.fromEntries(plan.launches.map(({ variant, devices = [] }) => [variant, [...devices].sort()]));

describe('a plan that phones of one model share', () => {
  it('gives each variant to one of them, the longest first to whoever has least to do', () => {
    const plan = planFor({ long: 9, middle: 5, short: 3 });
    expect(holders(shareAmong(plan, [phone('b', 'X'), phone('a', 'X')]))).to.deep.equal({
      long: ['a'],
      middle: ['b'],
      short: ['b'],
    });
  });

  it('gives each variant to a phone of every model, and all to a phone whose model is unknown', () => {
    const plan = planFor({ one: 4, two: 4 });
    const phones = [phone('x1', 'X'), phone('x2', 'X'), phone('y', 'Y'), phone('u1'), phone('u2')];
    expect(holders(shareAmong(plan, phones))).to.deep.equal({
      one: ['u1', 'u2', 'x1', 'y'],
      two: ['u1', 'u2', 'x2', 'y'],
    });
  });

  it('gives a variant that needs a newer iOS to a phone that has it', () => {
    const plan = planFor({ new: 4, old: 9 }, { new: 18 });
    expect(holders(shareAmong(plan, [phone('a', 'X', '17.5'), phone('b', 'X', '18.1')]))['new']).to.deep.equal(['b']);
  });

  it('is what it was where nobody asked for that', () => {
    const { share, ...plan } = planFor({ one: 4 });
    expect(share).to.equal('model');
    expect(shareAmong(plan, [phone('a', 'X')])).to.equal(plan);
  });

  it('leaves no launch out, splits no variant, and is the same in whatever order phones are found', () => {
    const times = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.nat(1000), { minKeys: 1, maxKeys: 12 });
    const phones = fc.uniqueArray(
      fc.record({
        udid: fc.stringMatching(/^[a-f0-9]{1,6}$/),
        osVersion: fc.constant('18.0'),
        model: fc.constantFrom('X', 'Y'),
      }),
      { minLength: 1, maxLength: 6, selector: ({ udid }) => udid },
    );
    fc.assert(
      fc.property(times, phones, (of, found) => {
        const plan = shareAmong(planFor(of), found);
        const models = new Set(found.map(({ model }) => model)).size;
        for (const { variant, devices = [] } of plan.launches) {
          expect(devices, variant).to.have.length(models);
          expect(devices).to.deep.equal(plan.launches.find((launch) => launch.variant === variant)?.devices);
        }
        expect(holders(shareAmong(planFor(of), found.toReversed()))).to.deep.equal(holders(plan));
      }),
    );
  });
});
