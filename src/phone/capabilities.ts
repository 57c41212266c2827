import { homedir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { isAtLeast, parseIosVersion } from '../contract/ios-version.js';
import { Problem } from '../problem.js';
import type { Signing } from '../plan/lab.js';
import type { Target } from './target.js';

/** iOS 18 is the first whose WebDriverAgent the driver can start without Xcode. */
const firstWithPreinstalledWda = { major: 18 };

/**
 * The longest that a request may wait for the app's end, ms. Appium ends a connection without traffic after ten minutes
 * (--keep-alive-timeout).
 */
export const longestWaitMs = 540_000;
/** The driver gives a request to WebDriverAgent up after 240 s when nobody says otherwise. */
const wdaConnectionTimeoutMs = longestWaitMs + 45_000;

/** A compilation for the Neural Engine can take minutes; a session must not expire meanwhile. */
const commandTimeoutS = 1800;

/**
 * The XCUITest session of one phone. `app` and `bundleId` are never set: with them the driver would take the harness
 * app's normal exit for a crash. Throws a Problem where no WebDriverAgent can be had.
 */
export async function capabilitiesFor(target: Target): Promise<WebdriverIO.Capabilities> {
  return {
    ...sessionCapabilities(),
    'appium:udid': target.udid,
    'appium:platformVersion': target.osVersion,
    ...(await wdaCapabilities(target)),
  };
}

/** What a session with any phone is asked for with, wherever that phone is. */
export const sessionCapabilities = (): WebdriverIO.Capabilities => ({
  platformName: 'iOS',
  'appium:automationName': 'XCUITest',
  'appium:noReset': true,
  'appium:skipLogCapture': true,
  'appium:newCommandTimeout': commandTimeoutS,
  'appium:wdaConnectionTimeout': wdaConnectionTimeoutMs,
  ...withoutVideo,
  'wdio:enforceWebDriverClassic': true,
});

/**
 * WebDriverAgent films the screen, and the driver forwards that to a port of this host for each phone, asked or not. A blank
 * is a number to the check of capabilities (base-driver, validation.ts), none when it is made one (capabilities.ts), and a
 * port that the driver forwards nothing to (appium-xcuitest-driver 12.13.1, mjpeg.ts).
 */
const withoutVideo: Readonly<Record<string, string>> = { 'appium:mjpegServerPort': ' ' };

/** How a phone comes by its WebDriverAgent on this host. */
export type WdaWay =
  /** Somebody keeps it running. */
  | { readonly kind: 'running'; readonly url: string }
  /** The driver's xcodebuild builds and starts it. */
  | { readonly kind: 'xcode' }
  /** It was installed beforehand, under this bundle id, and the driver starts it. */
  | { readonly kind: 'preinstalled'; readonly bundleId: string }
  /** Nothing on this host can start it. */
  | { readonly kind: 'none' };

/** How a phone comes by its WebDriverAgent on this host, from what lab.yaml says, its iOS and the system here. */
export function wdaWay({ wdaUrl, osVersion, signing }: Target): WdaWay {
  if (wdaUrl !== undefined) return { kind: 'running', url: wdaUrl };
  if (process.platform === 'darwin') return { kind: 'xcode' };
  if (isAtLeast(osVersion, firstWithPreinstalledWda) !== true) return { kind: 'none' };
  return { kind: 'preinstalled', bundleId: signing ? wdaBundleId(signing.bundle_id) : driversOwnWda };
}

/**
 * What belongs to this host of a phone's session: how WebDriverAgent comes to run, and at which of its ports. Throws a Problem
 * where no WebDriverAgent can be had.
 */
export async function wdaCapabilities(target: Target): Promise<WebdriverIO.Capabilities> {
  const { osVersion, udid, signing } = target;
  const way = wdaWay(target);
  switch (way.kind) {
    case 'running':
      return { 'appium:webDriverAgentUrl': way.url };
    case 'xcode':
      return { 'appium:wdaLocalPort': await getPort(), ...builtByXcode(osVersion), ...(signing && signedBy(signing)) };
    case 'preinstalled':
      return {
        'appium:usePreinstalledWDA': true,
        'appium:wdaLocalPort': await getPort(),
        ...(signing && preinstalled(signing)),
      };
    case 'none':
      throw new Problem(
        `${udid} has iOS ${osVersion}, whose WebDriverAgent only a Mac can start; give its wda.url in the lab file, or use a Mac`,
      );
  }
}

/**
 * The driver turns its start limit into tries, one for each half second, and makes about one try a second
 * (appium-webdriveragent 16.12.9, lib/xcodebuild.ts, waitForStart): this one lasts about ten minutes, in which the first
 * build has to fit. An xcodebuild that fails ends the wait at once.
 */
const wdaStartLimitMs = 300_000;

/**
 * How Xcode builds WebDriverAgent. The driver builds it for the phone's own iOS, so phones with different ones would
 * rebuild each other's in one folder; the folder lies outside the checkout, so that a new one need not build again. One
 * start is all there is: after an xcodebuild has ended, the driver takes a second one for ended as well (the same file), and
 * rezbench begins another session anyway. Without the log nobody learns what a signature lacks.
 */
const builtByXcode = (osVersion: string): WebdriverIO.Capabilities => ({
  'appium:showXcodeLog': true,
  'appium:wdaLaunchTimeout': wdaStartLimitMs,
  'appium:wdaStartupRetries': 1,
  'appium:derivedDataPath': wdaBuildFolder(osVersion),
});

/** Where Xcode keeps the WebDriverAgent that it built for this iOS. The driver tells versions apart by major and minor. */
function wdaBuildFolder(osVersion: string): string {
  const version = parseIosVersion(osVersion);
  const name = version === undefined ? osVersion : `${String(version.major)}.${String(version.minor)}`;
  return join(homedir(), 'Library/Caches/rezbench/webdriveragent', `ios-${name}`);
}

/** How the driver's own xcodebuild signs WebDriverAgent (its capabilities reference, "WebDriverAgent"). */
const signedBy = ({ team, bundle_id: bundleId }: Signing): WebdriverIO.Capabilities => ({
  'appium:xcodeOrgId': team,
  'appium:xcodeSigningId': 'Apple Development',
  'appium:updatedWDABundleId': wdaBundleId(bundleId),
  'appium:allowProvisioningDeviceRegistration': true,
});

/** Where the driver's sign-wda script leaves WebDriverAgent: under the bundle id it was given, with no suffix. */
const preinstalled = ({ bundle_id: bundleId }: Signing): Readonly<Record<string, string>> => ({
  'appium:updatedWDABundleId': wdaBundleId(bundleId),
  'appium:updatedWDABundleIdSuffix': '',
});

/** What the driver starts when nobody names another (appium-webdriveragent 16.12.9, bundleIdForXctest). */
const driversOwnWda = 'com.facebook.WebDriverAgentRunner.xctrunner';

/** WebDriverAgent's bundle id beside the harness app's. */
const wdaBundleId = (bundleId: string): string => `${bundleId}.wda`;
