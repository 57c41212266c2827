import getPort from 'get-port';
import { isAtLeast } from '../contract/ios-version.js';
import { Problem } from '../problem.js';
import type { Signing } from '../plan/lab.js';
import type { Target } from './target.js';

/** iOS 18 is the first whose WebDriverAgent the driver can start without Xcode. */
const firstWithPreinstalledWda = { major: 18 };

/** A compilation for the Neural Engine can take minutes; a session must not expire meanwhile. */
const commandTimeoutS = 1800;

/**
 * The XCUITest session of one phone. `app` and `bundleId` are never set: with them the driver would take the harness
 * app's normal exit for a crash. Throws a Problem where no WebDriverAgent can be had.
 */
export async function capabilitiesFor(target: Target): Promise<WebdriverIO.Capabilities> {
  return {
    platformName: 'iOS',
    'appium:automationName': 'XCUITest',
    'appium:udid': target.udid,
    'appium:platformVersion': target.osVersion,
    'appium:noReset': true,
    'appium:skipLogCapture': true,
    'appium:newCommandTimeout': commandTimeoutS,
    'appium:mjpegServerPort': await getPort(),
    'wdio:enforceWebDriverClassic': true,
    ...(await wdaCapabilities(target)),
  };
}

async function wdaCapabilities({ wdaUrl, osVersion, udid, signing }: Target): Promise<WebdriverIO.Capabilities> {
  if (wdaUrl !== undefined) return { 'appium:webDriverAgentUrl': wdaUrl };
  if (process.platform === 'darwin') {
    return { 'appium:wdaLocalPort': await getPort(), ...(signing && signedBy(signing)) };
  }
  if (isAtLeast(osVersion, firstWithPreinstalledWda) === true) {
    return {
      'appium:usePreinstalledWDA': true,
      'appium:wdaLocalPort': await getPort(),
      ...(signing && preinstalled(signing)),
    };
  }
  throw new Problem(
    `${udid} has iOS ${osVersion}, whose WebDriverAgent only a Mac can start; give its wda.url in the lab file, or use a Mac`,
  );
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

/** WebDriverAgent's bundle id beside the harness app's. */
const wdaBundleId = (bundleId: string): string => `${bundleId}.wda`;
