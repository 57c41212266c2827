import { execa } from 'execa';
import getPort from 'get-port';
import { z } from 'zod';
import { exitCodes, Problem } from '../problem.js';
import type { Target } from '../phone/target.js';
import { attachedLab } from './attached-lab.js';
import type { AttachedLabOptions } from './attached-lab.js';
import type { Lab } from './lab.js';

/** What `xcrun simctl list devices --json` prints; https://nshipster.com/simctl shows it. */
const listSchema = z.looseObject({
  devices: z.record(z.string(), z.array(z.looseObject({ udid: z.string(), name: z.string(), state: z.string() }))),
});

/** Building WebDriverAgent the first time takes minutes. */
const wdaLaunchLimitMs = 600_000;
const startupLimitMs = 300_000;

/**
 * One simulator on this Mac as a lab. Its figures say nothing of a phone: it is there to see what the driver and
 * WebDriverAgent do.
 */
export function simulatorLab({
  udid,
  ...options
}: Omit<AttachedLabOptions, 'devices' | 'udid'> & { udid: string }): Lab {
  return {
    ...attachedLab({ ...options, devices: [] }),
    phones: async () => [simulatorIn(await listSimulators(), udid)],
    isPresent: () => Promise.resolve(true),
    capabilities: simulatorCapabilities,
  };
}

async function listSimulators(): Promise<unknown> {
  const { stdout, failed } = await execa('xcrun', ['simctl', 'list', 'devices', '--json'], { reject: false });
  if (failed) throw new Problem('xcrun simctl does not answer; simulators need a Mac with Xcode', exitCodes.missing);
  return JSON.parse(stdout);
}

/** Finds a booted simulator in simctl's list. Throws a Problem when there is none. */
export function simulatorIn(list: unknown, udid: string): Target {
  for (const [runtime, devices] of Object.entries(listSchema.parse(list).devices)) {
    const found = devices.find((device) => device.udid.toLowerCase() === udid.toLowerCase());
    if (found === undefined) continue;
    if (found.state !== 'Booted') {
      throw new Problem(`the simulator ${found.name} is not booted; run xcrun simctl bootstatus ${udid} -b`);
    }
    const osVersion = /iOS-(\d+(?:-\d+)*)$/.exec(runtime)?.[1]?.replaceAll('-', '.');
    if (osVersion === undefined) throw new Problem(`the simulator ${found.name} does not run iOS (${runtime})`);
    return { udid: found.udid, name: found.name, osVersion, simulator: true };
  }
  throw new Problem(`no simulator has the udid ${udid}; xcrun simctl list devices shows them`, exitCodes.missing);
}

/** A simulator needs neither pairing nor signing; the driver's own xcodebuild starts WebDriverAgent in it. */
export async function simulatorCapabilities({ udid, osVersion }: Target): Promise<WebdriverIO.Capabilities> {
  return {
    platformName: 'iOS',
    'appium:automationName': 'XCUITest',
    'appium:udid': udid,
    'appium:platformVersion': osVersion,
    'appium:noReset': true,
    'appium:isHeadless': true,
    'appium:skipLogCapture': true,
    'appium:showXcodeLog': true,
    'appium:simulatorStartupTimeout': startupLimitMs,
    'appium:wdaLaunchTimeout': wdaLaunchLimitMs,
    'appium:wdaLocalPort': await getPort(),
    'appium:mjpegServerPort': await getPort(),
    'wdio:enforceWebDriverClassic': true,
  };
}
