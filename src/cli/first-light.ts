import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import type { Judged } from '../first-light/judge-run.js';
import type { Lab } from '../lab/lab.js';
import type { IosVersion } from '../virtual/iphone/identity.js';
import { firstLightSummary } from '../first-light/summary.js';
import { optionsAgain } from './again.js';
import type { RunSource } from './carry-out.js';
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
import { refuseUnwritableFolder } from './writable.js';
import type { Command } from './command.js';

interface Args {
  out: string;
  virtual?: boolean | undefined;
  ios?: IosVersion | undefined;
  fault: string[];
  device?: string | undefined;
  lab?: string | undefined;
  app?: string | undefined;
  'appium-port'?: number | undefined;
}

/** `first-light`: the ten-minute acceptance of a phone; its JSON goes with every bug report. */
export const firstLight = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .option('out', outOption)
      .option('device', { type: 'string', describe: 'Only the iPhone with this udid' })
      .option('lab', labOption)
      .option('app', { ...ipaOption, describe: 'The harness app' })
      .option('virtual', { type: 'boolean', describe: 'On a virtual iPhone, as far as it can answer' })
      .option('ios', iosOption)
      .option('fault', faultOption)
      .option('appium-port', appiumPortOption)
      .conflicts('virtual', ['device', 'lab'])
      .implies('ios', 'virtual'),
  async handler(args) {
    const { carryOut, sayShortcomings, unfinishedCode } = await import('./carry-out.js');
    const { judgeFirstLight } = await import('../first-light/judge-run.js');
    const { withRun } = await import('../run/stopped.js');
    const { purposeOf } = await import('../first-light/purposes.js');
    const run = { ...(await newFirstLightRun(args.out)), again: optionsAgain(args) };
    const done = await carryOut(run, await labOf(args), purposeOf);
    const { folder, end, shortcomings } = done;
    // To judge takes minutes, which whoever interrupts the run does not wish to wait.
    const judged = end === 'interrupted' ? [] : await withRun(folder, () => judgeFirstLight(folder));
    for (const { target, report, file } of judged) {
      console.log(`\n${firstLightSummary(target.name, report)}\n\nreport: ${file}`);
    }
    sayShortcomings(shortcomings);
    finish(unfinishedCode(done) ?? exitCodeFor(judged, shortcomings));
  },
});

async function newFirstLightRun(resultsRoot: string): Promise<RunSource> {
  const { firstLightPlan } = await import('../first-light/plan.js');
  const { storedInputs } = await import('../plan/pictures.js');
  refuseUnwritableFolder('--out', resultsRoot);
  const plan = await firstLightPlan(storedInputs(resultsRoot));
  return { kind: 'new', request: { plan, source: 'first light', suite: 'first-light' }, resultsRoot };
}

async function labOf(args: Args): Promise<Lab> {
  const { app, device: udid, lab, ios, fault: faults, 'appium-port': appiumPort } = args;
  if (args.virtual === true) {
    const { openVirtualLab } = await import('../virtual/lab.js');
    return openVirtualLab({ count: 1, ios, faults, appiumPort });
  }
  const { attachedLab, describedLab } = await import('../lab/attached-lab.js');
  return attachedLab({ ipa: ipaOf(app), udid, ...describedLab(labFileOf(lab)), appiumPort });
}

/** The worst outcome of any check on any phone; else whether the run lacks anything. */
function exitCodeFor(judged: readonly Judged[], shortcomings: readonly string[]): ExitCode {
  const outcomes = new Set(judged.flatMap(({ report }) => report.checks.map(({ outcome }) => outcome)));
  if (outcomes.has('failed')) return exitCodes.gateFailed;
  if (outcomes.has('inconclusive')) return exitCodes.inconclusive;
  return shortcomings.length > 0 ? exitCodes.missing : exitCodes.pass;
}
