/** Who the phone says it is. The product type is none of Apple's, so no tool takes it for a real model. */
export interface Identity {
  readonly udid: string;
  readonly name: string;
  readonly productType: string;
  readonly osVersion: string;
  readonly osBuild: string;
}

/** The n-th virtual iPhone, counted from 1. */
export function identityOf(number: number): Identity {
  return {
    udid: `00009999-${number.toString(16).toUpperCase().padStart(16, '0')}`,
    name: `Virtual iPhone ${String(number)}`,
    productType: 'iPhone99,1',
    osVersion: '17.5',
    osBuild: '21F79',
  };
}
