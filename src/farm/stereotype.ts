import { resolve } from 'node:path';
import type { RouteName } from '../contract/route.js';
import type { Stereotype } from '../lab/grid-keys.js';
import { wdaCapabilities } from '../phone/capabilities.js';
import type { HarnessApp } from '../phone/harness-app.js';
import type { Target } from '../phone/target.js';

/**
 * What a node declares of a phone: every key that it can be asked for by, and what belongs to this host of its sessions, which
 * Grid adds to each. Ports are free at this moment.
 */
export async function stereotypeOf(
  target: Target,
  { ipa, bundleId, build }: HarnessApp,
  { version, route }: { readonly version: string; readonly route: RouteName },
): Promise<Stereotype> {
  return {
    platformName: 'iOS',
    'appium:automationName': 'XCUITest',
    'appium:udid': target.udid,
    'appium:deviceName': target.name,
    'appium:platformVersion': target.osVersion,
    'rezbench:phone': target.labName ?? target.name,
    'rezbench:app': resolve(ipa),
    'rezbench:appBundleId': bundleId,
    'rezbench:appBuild': build,
    'rezbench:version': version,
    ...(target.labName !== undefined && { 'rezbench:labName': target.labName }),
    'rezbench:route': route,
    ...(target.osBuild !== undefined && { 'rezbench:osBuild': target.osBuild }),
    ...(target.model !== undefined && { 'rezbench:model': target.model }),
    ...(await wdaCapabilities(target)),
  };
}
