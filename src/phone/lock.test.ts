import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { lockPhone } from './lock.js';

describe('the lock of a phone', () => {
  it('keeps a second run off it until the first lets go: exit 4', async () => {
    const udid = randomUUID();
    const unlock = await lockPhone(udid);
    const { message, exitCode } = await problemOf(() => lockPhone(udid));
    expect(message).to.equal(`${udid} is in use by another run; wait for it or end it`);
    expect(exitCode).to.equal(4);
    await unlock();
    await (
      await lockPhone(udid)
    )();
  });

  it('leaves other phones alone', async () => {
    const unlocks = await Promise.all([lockPhone(randomUUID()), lockPhone(randomUUID())]);
    await Promise.all(unlocks.map((unlock) => unlock()));
  });
});
