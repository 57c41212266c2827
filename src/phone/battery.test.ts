import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startVirtualIphones } from '../virtual/iphone/index.js';
import type { VirtualIphones } from '../virtual/iphone/index.js';
import { AppiumPhone } from './appium-phone.js';
import { usbBattery } from './battery.js';
import { CommandFailed } from './command.js';

describe('the battery of an attached phone', () => {
  const variable = 'USBMUXD_SOCKET_ADDRESS';
  const address = process.env[variable];
  let iphones: VirtualIphones;
  let udid: string;

  before(async () => {
    iphones = await startVirtualIphones({ count: 1, system: () => ({}), faults: [] });
    process.env[variable] = `UNIX:${iphones.socketPath}`;
    udid = iphones.phones[0]?.identity.udid ?? '';
  });
  after(async () => {
    if (address === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = address;
    await iphones.stop();
  });

  it('is read through diagnostics_relay', async () => {
    const reading = await usbBattery(udid);
    expect(reading?.temperatureC).within(20, 40);
    expect(reading?.voltageMv).within(3600, 4400);
    expect(reading?.systemLoadMw).to.equal(900);
    expect(reading?.load?.count).to.be.above(0);
    expect(iphones.phones[0]?.log.entries.map(({ what }) => what)).to.include(
      'StartService com.apple.mobile.diagnostics_relay',
    );
  });

  it('is asked of the driver alone where the phone is at another host, and so are no crash reports of one here', async () => {
    const asked: string[] = [];
    const browser = {
      execute: (script: string) => {
        asked.push(script);
        return Promise.resolve({ level: 0.5, advanced: { Voltage: 4000 } });
      },
    };
    const yes = () => Promise.resolve(true);
    const way = { endpointAnswers: yes, isAttached: yes, isOnThisHost: false };
    const app = { ipa: '', bundleId: 'com.example.app', build: '1' };
    const phone = new AppiumPhone(browser as unknown as WebdriverIO.Browser, udid, app, way);
    const before = iphones.phones[0]?.log.entries.length;
    expect(await phone.battery()).to.deep.equal({ voltageMv: 4000 });
    expect(asked).to.deep.equal(['mobile: batteryInfo']);
    const failure: unknown = await phone.crashReports.since(new Date(0)).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(CommandFailed);
    expect(iphones.phones[0]?.log.entries.length).to.equal(before);
  });

  it('is refused by a phone that does not let this host in, and by one that is not there', async () => {
    iphones.phones[0]?.loseTrust();
    for (const asked of [udid, 'no-such-phone']) {
      const failure: unknown = await usbBattery(asked).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(CommandFailed);
    }
  });
});
