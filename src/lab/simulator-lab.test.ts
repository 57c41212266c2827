import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { simulatorCapabilities, simulatorIn } from './simulator-lab.js';

const udid = '6E3B0E0C-3A0B-4E5B-9C53-0E2A5A8F1B7D';
const device = (more: object) => ({ udid, name: 'rezbench', isAvailable: true, state: 'Booted', ...more });
const listOf = (runtime: string, ...devices: object[]) => ({
  devices: { 'com.apple.CoreSimulator.SimRuntime.watchOS-11-2': [], [runtime]: devices },
});
const ios = 'com.apple.CoreSimulator.SimRuntime.iOS-18-2';

describe('a simulator as a lab', () => {
  it('finds the simulator and its iOS in what simctl lists', () => {
    const target = { udid, name: 'rezbench', osVersion: '18.2', simulator: true };
    expect(simulatorIn(listOf(ios, device({})), udid.toLowerCase())).to.deep.equal(target);
  });

  it('says what to do about one that is not there, not booted, or no iPhone', async () => {
    const said = async (list: unknown): Promise<string> => (await problemOf(() => simulatorIn(list, udid))).message;
    expect(await said(listOf(ios))).to.include('xcrun simctl list devices');
    expect(await said(listOf(ios, device({ state: 'Shutdown' })))).to.include(`xcrun simctl bootstatus ${udid} -b`);
    const watch = listOf('com.apple.CoreSimulator.SimRuntime.watchOS-11-2', device({}));
    expect(await said(watch)).to.include('does not run iOS');
  });

  it('lets the driver start WebDriverAgent, without app, pairing or signing', async () => {
    const capabilities = await simulatorCapabilities({ udid, name: 'rezbench', osVersion: '18.2', simulator: true });
    expect(capabilities).to.include({ 'appium:udid': udid, 'appium:platformVersion': '18.2' });
    expect(capabilities).to.have.property('appium:wdaLocalPort').that.is.a('number');
    for (const name of ['app', 'bundleId', 'webDriverAgentUrl', 'usePreinstalledWDA', 'xcodeOrgId']) {
      expect(capabilities).not.to.have.property(`appium:${name}`);
    }
  });
});
