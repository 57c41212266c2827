import { isInstalled, shippedFile } from '../project.js';

/** Files that examples and advice name, by their paths from the folder that somebody works in. */
export interface OwnFiles {
  readonly sweep: string;
  readonly nightlySweep: string;
  readonly budgets: string;
  readonly fleet: string;
  /** A folder of models that come with rezbench. */
  readonly models: string;
}

/** In a checkout, which has a folder for each kind. */
export const checkoutFiles: OwnFiles = {
  sweep: 'sweeps/demo.yaml',
  nightlySweep: 'sweeps/nightly.yaml',
  budgets: 'budgets/example.yaml',
  fleet: 'fleets/two-speeds.yaml',
  models: 'models',
};

/** In a project that installed rezbench, whose own files `init` wrote. */
export const projectFiles: OwnFiles = {
  sweep: 'sweep.yaml',
  nightlySweep: 'sweep.yaml',
  budgets: 'budgets.yaml',
  fleet: shippedFile('fleets/two-speeds.yaml', true),
  models: shippedFile('models', true),
};

export const ownFiles: OwnFiles = isInstalled ? projectFiles : checkoutFiles;
