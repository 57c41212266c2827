/// <reference types="webdriverio" preserve="true" />
import { moduleFile } from '../project.js';
import { RezbenchService } from './service.js';
import type { RezbenchOptions } from './service.js';

const specOf = (suite: string): string => moduleFile(`specs/${suite}.spec`);

/**
 * A whole WebdriverIO configuration that sweeps the attached iPhones: one worker a phone, one Mocha test a launch. The suites
 * are `sweep`, which runs unless another is named, `first-light` and `capture`. Spread it to change fields, such as
 * `{ ...wdioConfig(), logLevel: 'info' }`; `capabilities` and the connection are the service's.
 */
export const wdioConfig = (options: RezbenchOptions = {}): WebdriverIO.Config => ({
  runner: 'local',
  specs: [specOf('sweep')],
  suites: {
    sweep: [specOf('sweep')],
    'first-light': [specOf('first-light')],
    capture: [specOf('capture')],
  },
  // The service fills in one for each phone, and where the session is asked for.
  capabilities: [],
  services: [[RezbenchService, options]],
  // A command that is silently sent again could launch the app twice.
  connectionRetryCount: 0,
  connectionRetryTimeout: 1_800_000,
  // What a worker leaves undone, a new run of the suite does: rezbench run --resume.
  specFileRetries: 0,
  logLevel: 'warn',
  framework: 'mocha',
  // Each launch sets its own limit, from the plan.
  mochaOpts: { ui: 'bdd', timeout: 600_000 },
  reporters: [['spec', { showPreface: false }]],
});
