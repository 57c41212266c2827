import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { faultForms } from '../fault-forms.js';
import type { FaultKind } from '../fault-forms.js';
import { parseFault } from '../faults.js';
import { drawFaults } from './draw.js';

const kinds = Object.keys(faultForms) as FaultKind[];
const kindOf = (text: string): string => /^(?:\d+\/)?([a-z-]+)/.exec(text)?.[1] ?? '';

describe('a schedule of faults', () => {
  const range = fc.record({
    phones: fc.integer({ min: 1, max: 9 }),
    launches: fc.integer({ min: 1, max: 50 }),
    count: fc.integer({ min: 0, max: 3 * kinds.length }),
    without: fc.subarray(kinds, { maxLength: kinds.length - 1 }),
  });

  it('is drawn by its seed alone, can be asked for, and stays within its range', () => {
    fc.assert(
      fc.property(fc.integer(), range, (seed, wanted) => {
        const drawn = drawFaults(seed, wanted);
        expect(drawn).to.have.length(wanted.count);
        expect(drawFaults(seed, wanted)).to.deep.equal(drawn);
        for (const text of drawn) {
          expect(parseFault(text).phone, text).to.be.within(1, wanted.phones);
          const [turn = 1] = [...text.matchAll(/:(\d+)/g)].map(([, number]) => Number(number));
          expect(turn, text).to.be.within(1, wanted.launches);
          expect(wanted.without, text).not.to.include(kindOf(text));
        }
      }),
    );
  });

  it('has each kind as often as any other, give or take one', () => {
    fc.assert(
      fc.property(fc.integer(), range, (seed, wanted) => {
        const times = new Map<string, number>();
        for (const text of drawFaults(seed, wanted)) times.set(kindOf(text), (times.get(kindOf(text)) ?? 0) + 1);
        const counts = kinds.filter((kind) => !wanted.without.includes(kind)).map((kind) => times.get(kind) ?? 0);
        expect(Math.max(...counts) - Math.min(...counts)).to.be.at.most(1);
      }),
    );
  });

  it('differs from seed to seed, and reaches every phone, launch and step', () => {
    const wanted = { phones: 2, launches: 3, count: 20 * kinds.length };
    const drawn = drawFaults(1, wanted);
    expect(drawFaults(2, wanted)).not.to.deep.equal(drawn);
    for (const part of [/^2\//, /^[^/]+$/, /:1\b/, /:3\b/, /@load/, /@measure/]) {
      expect(
        drawn.some((text) => part.test(text)),
        String(part),
      ).to.be.true;
    }
  });
});
