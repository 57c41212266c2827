import { once } from 'node:events';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { eventually } from './eventually.js';

describe('a wait of a test', () => {
  it('ends once its condition holds, however often it looked, and leaves no listeners of which Node warns', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => {
      if (warning.name === 'MaxListenersExceededWarning') warnings.push(warning);
    };
    process.on('warning', note);
    let looks = 0;
    await eventually(() => ++looks === 50, { interval: 0 });
    // Node warns in a later turn.
    await once(AbortSignal.timeout(0), 'abort');
    process.off('warning', note);
    expect(warnings).to.deep.equal([]);
  });

  it('rejects when it has not come to that in time, and says what was waited for', async () => {
    const isNever = (): boolean => false;
    const end = await eventually(isNever, { limitMs: 0, interval: 0 }).catch((error: unknown) => error);
    expect(String(end)).to.match(/^Error: it did not come to that: .*false$/);
  });
});
