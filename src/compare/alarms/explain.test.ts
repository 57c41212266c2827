import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { dimensions, explain, keyOf } from './explain.js';
import type { Cell, Scope } from './explain.js';

const variants = ['plain', 'swinir', 'int8'];
const phones = [
  { phone: 'ann', os: '26.1' },
  { phone: 'bob', os: '26.1' },
  { phone: 'cy', os: '27.0' },
  { phone: 'dee', os: '27.0' },
];
const units = ['cpuOnly', 'cpuAndNeuralEngine', 'all'];
const sizes = ['64x64', '128x128'];

/** Every case of the farm; those that `isAlarmed` names alarm. */
const farm = (isAlarmed: (places: Cell['places']) => boolean): Cell[] =>
  variants.flatMap((variant) =>
    phones.flatMap((phone) =>
      units.flatMap((unit) =>
        sizes.map((size): Cell => {
          const places = { variant, ...phone, unit, size };
          return { places, alarm: isAlarmed(places) ? 'sure' : 'none' };
        }),
      ),
    ),
  );

const isIn = ({ places }: Cell, scope: Scope): boolean =>
  dimensions.every((name) => scope[name] === undefined || scope[name] === places[name]);

/** Cells by chance, alarmed or not, in a farm with holes. */
const cells = fc
  .array(fc.constantFrom<Cell['alarm']>('sure', 'suspected', 'none', 'none', 'none'), { minLength: 72, maxLength: 72 })
  .chain((alarms) =>
    fc.subarray(farm(() => false).map((cell, index): Cell => ({ ...cell, alarm: alarms[index] ?? 'none' }))),
  );

describe('what explains alarms', () => {
  const named: readonly [string, (places: Cell['places']) => boolean, readonly Scope[]][] = [
    ['a phone', ({ phone }) => phone === 'bob', [{ phone: 'bob' }]],
    ['an iOS', ({ os }) => os === '27.0', [{ os: '27.0' }]],
    ['a variant', ({ variant }) => variant === 'int8', [{ variant: 'int8' }]],
    ['a unit', ({ unit }) => unit === 'all', [{ unit: 'all' }]],
    [
      'a unit on an iOS',
      ({ unit, os }) => unit === 'cpuAndNeuralEngine' && os === '27.0',
      [{ unit: 'cpuAndNeuralEngine', os: '27.0' }],
    ],
    [
      'a variant at a size on a phone',
      ({ variant, size, phone }) => variant === 'plain' && size === '64x64' && phone === 'cy',
      [{ variant: 'plain', size: '64x64', phone: 'cy' }],
    ],
    ['everything', () => true, [{}]],
    [
      'a variant, and a phone beside it',
      ({ variant, phone }) => variant === 'int8' || phone === 'ann',
      [{ variant: 'int8' }, { phone: 'ann' }],
    ],
  ];
  for (const [what, isAlarmed, scopes] of named) {
    it(`is ${what}, in as few words as tell it`, () => {
      const { groups, single } = explain(farm(isAlarmed));
      expect(groups.map(({ scope }) => scope)).to.deep.equal(scopes);
      expect(single).to.deep.equal([]);
    });
  }

  it('is nothing where alarms have nothing in common', () => {
    const alone = farm(
      ({ variant, phone, unit, size }) =>
        `${variant} ${phone} ${unit} ${size}` === 'plain ann all 64x64' ||
        `${variant} ${phone} ${unit} ${size}` === 'int8 dee cpuOnly 128x128',
    );
    const { groups, single } = explain(alone);
    expect(groups).to.deep.equal([]);
    expect(single).to.have.length(2);
  });

  it('lets a night miss a case in ten of a group, and no more', () => {
    const missing = (count: number) => {
      const ofVariant = farm(({ variant }) => variant === 'int8');
      let left = count;
      return ofVariant.map((cell): Cell => (cell.alarm === 'sure' && left-- > 0 ? { ...cell, alarm: 'none' } : cell));
    };
    expect(explain(missing(2)).groups[0]).to.deep.include({ scope: { variant: 'int8' }, comparable: 24 });
    expect(explain(missing(3)).groups.map(({ scope }) => scope)).not.to.deep.include({ variant: 'int8' });
  });

  it('asks for three alarms that nothing has confirmed, and for two that were', () => {
    const two = (alarm: Cell['alarm']) =>
      farm(() => false).map((cell): Cell =>
        cell.places.variant === 'plain' && cell.places.phone === 'ann' && cell.places.unit === 'all'
          ? { ...cell, alarm }
          : cell,
      );
    expect(explain(two('sure')).groups).to.have.length(1);
    expect(explain(two('suspected')).groups).to.have.length(0);
  });

  it('says what cannot be told apart: the only phone with an iOS', () => {
    const three = farm(({ phone }) => phone === 'cy').filter(({ places }) => places.phone !== 'dee');
    const [group] = explain(three).groups;
    expect([group?.scope, group?.sameAs]).to.deep.equal([{ phone: 'cy' }, [{ os: '27.0' }]]);
  });

  it('leaves no alarm out, and none twice', () => {
    fc.assert(
      fc.property(cells, (some) => {
        const { groups, single } = explain(some);
        const told = [...groups.flatMap(({ alarmed }) => alarmed), ...single].sort((a, b) => a - b);
        expect(told).to.deep.equal(some.flatMap(({ alarm }, index) => (alarm === 'none' ? [] : [index])));
      }),
      { numRuns: 50 },
    );
  });

  it('names no group of which more than a tenth is without an alarm, nor one of a single case', () => {
    fc.assert(
      fc.property(cells, (some) => {
        for (const { scope, alarmed, comparable } of explain(some).groups) {
          const quiet = some.filter((cell) => cell.alarm === 'none' && isIn(cell, scope)).length;
          expect(quiet).to.be.at.most(0.1 * comparable);
          expect(alarmed.length).to.be.at.least(2);
          expect(alarmed.every((index) => some[index] !== undefined && isIn(some[index], scope))).to.equal(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('says the same whatever the order of the cases', () => {
    const told = (some: readonly Cell[]) => {
      const { groups, single } = explain(some);
      return [
        groups.map(({ scope, comparable, sameAs }) => [keyOf(scope), comparable, sameAs.map(keyOf)]),
        single.map((index) => JSON.stringify(some[index])).sort(),
      ];
    };
    fc.assert(
      fc.property(cells, fc.integer(), (some, seed) => {
        const mixed = [...some].sort((one, other) => hash(one, seed) - hash(other, seed));
        expect(told(mixed)).to.deep.equal(told(some));
      }),
      { numRuns: 50 },
    );
  });
});

/** An order of cells for each seed. */
const hash = (cell: Cell, seed: number): number =>
  Buffer.from(JSON.stringify(cell)).reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, seed);
