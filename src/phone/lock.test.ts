import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { isHeld, lockPhone } from './lock.js';

describe('the lock of a phone', () => {
  it('keeps a second run off it until the first lets go: exit 4', async () => {
    const udid = randomUUID();
    const unlock = await lockPhone(udid);
    const { message, exitCode } = await problemOf(() => lockPhone(udid));
    expect(message).to.equal(
      `${udid} is in use by another run (process ${String(process.pid)}); wait for it or end it`,
    );
    expect(isHeld(udid)).to.equal(true);
    expect(exitCode).to.equal(4);
    await unlock();
    expect(isHeld(udid)).to.equal(false);
    await (
      await lockPhone(udid)
    )();
  });

  it('leaves other phones alone', async () => {
    const unlocks = await Promise.all([lockPhone(randomUUID()), lockPhone(randomUUID())]);
    await Promise.all(unlocks.map((unlock) => unlock()));
  });
});
