import { expect } from 'chai';
import { describe, it } from 'mocha';
import { endLostSession } from './lost-session.js';

describe('a session that is lost', () => {
  for (const [what, deleteSession] of [
    ['is ended', () => Promise.resolve()],
    ['is given up when the driver says that there is none', () => Promise.reject(new Error('invalid session id'))],
    ['is given up when nobody answers in time', () => new Promise<void>(() => undefined)],
  ] as const) {
    it(`${what}, and WebdriverIO finds none to end`, async () => {
      const browser = { sessionId: '1', deleteSession };
      await endLostSession(browser, 10);
      expect(browser.sessionId).to.equal('');
    });
  }

  it('does not hide a mistake of our own', async () => {
    const browser = { sessionId: '1', deleteSession: () => Promise.reject(new RangeError('a mistake')) };
    const error: unknown = await endLostSession(browser).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(RangeError);
  });
});
