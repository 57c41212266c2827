import type { Lab } from '../lab/lab.js';
import { exitCodes, Problem } from '../problem.js';
import {
  appiumPortOption,
  faultOption,
  iosOption,
  ipaOf,
  ipaOption,
  labFileOf,
  labOption,
  outOption,
} from './options.js';
import type { IosVersion } from '../virtual/iphone/identity.js';
import { optionsAgain } from './again.js';
import { refuseUnwritableFolder } from './writable.js';
import type { Command } from './command.js';

interface Args {
  out: string;
  alert: boolean;
  virtual?: boolean | undefined;
  ios?: IosVersion | undefined;
  simulator?: string | undefined;
  fault: string[];
  device?: string | undefined;
  lab?: string | undefined;
  app?: string | undefined;
  'appium-port'?: number | undefined;
}

/** `capture`: what a phone, the driver and WebDriverAgent say to each other in four launches, without whose they are. */
export const capture = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .option('out', outOption)
      .option('alert', {
        type: 'boolean',
        default: false,
        describe: 'On a phone, a fourth launch during which you cover the app, when asked',
      })
      .option('device', { type: 'string', describe: 'The iPhone with this udid, where there are several' })
      .option('lab', labOption)
      .option('app', { ...ipaOption, describe: 'The harness app' })
      .option('virtual', { type: 'boolean', describe: 'From a virtual iPhone' })
      .option('ios', iosOption)
      .option('simulator', { type: 'string', describe: 'From the booted simulator with this udid, on a Mac' })
      .option('fault', faultOption)
      .option('appium-port', appiumPortOption)
      .conflicts('virtual', ['device', 'lab', 'simulator'])
      .conflicts('simulator', ['device', 'lab'])
      .implies('ios', 'virtual'),
  async handler(args) {
    const { carryOut, sayShortcomings, unfinishedCode } = await import('./carry-out.js');
    const { capturePlan } = await import('../capture/plan.js');
    const { collectCapture } = await import('../capture/collect.js');
    const { recordingLab } = await import('../lab/recording-lab.js');
    const { storedInputs } = await import('../plan/pictures.js');
    const { withRun } = await import('../run/stopped.js');

    refuseUnwritableFolder('--out', args.out);
    const plan = await capturePlan(storedInputs(args.out), { withAlert: hasAlert(args) });
    const request = { plan, source: 'capture', suite: 'capture' };
    const lab = onePhone(recordingLab(await labOf(args)));
    if (args.alert && args.virtual !== true && args.simulator === undefined) console.error(coverTheApp);
    const again = optionsAgain(args);
    const done = await carryOut({ kind: 'new', request, resultsRoot: args.out, again }, lab);
    const { folder } = done;
    const { folder: path, zip, manifest } = await withRun(folder, () => collectCapture(folder));

    console.log(`capture: ${path}\nthe same as one file: ${zip}`);
    const replaced = Object.entries(manifest.redacted).map(([kind, count]) => `${String(count)} ${kind}`);
    console.log(
      `replaced: ${replaced.length === 0 ? 'nothing' : replaced.join(', ')}; look it through before you send it`,
    );
    const unfinished = manifest.launches.filter(({ status }) => status === 'not_finished');
    for (const { launch } of unfinished) console.error(`rezbench: the launch ${launch} did not come to an end`);
    const complaints = lab.complaints?.() ?? [];
    sayShortcomings(complaints);
    const isWhole = unfinished.length === 0 && complaints.length === 0;
    finish(unfinishedCode(done) ?? (isWhole ? exitCodes.pass : exitCodes.missing));
  },
});

const coverTheApp =
  'When the launch "alert" begins, pull the Notification Center down over the app, wait 5 s, and push it back.';

/** A virtual iPhone and a simulator need nobody to cover the app. */
const hasAlert = ({ alert, virtual, simulator }: Args): boolean => alert || virtual === true || simulator !== undefined;

/** A recording is of one phone. */
const onePhone = (lab: Lab): Lab => ({
  ...lab,
  async phones() {
    const phones = await lab.phones();
    if (phones.length === 1) return phones;
    const seen = phones.map(({ udid, name }) => `${udid} (${name})`).join(', ');
    throw new Problem(`several iPhones are attached: ${seen}; name one with --device`, exitCodes.usage);
  },
});

async function labOf(args: Args): Promise<Lab> {
  const { app, device: udid, lab, ios, simulator, fault: faults, 'appium-port': appiumPort } = args;
  if (args.virtual === true) {
    const { openVirtualLab } = await import('../virtual/lab.js');
    const { alertFault } = await import('../capture/plan.js');
    return openVirtualLab({ count: 1, ios, faults: [alertFault, ...faults], appiumPort });
  }
  if (simulator !== undefined) {
    const { simulatorLab } = await import('../lab/simulator-lab.js');
    return simulatorLab({ ipa: ipaOf(app), udid: simulator, appiumPort });
  }
  const { attachedLab, describedLab } = await import('../lab/attached-lab.js');
  return attachedLab({ ipa: ipaOf(app), udid, ...describedLab(labFileOf(lab)), appiumPort });
}
