import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { ComputeUnits } from '../contract/job.js';
import type { Size } from '../image/rgb.js';
import { modelsIn } from './models-in.js';
import type { Sweep } from './sweep.js';

/** Where somebody's own models are, and what to measure them on. */
export interface FolderSweepOptions {
  readonly models: string;
  /** A folder of true images; without it quality is not measured. */
  readonly images: string | undefined;
  readonly computeUnits: readonly ComputeUnits[];
  readonly sizes: readonly Size[];
}

/**
 * Makes a sweep of every model in a folder, without a sweep file. A variants.yaml among them describes those that it
 * lists. Throws a Problem when there is no model.
 */
export function folderSweep({ models, images, computeUnits, sizes }: FolderSweepOptions): Sweep {
  const { paths: variants, leftOut } = modelsIn(models);
  const ownCatalogue = resolve(join(models, 'variants.yaml'));
  return {
    name:
      basename(resolve(models))
        .replace(/[^A-Za-z0-9_-]/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '') || 'models',
    path: resolve(models),
    seed: 1,
    catalogue: existsSync(ownCatalogue) ? ownCatalogue : undefined,
    variants,
    leftOut,
    compute_units: [...computeUnits],
    sizes: [...sizes],
    anchor_every: 20,
    measure: {
      warmup: 3,
      iterations: 40,
      min_seconds: 0.5,
      end_to_end_iterations: 10,
      launches: 1,
      cooldown_seconds: 300,
      pause_seconds: 2,
      paced_iterations: 10,
    },
    testset: images === undefined ? undefined : { folder: resolve(images), crop: undefined },
    limits: { hello_seconds: 20, stall_seconds: 120 },
  };
}
