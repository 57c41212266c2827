import { RezbenchService } from './src/wdio/service.js';

/** Sweeps the attached iPhones: `npx wdio run wdio.conf.ts`. `--suite first-light` accepts them instead. */
export const config: WebdriverIO.Config = {
  runner: 'local',
  specs: ['./specs/sweep.spec.ts'],
  suites: {
    sweep: ['./specs/sweep.spec.ts'],
    'first-light': ['./specs/first-light.spec.ts'],
    capture: ['./specs/capture.spec.ts'],
  },
  // The service fills in one for each phone, and where the session is asked for.
  capabilities: [],
  services: [[RezbenchService, { sweep: 'sweeps/demo.yaml', app: 'harness-app/Harness.ipa', out: 'results' }]],
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
};
