import { expect } from 'chai';
import { describe, it } from 'mocha';
import { seeded } from '../stats/seeded.js';
import { needsConfirmation, screenPhone } from './screen.js';
import type { CaseNights, Night, Screened } from './screen.js';

/** Twelve cases over ten pinned nights and tonight; the phone's own nights differ by 5 %, its cases by .2 % beside. */
function phone(effects: Readonly<Record<number, number>>, { shift = 0, seed = 1 } = {}): CaseNights[] {
  const random = seeded(seed);
  const nights = Array.from({ length: 11 }, (_, night) => 0.1 * (random() - 0.5) + (night === 10 ? shift : 0));
  return Array.from({ length: 12 }, (_, index) => {
    const [tonight, ...pinned] = nights
      .map((level, night) =>
        [0, 1].map(
          () => 16 + index / 10 + level + 0.004 * (random() - 0.5) + (night === 10 ? (effects[index] ?? 0) : 0),
        ),
      )
      .reverse();
    return { tonight, pinned };
  });
}

const kinds = (screened: readonly Screened[]): string[] => screened.map(({ kind }) => kind);
const whyOf = (screened: Screened | undefined): unknown => screened?.kind === 'not_screened' && screened.why;
const replace = (cases: readonly CaseNights[], index: number, change: Partial<CaseNights>): CaseNights[] =>
  cases.map((one, at) => (at === index ? { ...one, ...change } : one));

describe('screenPhone', () => {
  it('suspects the case that became slower, under nights that differ by more than that', () => {
    const { cases } = screenPhone(phone({ 3: 0.02 }));
    const slowed = cases[3];
    expect(slowed?.kind).to.equal('suspect');
    if (slowed?.kind !== 'suspect') throw new Error('unreachable');
    expect(slowed.effect.change).to.be.closeTo(0.02, 0.004);
    expect(slowed.effect.low).to.be.at.most(0.02);
    expect(slowed.nights).to.equal(10);
    expect(slowed.seesFrom).to.be.lessThan(0.01);
  });

  it('suspects about a tenth of unchanged cases, never what became faster', () => {
    let suspects = 0;
    for (let seed = 0; seed < 100; seed++) {
      suspects += kinds(screenPhone(phone({}, { seed })).cases).filter((kind) => kind === 'suspect').length;
      expect(screenPhone(phone({ 5: -0.05 }, { seed })).cases[5]?.kind).to.equal('no_alarm');
    }
    expect(suspects / 1200).to.be.within(0.07, 0.14);
  });

  it('tells of a phone that became slower as a whole, which no case shows', () => {
    const { cases, phone: whole } = screenPhone(phone({}, { shift: 0.2 }));
    expect(whole.kind).to.equal('suspect');
    expect(kinds(cases).filter((kind) => kind === 'suspect').length).to.be.at.most(4);
    expect(screenPhone(phone({})).phone.kind).to.equal('no_alarm');
  });

  it('lets no case pass that it could not look at', () => {
    const cases = phone({});
    const pinned = cases[0]?.pinned ?? [];
    for (const [change, why] of [
      [{ tonight: undefined }, { kind: 'no_measurement' }],
      [{ tonight: [] }, { kind: 'no_measurement' }],
      [{ tonight: [16] }, { kind: 'too_few_launches', have: 1, need: 2 }],
      [{ tonight: [16, NaN] }, { kind: 'not_a_number' }],
      [{ pinned: pinned.map((): Night => undefined) }, { kind: 'too_few_nights', have: 0, need: 5 }],
      [{ pinned: pinned.map((night, at) => (at < 6 ? [16] : night)) }, { kind: 'too_few_nights', have: 4, need: 5 }],
    ] as const) {
      const [first, ...others] = screenPhone(replace(cases, 0, change)).cases;
      expect(whyOf(first)).to.deep.equal(why);
      expect(first && needsConfirmation(first)).to.be.true;
      expect(kinds(others)).to.not.include('not_screened');
    }
  });

  it('does without a few pinned nights, and says how many counted', () => {
    const cases = phone({ 0: 0.03 });
    const gaps = (cases[0]?.pinned ?? []).map((night, at) => (at === 2 || at === 7 ? undefined : night));
    const [first] = screenPhone(replace(cases, 0, { pinned: gaps })).cases;
    expect(first).to.include({ kind: 'suspect', nights: 8 });
  });

  it('does not take a case for its own peer', () => {
    const few = phone({ 0: 0.1 }).slice(0, 5);
    const { cases, phone: whole } = screenPhone(few);
    for (const one of [...cases, whole]) expect(whyOf(one)).to.deep.equal({ kind: 'too_few_peers', have: 5, need: 6 });
    expect(screenPhone([])).to.deep.equal({
      cases: [],
      phone: { kind: 'not_screened', why: { kind: 'too_few_peers', have: 0, need: 6 } },
    });
  });
});
