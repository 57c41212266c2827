import { join } from 'node:path';
import { appFolder } from '../project.js';
import { faultFormList } from '../virtual/iphone/fault-forms.js';
import { iosVersions } from '../virtual/iphone/identity.js';
import { ownFiles } from './own-files.js';

/** Options that mean the same in several commands. */

export const outOption = { type: 'string', default: 'results', describe: 'Folder that runs land in' } as const;

/** Read with `ipaOf`. */
export const ipaOption = {
  type: 'string',
  defaultDescription: 'REZBENCH_APP, or harness-app/Harness.ipa',
} as const;

/** The harness app for attached phones. REZBENCH_APP counts here as it does for WebdriverIO's own launcher. */
export const ipaOf = (app: string | undefined): string =>
  app ?? process.env['REZBENCH_APP'] ?? join(appFolder(), 'Harness.ipa');

export const faultOption = {
  type: 'string',
  array: true,
  default: [] as string[],
  describe: `On the first virtual iPhone, or with 2/ before it on the second, let something go wrong in its N-th launch: ${faultFormList}`,
} as const;

export const iosOption = {
  // Without it yargs takes 18.5 for a number, which is none of the choices.
  type: 'string',
  choices: iosVersions,
  defaultDescription: '17.5',
  describe: 'The iOS that virtual iPhones say they run; some models need 18',
} as const;

export const appiumPortOption = {
  type: 'number',
  describe: "Appium's port (default: a free one)",
} as const;

/**
 * Read with `labFileOf`. It has no default of its own, since yargs would then find it in conflict with --virtual.
 */
export const labOption = {
  type: 'string',
  describe: 'Lab file: the phones that are expected, and where a WebDriverAgent listens',
  defaultDescription: 'REZBENCH_LAB, or lab.yaml if there is one',
} as const;

/** The lab file that is named; undefined leaves it to the current folder. */
export const labFileOf = (lab: string | undefined): string | undefined => lab ?? process.env['REZBENCH_LAB'];

/** For what is shown to others: CI's artefacts, logs and comments. */
export const redactOption = {
  type: 'boolean',
  default: false,
  describe: "Without udids, phones' names and accounts, in the run's folder redacted/",
} as const;

/* Of the commands that judge runs by budgets. */

export const budgetsOption = {
  type: 'string',
  demandOption: true,
  describe: `Budgets file, such as ${ownFiles.budgets}`,
} as const;

export const levelOption = { default: 'nightly', describe: 'How sure to be, and of which rules' } as const;

export const shippedSizeOption = {
  type: 'string',
  array: true,
  default: [] as string[],
  describe: 'A size that the app enlarges, such as 64x64 (default: all that were measured)',
} as const;

export const baselineOption = {
  type: 'string',
  describe: 'Run that max_regression is from',
  defaultDescription: 'the latest that was promoted',
} as const;

export const allowVirtualOption = {
  type: 'boolean',
  default: false,
  describe: 'Judge virtual iPhones, to try the budgets',
} as const;
