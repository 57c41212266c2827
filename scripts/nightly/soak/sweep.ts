import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { projectRoot } from '../../../src/project.js';
import { blob, floats, mil, weightFile, writeSample } from '../../../test/models/sample.js';
import type { SampleModel } from '../../../test/models/sample.js';

/** How large a sweep is: a phone has `variants` x `units` x `sizes` cases. */
export interface SweepSize {
  readonly variants: number;
  readonly units: 1 | 2;
  readonly sizes: number;
}

export const casesOf = ({ variants, units, sizes }: SweepSize): number => variants * units * sizes;

/** Launches of its plan: of each case one, and of each pair of variant and units one before and one for its quality. */
export const launchesOf = (size: SweepSize): number => casesOf(size) + 2 * size.variants * size.units;

/**
 * Writes models, a catalogue and a sweep of many cases that cost little: models of three weights, images of a few hundred
 * pixels, no waiting, and many sizes for each pair of variant and compute units, since a pair takes four launches beside
 * those of its cases. Returns the sweep's path.
 */
export function writeSweep(folder: string, { variants, units, sizes }: SweepSize): string {
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: variants }, (_, index) => `gain-${String(index)}`);
  for (const [index, name] of names.entries()) writeSample(join(folder, `${name}.mlpackage`), gainModel(index));
  const entries = names.map((name) => ({
    name,
    file: `${name}.mlpackage`,
    family: 'baseline',
    technique: name,
    // So that fidelity and lost PSNR are figures of their own.
    reference: names[0],
  }));
  writeFileSync(join(folder, 'variants.yaml'), stringify({ variants: entries }));
  const sweep = {
    name: 'soak',
    seed: 1,
    catalogue: 'variants.yaml',
    variants: names,
    compute_units: units === 1 ? ['cpuOnly'] : ['cpuOnly', 'all'],
    sizes: Array.from({ length: sizes }, (_, index) => `${String(16 + 2 * index)}x16`),
    // Each session measures its anchors first; more often they only take time here.
    anchor_every: 100,
    measure: {
      warmup: 1,
      iterations: 3,
      min_seconds: 0,
      end_to_end_iterations: 1,
      cooldown_seconds: 0,
      pause_seconds: 0.05,
      paced_iterations: 0,
    },
    quality: { testset: join(projectRoot, 'images'), crop: '32x32' },
    limits: { hello_seconds: 60, stall_seconds: 60 },
  };
  const path = join(folder, 'sweep.yaml');
  writeFileSync(path, stringify(sweep));
  return path;
}

/** A network that repeats each pixel of an image of any size twice, a little darker the higher its number. */
function gainModel(number: number): SampleModel {
  const gain = 1 - 0.02 * number;
  const range = { lowerBound: 1, upperBound: 512 };
  const image = (name: string) => ({
    name,
    type: {
      image: { width: 64, height: 64, colorSpace: 20, imageSizeRange: { widthRange: range, heightRange: range } },
    },
  });
  const shape = [1, 3, undefined, undefined];
  return {
    description: { input: [image('x')], output: [image('y')] },
    weights: weightFile(mil.fp32, new Uint8Array(Float32Array.of(gain, 0, 0, 0, gain, 0, 0, 0, gain).buffer)),
    functions: {
      main: {
        inputs: [{ name: 'x', shape }],
        operations: [
          {
            type: 'conv',
            inputs: { x: 'x', weight: blob(mil.fp32, [3, 3, 1, 1], 64) },
            outputs: [{ name: 'c', shape }],
          },
          {
            type: 'upsample_nearest_neighbor',
            inputs: { x: 'c', scale_factor_height: floats([2], []), scale_factor_width: floats([2], []) },
            outputs: [{ name: 'y', shape }],
          },
        ],
        outputs: ['y'],
      },
    },
  };
}
