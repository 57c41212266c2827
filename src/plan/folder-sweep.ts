import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Problem } from '../problem.js';
import type { ComputeUnits } from '../contract/job.js';
import type { Size } from '../image/rgb.js';
import type { Sweep } from './sweep.js';

/** What a sweep of somebody's own models needs to know. */
export interface Folders {
  readonly models: string;
  /** True images; without them nothing is said of quality. */
  readonly images: string | undefined;
  readonly computeUnits: readonly ComputeUnits[];
  readonly sizes: readonly Size[];
}

/**
 * A sweep of every model in a folder, without a sweep file; what a variants.yaml beside them tells of some is used. Throws a
 * Problem when there is no model.
 */
export function folderSweep({ models, images, computeUnits, sizes }: Folders): Sweep {
  const variants = modelsIn(models);
  const told = resolve(join(models, 'variants.yaml'));
  return {
    name:
      basename(resolve(models))
        .replace(/[^A-Za-z0-9_-]/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '') || 'models',
    path: resolve(models),
    seed: 1,
    catalogue: existsSync(told) ? told : undefined,
    variants,
    compute_units: [...computeUnits],
    sizes: [...sizes],
    measure: { warmup: 3, iterations: 40, min_seconds: 0.5, end_to_end_iterations: 10, launches: 1 },
    testset: images === undefined ? undefined : { folder: resolve(images), crop: undefined },
    limits: { hello_seconds: 20, stall_seconds: 120 },
  };
}

function modelsIn(folder: string): string[] {
  const names = namesIn(folder).filter((name) => /\.(mlpackage|mlmodel)$/.test(name));
  if (names.length > 0) return names.sort().map((name) => resolve(join(folder, name)));
  throw new Problem(`${folder} holds no .mlpackage and no .mlmodel; name a folder of models as --models`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new Problem(`${folder} is no folder; name a folder of models as --models`, undefined, error);
  }
}
