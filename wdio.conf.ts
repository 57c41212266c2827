import { resolve } from 'node:path';
import { Problem } from './src/problem.js';
import { judgeRun } from './src/first-light/judge-run.js';
import { phoneVariable, readRunState, runVariable } from './src/run/state.js';
import type { RunState } from './src/run/state.js';
import { labDevices, startRun } from './src/run/start.js';
import type { Work } from './src/run/start.js';
import { readSweep } from './src/plan/sweep.js';
import { projectRoot } from './src/project.js';
import { writeTables } from './src/results/write-tables.js';
import { firstLightSummary } from './src/first-light/summary.js';

/*
 * One worker a phone, one Mocha test a launch. `rezbench run` starts this with a prepared run; `npx wdio run
 * wdio.conf.ts` prepares one itself, from REZBENCH_SWEEP, REZBENCH_APP, REZBENCH_LAB, REZBENCH_DEVICE and
 * REZBENCH_OUT. With `--spec specs/first-light.spec.ts` it accepts the phones instead of sweeping them.
 */

const acceptsPhones = process.argv.some((argument) => argument.endsWith('first-light.spec.ts'));

let stop = (): Promise<void> => Promise.resolve();
const state = await currentRun();

/** Workers evaluate this file too; they find the run that the launcher prepared. */
async function currentRun(): Promise<RunState> {
  const prepared = process.env[runVariable];
  if (prepared !== undefined) return readRunState(prepared);
  try {
    const started = await startRun(workAsked(), {
      ipa: process.env['REZBENCH_APP'] ?? resolve(projectRoot, 'harness-app/Harness.ipa'),
      udid: process.env['REZBENCH_DEVICE'],
      lab: labDevices(process.env['REZBENCH_LAB']),
    });
    process.env[runVariable] = started.state.folder.path;
    stop = async () => {
      await started.stop();
      writeTables(started.state.folder);
      if (acceptsPhones) {
        for (const { target, report, file } of await judgeRun(started.state.folder)) {
          console.log(`${firstLightSummary(target.name, report)}\n\nreport: ${file}\n`);
        }
      }
      console.log(`results: ${started.state.folder.path}`);
    };
    return started.state;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`rezbench: ${error.message}`);
    process.exit(error.exitCode);
  }
}

function workAsked(): Work {
  const resultsRoot = process.env['REZBENCH_OUT'] ?? 'results';
  if (acceptsPhones) return { kind: 'first_light', resultsRoot };
  return { kind: 'sweep', sweep: readSweep(process.env['REZBENCH_SWEEP'] ?? 'sweeps/demo.yaml'), resultsRoot };
}

export const config: WebdriverIO.Config = {
  runner: 'local',
  specs: ['./specs/sweep.spec.ts'],
  maxInstances: state.phones.length,
  capabilities: state.phones.map(({ capabilities }) => capabilities),
  hostname: '127.0.0.1',
  port: state.appiumPort,
  path: '/',
  // A launch that is silently repeated would be a doubled row.
  connectionRetryCount: 0,
  connectionRetryTimeout: 1_800_000,
  specFileRetries: 0,
  logLevel: 'warn',
  outputDir: resolve(state.folder.path, 'logs'),
  framework: 'mocha',
  // Each launch's limit comes from the plan.
  mochaOpts: { ui: 'bdd', timeout: 600_000 },
  reporters: [['spec', { showPreface: false }]],
  // Specs are loaded before the session exists; this is how they learn whose tests to define.
  beforeSession: (_config, capabilities) => {
    process.env[phoneVariable] = (capabilities as WebdriverIO.Capabilities)['appium:udid'];
  },
  onComplete: () => stop(),
};
