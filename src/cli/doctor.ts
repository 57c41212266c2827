import type { DoctorReport } from '../doctor/examine.js';
import { Problem } from '../problem.js';
import type { ExitCode } from '../problem.js';
import { findingsText } from '../terminal/findings.js';
import { calibrationOptions } from './calibration-options.js';
import type { CalibrateArgs } from './calibration-options.js';
import type { Command } from './command.js';
import { appiumPortOption, faultOption, ipaOf, ipaOption, labFileOf, labOption, outOption } from './options.js';

interface Args extends CalibrateArgs {
  lab?: string | undefined;
  device?: string | undefined;
  app?: string | undefined;
  calibrate: boolean;
  json: boolean;
}

/** `doctor`: what this host and its phones still need, and the next thing to do; or how small a change the phones can show. */
export const doctor = (finish: (exitCode: ExitCode) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .option('lab', labOption)
      .option('device', { type: 'string', describe: 'Only the iPhone with this udid' })
      .option('app', { ...ipaOption, describe: 'The harness app that a run would install' })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .option('calibrate', {
        type: 'boolean',
        default: false,
        describe: 'Measure how small a slowdown each phone can show, by a package beside itself, and keep it for gate',
      })
      .option('sweep', {
        type: 'string',
        describe: 'With --calibrate: the sweep with the case to measure',
        defaultDescription: "the demo's",
      })
      .option('case', {
        type: 'string',
        describe: 'With --calibrate: the case_id to measure',
        defaultDescription: 'the first on all compute units',
      })
      .option('launches', { type: 'number', describe: 'With --calibrate: how many', defaultDescription: '8' })
      .option('out', {
        type: 'string',
        describe: 'With --calibrate: the folder with the runs that gate judges',
        defaultDescription: outOption.default,
      })
      .option('virtual', { type: 'string', describe: 'With --calibrate: this many virtual iPhones, or a fleet file' })
      .option('night', { type: 'number', describe: 'With --calibrate and a fleet file: which night it is' })
      .option('fault', { type: 'string', array: true, describe: faultOption.describe })
      .option('appium-port', appiumPortOption)
      .epilogue(
        'Exit codes: 0 nothing is to do, 2 something is, 4 no iPhone is attached. With --calibrate: 0 calibrated, 3 a phone tells equal packages apart, 4 one was not calibrated.',
      ),
  async handler({ calibrate, json, ...args }) {
    if (calibrate) {
      if (json) throw new Problem('--json: a calibration prints none, and keeps it in .calibration/; leave it out');
      finish(await (await import('./calibrate.js')).calibratePhones(args, () => askDoctor(args)));
      return;
    }
    const without = calibrationOptions.find((name) => args[name] !== undefined);
    if (without !== undefined) throw new Problem(`--${without}: it is for --calibrate; give that, or leave it out`);
    const { exitCodeOf } = await import('../doctor/examine.js');
    const report = await askDoctor(args);
    console.log(json ? JSON.stringify(report, null, 2) : findingsText(report));
    finish(exitCodeOf(report));
  },
});

/** What doctor says of the phones that these options mean. */
export async function askDoctor({ lab, device, app }: Pick<Args, 'lab' | 'device' | 'app'>): Promise<DoctorReport> {
  const { examine } = await import('../doctor/examine.js');
  const { describedLab } = await import('../lab/attached-lab.js');
  return examine({ ipa: ipaOf(app), lab: describedLab(labFileOf(lab)), udid: device });
}
