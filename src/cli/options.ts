import { join } from 'node:path';
import { projectRoot } from '../project.js';
import { faultFormList } from '../virtual/iphone/fault-forms.js';
import { iosVersions } from '../virtual/iphone/identity.js';

/** Options that mean the same in several commands. */

export const outOption = { type: 'string', default: 'results', describe: 'Folder that runs land in' } as const;

export const ipaOption = {
  type: 'string',
  default: join(projectRoot, 'harness-app/Harness.ipa'),
  defaultDescription: 'harness-app/Harness.ipa',
} as const;

export const faultOption = {
  type: 'string',
  array: true,
  default: [] as string[],
  describe: `On the first virtual iPhone, let something go wrong in its N-th launch: ${faultFormList}`,
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
  describe: "Appium's port on 127.0.0.1 (default: a free one)",
} as const;

/** Where `lab.yaml` in the current folder is taken when nothing is said. */
export const labOption = {
  type: 'string',
  describe: 'Lab file: the phones that are expected, and where a WebDriverAgent listens',
  defaultDescription: 'lab.yaml, if there is one',
} as const;
