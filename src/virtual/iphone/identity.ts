/** The identity that a phone reports. Apple has no such product type, so that no tool takes it for a real model. */
export interface Identity {
  readonly udid: string;
  readonly name: string;
  readonly productType: string;
  readonly osVersion: string;
  readonly osBuild: string;
}

/** Releases of iOS that a virtual iPhone can claim to run, and their builds. */
const builds = { '17.5': '21F79', '18.5': '22F76' } as const;

export type IosVersion = keyof typeof builds;
export const iosVersions = Object.keys(builds) as readonly IosVersion[];

/** The n-th virtual iPhone, counted from 1. */
export function identityOf(number: number, osVersion: IosVersion = '17.5'): Identity {
  return {
    udid: `00009999-${number.toString(16).toUpperCase().padStart(16, '0')}`,
    name: `Virtual iPhone ${String(number)}`,
    productType: 'iPhone99,1',
    osVersion,
    osBuild: builds[osVersion],
  };
}
