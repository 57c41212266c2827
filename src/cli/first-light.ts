import type { CommandModule } from 'yargs';
import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import type { Judged } from '../first-light/judge-run.js';
import type { Where } from '../run/start.js';
import { firstLightSummary } from '../first-light/summary.js';
import { appiumPortOption, faultOption, ipaOption, labOption, outOption } from './options.js';

interface Args {
  out: string;
  virtual?: boolean | undefined;
  fault: string[];
  device?: string | undefined;
  lab?: string | undefined;
  app: string;
  'appium-port'?: number | undefined;
}

/** `first-light`: the ten-minute acceptance of a phone; its JSON goes with every bug report. */
export const firstLight = (finish: (exitCode: number) => void): CommandModule<object, Args> => ({
  command: 'first-light',
  describe: 'Accept a phone in ten minutes: does all that rezbench relies on hold there?',
  builder: (yargs) =>
    yargs
      .option('out', outOption)
      .option('device', { type: 'string', describe: 'Only the iPhone with this udid' })
      .option('lab', labOption)
      .option('app', { ...ipaOption, describe: 'The harness app' })
      .option('virtual', { type: 'boolean', describe: 'On a virtual iPhone, as far as it can answer' })
      .option('fault', faultOption)
      .option('appium-port', appiumPortOption)
      .conflicts('virtual', ['device', 'lab'])
      .example('$0 first-light --app Harness.ipa', 'every attached iPhone')
      .example('$0 first-light --virtual', 'the same without one'),
  async handler(args) {
    const { labDevices } = await import('../run/start.js');
    const { app: ipa, device: udid, lab, 'appium-port': appiumPort } = args;
    const code =
      args.virtual === true
        ? await onVirtual(args)
        : await accept(args.out, { ipa, udid, lab: labDevices(lab), appiumPort });
    finish(code);
  },
});

async function onVirtual({ out, fault: faults, 'appium-port': appiumPort }: Args): Promise<ExitCode> {
  const { onVirtualIphones } = await import('../virtual/lab.js');
  return onVirtualIphones({ count: 1, faults }, (where) => accept(out, { ...where, appiumPort }));
}

async function accept(resultsRoot: string, where: Where): Promise<ExitCode> {
  const { carryOut } = await import('../run/execute.js');
  const { judgeRun } = await import('../first-light/judge-run.js');
  const { folder, interrupted } = await carryOut({ kind: 'first_light', resultsRoot }, where);
  const judged = await judgeRun(folder);
  for (const { target, report, file } of judged) {
    console.log(`\n${firstLightSummary(target.name, report)}\n\nreport: ${file}`);
  }
  return interrupted ? exitCodes.interrupted : exitCodeFor(judged);
}

/** The worst outcome of any check on any phone. */
function exitCodeFor(judged: readonly Judged[]): ExitCode {
  const outcomes = new Set(judged.flatMap(({ report }) => report.checks.map(({ outcome }) => outcome)));
  if (outcomes.has('failed')) return exitCodes.gateFailed;
  return outcomes.has('inconclusive') ? exitCodes.inconclusive : exitCodes.pass;
}
