import type { Argv } from 'yargs';
import type { Lab } from '../lab/lab.js';
import { Problem } from '../problem.js';
import { virtualAppNames } from '../virtual/app/names.js';
import type { VirtualAppName } from '../virtual/app/names.js';
import type { IosVersion } from '../virtual/iphone/identity.js';
import { appiumPortOption, faultOption, iosOption, ipaOf, labFileOf, labOption } from './options.js';
import type { VirtualPhones } from './virtual-phones.js';

/** How a command was told which phones to take. */
export interface LabArgs {
  device?: string | undefined;
  lab?: string | undefined;
  app?: string | undefined;
  virtual?: string | undefined;
  night?: number | undefined;
  ios?: IosVersion | undefined;
  fault: string[];
  'appium-port'?: number | undefined;
  grid?: string | undefined;
}

/** The options of a command that measures again on the phones of an earlier run. */
export const withLabOptions = <Args>(yargs: Argv<Args>): Argv<Args & LabArgs> =>
  yargs
    .option('device', { type: 'string', describe: 'On the iPhone with this udid' })
    .option('lab', labOption)
    .option('app', {
      type: 'string',
      defaultDescription: 'REZBENCH_APP, or harness-app/Harness.ipa; with --virtual twin',
      describe: 'The harness app: an .ipa; with --virtual twin or swift',
    })
    .option('virtual', {
      type: 'string',
      describe: 'On so many virtual iPhones, or those of a fleet file (FLEET.yaml)',
    })
    .option('night', { type: 'number', describe: 'With a fleet file whose latency is modelled: which night it is' })
    .option('ios', iosOption)
    .option('fault', faultOption)
    .option('appium-port', appiumPortOption)
    .conflicts('virtual', 'lab')
    .implies('ios', 'virtual');

/** The phones that were asked for: attached ones, virtual ones, or those of a Grid. */
export async function labOf(args: LabArgs, virtual: VirtualPhones | undefined): Promise<Lab> {
  const appiumPort = args['appium-port'];
  if (args.grid !== undefined) {
    const { gridLab } = await import('../lab/grid-lab.js');
    return gridLab({ url: args.grid, ipa: ipaOf(args.app), phone: args.device });
  }
  if (virtual === undefined) {
    const { attachedLab, describedLab } = await import('../lab/attached-lab.js');
    const { app, device: udid, lab } = args;
    return attachedLab({ ipa: ipaOf(app), udid, ...describedLab(labFileOf(lab)), appiumPort });
  }
  const { openVirtualLab } = await import('../virtual/lab.js');
  const { ios, fault: faults } = args;
  return openVirtualLab({ ...virtual, app: virtualAppOf(args.app), ios, faults, appiumPort });
}

function virtualAppOf(wish: string | undefined): VirtualAppName | undefined {
  if (wish === undefined) return undefined;
  const name = virtualAppNames.find((known) => known === wish);
  if (name) return name;
  throw new Problem(`--app ${wish}: a virtual iPhone runs ${virtualAppNames.join(' or ')}; name one, or leave it out`);
}
