import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { launchId } from '../contract/paths.js';
import { launchName } from './launch-name.js';

describe('the name of an attempt on the phone', () => {
  it('says run, launch and attempt', () => {
    expect(launchName('2026-01-01-demo', 'measure-a-all-64x64', 2)).to.equal('2026-01-01-demo.measure-a-all-64x64.2');
  });

  it('is one that the app takes, whatever run and launch are called', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        fc.string({ maxLength: 300 }),
        fc.integer({ min: 1, max: 99 }),
        (...given) => {
          expect(launchId.safeParse(launchName(...given)).success).to.equal(true);
        },
      ),
    );
  });

  it('is distinct for launches that differ only where it is shortened', () => {
    const long = 'a-very-long-model-name-'.repeat(8);
    const names = [`${long}1`, `${long}2`, 'my model (1)', 'my model (2)', 'my model-(2)'].map((id) =>
      launchName('run', id, 1),
    );
    expect(new Set(names)).to.have.property('size', names.length);
  });
});
