import type { DoctorReport } from '../doctor/examine.js';
import type { ExitCode } from '../problem.js';
import { findingsText } from '../terminal/findings.js';
import { ipaOf, ipaOption, labFileOf, labOption } from './options.js';
import type { Command } from './command.js';

interface Args {
  lab?: string | undefined;
  device?: string | undefined;
  app?: string | undefined;
  json: boolean;
}

/** `doctor`: what this host and its phones still need, and the next thing to do. */
export const doctor = (finish: (exitCode: ExitCode) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .option('lab', labOption)
      .option('device', { type: 'string', describe: 'Only the iPhone with this udid' })
      .option('app', { ...ipaOption, describe: 'The harness app that a run would install' })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .epilogue('Exit codes: 0 nothing is to do, 2 something is, 4 no iPhone is attached.')
      .example('$0 doctor', 'this host and every attached iPhone'),
  async handler({ lab, device, app, json }) {
    const { exitCodeOf } = await import('../doctor/examine.js');
    const report = await askDoctor({ lab, device, app });
    console.log(json ? JSON.stringify(report, null, 2) : findingsText(report));
    finish(exitCodeOf(report));
  },
});

/** What doctor says of the phones that these options mean. */
export async function askDoctor({ lab, device, app }: Omit<Args, 'json'>): Promise<DoctorReport> {
  const { examine } = await import('../doctor/examine.js');
  const { describedLab } = await import('../lab/attached-lab.js');
  return examine({ ipa: ipaOf(app), lab: describedLab(labFileOf(lab)), udid: device });
}
