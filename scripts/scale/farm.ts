import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Identity } from '../../src/virtual/iphone/identity.js';
import { identityOf } from '../../src/virtual/iphone/identity.js';
import { usualAmbientC, usualThrottleC } from '../../src/virtual/modelled/power.js';
import { fleets } from '../../src/virtual/noise/fleets.js';

/** What a simulated farm is made of. */
export interface Farm {
  readonly phones: number;
  /** Of how many models of iPhone they are. */
  readonly models: number;
  /** Whether phones of one model share the variants, or each measures all of them. */
  readonly shares: boolean;
  /** How many of the variants are swept. */
  readonly variants: number;
  /** Timed predictions of a case. */
  readonly iterations: number;
  /** Of the phones, how many of a hundred are lost in the midst of a night. */
  readonly lostPercent: number;
  /** Whether a night's journals and events are made up instead of carried out; each phone has all cases then. */
  readonly isMadeUp: boolean;
  /** How many nights a history has, the one that is carried out among them. */
  readonly nights: number;
}

/** Product types that take iOS 18. */
const productTypes = [
  ...['iPhone12,1', 'iPhone13,2', 'iPhone14,5', 'iPhone14,2', 'iPhone14,7'],
  ...['iPhone15,2', 'iPhone15,4', 'iPhone16,1', 'iPhone17,1', 'iPhone17,3'],
];

/** Packages that come with rezbench and take 64x64. */
const packages = [
  ...['plain-x2-fp32', 'plain-x2-fp16', 'plain-x2-int8', 'plain-x2-palette4', 'plain-x2-sparse75', 'plain-x2-w8a8'],
  ...['swinir-s-x2-fp32', 'swinir-s-x2-fp16', 'swinir-s-x2-int8', 'swinir-s-x2-palette4', 'swinir-s-x2-palette6'],
  ...['swinir-s-x2-int4-block16', 'swinir-s-x2-mixed', 'swinir-s-x2-w8a8', 'swinir-s-x2-ane'],
  ...['swinir-s-x2-sparse50', 'swinir-s-x2-sparse75', 'swinir-s-x2-sparse75-int8', 'swinir-s-x2-iterative75'],
  ...['swinir-s-x2-heads50', 'swinir-s-x2-neurons50', 'swinir-s-x2-taylor50', 'swinir-s-x2-sensitivity60'],
  'swinir-s-x2-window4',
].map((name) => `${name}-64`);

export const computeUnits = ['cpuOnly', 'cpuAndGPU', 'all'] as const;

/** The phones of a farm on its first night, whose latency and memory are drawn from a model. */
export function phonesOf({ phones, models }: Pick<Farm, 'phones' | 'models'>): Identity[] {
  if (models > productTypes.length) throw new Error(`there are ${String(productTypes.length)} models of iPhone`);
  return Array.from({ length: phones }, (_, index): Identity => {
    const name = `Farm ${String(index + 1)}`;
    const model = index % models;
    return {
      ...identityOf(index + 1, '18.5'),
      name,
      productType: productTypes[model] ?? '',
      modelled: {
        ...{ seed: 1, phone: name, night: 1, noise: fleets.typical, memorySd: 0.006, baseMs: {}, effects: [] },
        // Later models are faster.
        speed: 1 + model / 5,
        ambientC: usualAmbientC,
        throttleAboveC: usualThrottleC,
      },
    };
  });
}

/** Whether the n-th phone, from 0, is lost in the midst of the night: of each hundred so many, of all models. */
export const isLost = (index: number, { lostPercent }: Farm): boolean => (index * 19) % 100 < lostPercent;

/** How many cases each model of phone has. */
export const casesOf = ({ variants }: Pick<Farm, 'variants'>): number => variants * computeUnits.length;

/** Writes what the farm sweeps each night: a launch a case, without a test set. Returns the sweep file. */
export function writeSweep(home: string, { variants, shares, iterations }: Farm): string {
  if (variants > packages.length) throw new Error(`there are ${String(packages.length)} variants to sweep`);
  const file = join(home, 'sweep.yaml');
  const sweep = {
    ...{
      name: 'farm',
      seed: 1,
      variants: packages.slice(0, variants),
      compute_units: [...computeUnits],
      sizes: ['64x64'],
    },
    ...(shares && { share: 'model' }),
    measure: {
      ...{ warmup: 3, iterations, min_seconds: 0, end_to_end_iterations: 1, paced_iterations: 0 },
      ...{ launches: 1, pause_seconds: 1 },
    },
  };
  writeFileSync(file, stringify(sweep));
  return file;
}
