import { expect } from 'chai';
import { describe, it } from 'mocha';
import { SharedAnswer } from './shared-answer.js';

describe('an answer that is shared', () => {
  const counted = (fail?: (turn: number) => boolean): SharedAnswer<number> => {
    let turn = 0;
    return new SharedAnswer(async () => {
      turn += 1;
      await Promise.resolve();
      if (fail?.(turn) === true) throw new Error(`failure ${String(turn)}`);
      return turn;
    });
  };

  it('is asked for once by those who ask at the same moment, and anew by who asks later', async () => {
    const shared = counted();
    expect(await Promise.all([shared.get(), shared.get(), shared.get(60_000)])).to.deep.equal([1, 1, 1]);
    expect(await shared.get()).to.equal(2);
  });

  it('serves later ones too who take an older one', async () => {
    const shared = counted();
    await shared.get();
    expect(await shared.get(60_000)).to.equal(1);
    expect(await shared.get(Number.MIN_VALUE)).to.equal(2);
  });

  it('fails all who wait for it, and nobody who asks later', async () => {
    const shared = counted((turn) => turn === 1);
    const ends = await Promise.allSettled([shared.get(), shared.get()]);
    expect(ends.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(await shared.get(60_000)).to.equal(2);
  });
});
