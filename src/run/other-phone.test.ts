import { expect } from 'chai';
import { describe, it } from 'mocha';
import { CommandFailed } from '../phone/command.js';
import { refuseOtherPhone } from './other-phone.js';

describe('the answer to a session that a Grid was asked for', () => {
  const target = { udid: 'U1', name: 'one', osVersion: '17.5', grid: { phone: 'lab-1', ipa: '' } };

  const refusalOf = async (capabilities: Record<string, unknown>) => {
    const ended: string[] = [];
    const browser = {
      capabilities: capabilities as WebdriverIO.Capabilities,
      sessionId: 's-1',
      deleteSession() {
        ended.push(this.sessionId);
        return Promise.resolve();
      },
    };
    const error: unknown = await refuseOtherPhone(browser as never, target).catch((failure: unknown) => failure);
    return { error, ended };
  };

  it('passes when it is with the phone that was asked for', async () => {
    const { error, ended } = await refusalOf({ 'appium:udid': 'U1', 'rezbench:phone': 'lab-1' });
    expect(error).to.equal(undefined);
    expect(ended).to.deep.equal([]);
  });

  it('is given back when it is with another, or does not say', async () => {
    for (const capabilities of [
      { 'appium:udid': 'U2', 'rezbench:phone': 'lab-1' },
      { 'appium:udid': 'U1', 'rezbench:phone': 'lab-2' },
      { 'appium:udid': 'U1' },
    ]) {
      const { error, ended } = await refusalOf(capabilities);
      expect(error).to.be.instanceOf(CommandFailed);
      expect((error as Error).message).to.match(/the Grid gave one whose .* was asked for/);
      expect(ended).to.deep.equal(['s-1']);
    }
  });
});
