import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { projectRoot } from '../project.js';
import { capabilitiesFor } from './capabilities.js';

const real = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
const onPlatform = (value: string): void => {
  Object.defineProperty(process, 'platform', { ...real, value });
};

const phone = (osVersion: string) => ({ udid: 'A-1', name: 'Ann', osVersion });
const wdaUrl = 'http://127.0.0.1:8100';

describe('the capabilities of a session', () => {
  afterEach(() => {
    Object.defineProperty(process, 'platform', real);
  });

  it('use the WebDriverAgent that somebody keeps running, whatever the iOS and host', async () => {
    for (const platform of ['linux', 'darwin']) {
      onPlatform(platform);
      for (const osVersion of ['17.5', '26.0']) {
        const capabilities = await capabilitiesFor({ ...phone(osVersion), wdaUrl });
        expect(capabilities).to.include({
          platformName: 'iOS',
          'appium:udid': 'A-1',
          'appium:platformVersion': osVersion,
          'appium:webDriverAgentUrl': wdaUrl,
          'appium:noReset': true,
        });
        expect(capabilities).not.to.have.any.keys('appium:usePreinstalledWDA', 'appium:wdaLocalPort');
      }
    }
  });

  it('use the preinstalled one on Linux from iOS 18 on', async () => {
    onPlatform('linux');
    const capabilities = await capabilitiesFor(phone('18.0'));
    expect(capabilities).to.include({ 'appium:usePreinstalledWDA': true });
    expect(capabilities['appium:wdaLocalPort']).to.be.a('number');
    expect(capabilities).not.to.have.property('appium:webDriverAgentUrl');
  });

  it('refuse an older iOS on Linux, and say what helps', async () => {
    onPlatform('linux');
    const { message, exitCode } = await problemOf(() => capabilitiesFor(phone('17.5')));
    expect(message).to.match(/^A-1 has iOS 17\.5, .*wda\.url in the lab file, or use a Mac$/);
    expect(exitCode).to.equal(2);
  });

  it('let a Mac build it for any iOS', async () => {
    onPlatform('darwin');
    const capabilities = await capabilitiesFor(phone('17.5'));
    expect(capabilities['appium:wdaLocalPort']).to.be.a('number');
    expect(capabilities).not.to.have.property('appium:usePreinstalledWDA');
  });

  it('give the first build on a Mac time, keep what Xcode says, and build each iOS in a folder of its own', async () => {
    onPlatform('darwin');
    const [old, patched, other] = await Promise.all(['17.5', '17.5.1', '18.5'].map((v) => capabilitiesFor(phone(v))));
    expect(old).to.include({ 'appium:showXcodeLog': true, 'appium:wdaStartupRetries': 1 });
    // The driver counts two tries for each second of the limit, and makes one.
    expect(Number(old?.['appium:wdaLaunchTimeout']) / 500).to.be.at.least(600);
    const folders = [old, patched, other].map((one) => one?.['appium:derivedDataPath']);
    expect(folders[0])
      .to.match(/ios-17\.5$/)
      .and.equal(folders[1]);
    expect(folders[2]).to.match(/ios-18\.5$/);
    expect(folders.every((folder) => folder?.startsWith(projectRoot) === false)).to.be.true;
  });

  it('leave Xcode out where it builds nothing', async () => {
    onPlatform('linux');
    const keys = ['appium:showXcodeLog', 'appium:wdaLaunchTimeout', 'appium:derivedDataPath'];
    expect(await capabilitiesFor(phone('18.0'))).not.to.have.any.keys(...keys);
    onPlatform('darwin');
    expect(await capabilitiesFor({ ...phone('18.0'), wdaUrl })).not.to.have.any.keys(...keys);
  });

  it('tell the driver who signs WebDriverAgent, and find the one that was signed so', async () => {
    const signing = { team: 'ABCDE12345', bundle_id: 'org.example.harness' };
    onPlatform('darwin');
    expect(await capabilitiesFor({ ...phone('17.5'), signing })).to.include({
      'appium:xcodeOrgId': 'ABCDE12345',
      'appium:xcodeSigningId': 'Apple Development',
      'appium:updatedWDABundleId': 'org.example.harness.wda',
      'appium:allowProvisioningDeviceRegistration': true,
    });
    onPlatform('linux');
    expect(await capabilitiesFor({ ...phone('18.0'), signing })).to.include({
      'appium:updatedWDABundleId': 'org.example.harness.wda',
      'appium:updatedWDABundleIdSuffix': '',
    });
  });

  it('never name an app, whose normal exit would read as a crash', async () => {
    onPlatform('linux');
    for (const target of [{ ...phone('17.5'), wdaUrl }, phone('18.1')]) {
      const capabilities = await capabilitiesFor(target);
      expect(capabilities).not.to.have.any.keys('appium:app', 'appium:bundleId');
    }
  });

  it('have the driver forward no film of the screen', async () => {
    onPlatform('linux');
    for (const target of [{ ...phone('17.5'), wdaUrl }, phone('18.1')]) {
      // What a port of 0 or none at all would get is the driver's own, 9100.
      expect(await capabilitiesFor(target)).to.have.property('appium:mjpegServerPort', ' ');
    }
  });

  it('give no two phones one port', async () => {
    const both = await Promise.all([capabilitiesFor(phone('18.1')), capabilitiesFor(phone('18.1'))]);
    expect(new Set(both.map((one) => one['appium:wdaLocalPort']))).to.have.property('size', 2);
  });
});
