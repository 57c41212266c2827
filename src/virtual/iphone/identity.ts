import type { ModelledPhone } from '../modelled/settings.js';

/** The identity that a phone reports. Apple has no such product type, so that no tool takes it for a real model. */
export interface Identity {
  readonly udid: string;
  readonly name: string;
  readonly productType: string;
  readonly osVersion: string;
  readonly osBuild: string;
  /** How long XCTest may need to attach to an app's process, in seconds from its start; the app waits no shorter. */
  readonly attachS?: number | undefined;
  /** How long a prediction takes at least, in milliseconds, on a phone that is slow on purpose. */
  readonly predictMs?: number | undefined;
  /** Whether hosts reach it through a tunnel, and start the WebDriverAgent that is installed on it themselves. */
  readonly tunnelled?: boolean | undefined;
  /** The model that its latency and memory are drawn from. */
  readonly modelled?: ModelledPhone | undefined;
}

/**
 * Releases of iOS that a virtual iPhone can claim to run, from old to new, and their builds. Sources: 16.7 in the manual of a tool
 * for that release (TrollResigner); 17.5 in the name of Apple's restore image; 18.5 and 18.6 in crash reports and lists of Xcode's runtimes; 26.1 and 27.0 in the names of Apple's
 * restore images (iPhone18,3_27.0_24A437_Restore.ipsw); 27.2, a beta, in the public log of a phone.
 */
const builds = {
  '16.7': '20H19',
  '17.5': '21F79',
  '18.5': '22F76',
  '18.6': '22G86',
  '26.1': '23B85',
  '27.0': '24A437',
  '27.2': '24B5099f',
} as const;

export type IosVersion = keyof typeof builds;
export const iosVersions = Object.keys(builds) as readonly IosVersion[];

export const isKnownIos = (version: string): version is IosVersion => Object.hasOwn(builds, version);

/** A release of iOS as a phone names it. */
export const releaseOf = (osVersion: IosVersion): Pick<Identity, 'osVersion' | 'osBuild'> => ({
  osVersion,
  osBuild: builds[osVersion],
});

/** What a virtual iPhone runs unless it is told otherwise. */
export const usualIos: IosVersion = '17.5';

/** The n-th virtual iPhone, counted from 1. */
export function identityOf(number: number, osVersion = usualIos): Identity {
  return {
    udid: `00009999-${number.toString(16).toUpperCase().padStart(16, '0')}`,
    name: `Virtual iPhone ${String(number)}`,
    productType: 'iPhone99,1',
    ...releaseOf(osVersion),
  };
}
