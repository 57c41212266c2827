import type { WdaWay } from '../phone/capabilities.js';

/** Versions in a range: from the first one that is named, up to but without the second. */
interface Range {
  readonly from?: string;
  readonly below?: string;
}

/** A combination of versions that is on record as not working. */
export interface KnownBad {
  readonly goesWrong: string;
  readonly remedy: string;
  /** Who reported it. */
  readonly source: string;
  /** Only where WebDriverAgent comes about in this way. */
  readonly way?: WdaWay['kind'];
  readonly driver?: Range;
  readonly xcode?: Range;
  readonly ios?: Range;
}

/** What is known to fail. Each entry stands in the thread that it names, with these versions. */
export const knownBad: readonly KnownBad[] = [
  {
    goesWrong: 'Xcode 26.4 and later cannot run WebDriverAgent on iOS before 17 (Logic Testing Unavailable)',
    remedy: 'select Xcode 26.3 with sudo xcode-select --switch',
    source: 'https://github.com/appium/appium-xcuitest-driver/issues/2908',
    way: 'xcode',
    xcode: { from: '26.4' },
    ios: { below: '17' },
  },
  {
    goesWrong: 'the WebDriverAgent of this driver does not compile with Xcode 26.2 and later',
    remedy: 'update the driver: npm ci in the folder of rezbench, and unset APPIUM_HOME',
    source: 'https://github.com/appium/WebDriverAgent/issues/1088',
    way: 'xcode',
    driver: { below: '9.1.1' },
    xcode: { from: '26.2' },
  },
  {
    goesWrong: "a preinstalled WebDriverAgent ends after 20 s on a phone that has Xcode 27's disk image",
    remedy: 'update the driver to 12.13.1 or later: npm ci in the folder of rezbench, and unset APPIUM_HOME',
    source: 'https://github.com/appium/appium-xcuitest-driver/issues/2978',
    way: 'preinstalled',
    driver: { below: '12.13.1' },
    ios: { from: '18' },
  },
  {
    goesWrong: 'every connection through a tunnel to iOS 26 times out after 13 s',
    remedy: 'update the driver: npm ci in the folder of rezbench, and unset APPIUM_HOME',
    source: 'https://github.com/appium/appium-ios-remotexpc/issues/233',
    way: 'preinstalled',
    driver: { below: '11.10.1' },
    ios: { from: '26' },
  },
];

/** The versions that come together when a phone gets a session; one that is not known is absent. */
export interface Combination {
  readonly way: WdaWay['kind'];
  readonly ios: string;
  readonly driver?: string | undefined;
  readonly xcode?: string | undefined;
}

/** What is known to fail in this combination. A version that is not known fits no range. */
export const problemsOf = (combination: Combination, data: readonly KnownBad[] = knownBad): KnownBad[] =>
  data.filter(
    ({ way, driver, xcode, ios }) =>
      (way === undefined || way === combination.way) &&
      isIn(combination.driver, driver) &&
      isIn(combination.xcode, xcode) &&
      isIn(combination.ios, ios),
  );

function isIn(version: string | undefined, range: Range | undefined): boolean {
  if (range === undefined) return true;
  if (version === undefined) return false;
  const { from, below } = range;
  return (
    (from === undefined || compareVersions(version, from) >= 0) &&
    (below === undefined || compareVersions(version, below) < 0)
  );
}

/** Compares versions of numbers joined by dots; what is left out is 0. Below 0 when the first is the older one. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
