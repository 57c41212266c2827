import { existsSync } from 'node:fs';
import { exitCodes, Problem } from '../problem.js';
import type { ExitCode } from '../problem.js';
import type { Signing } from '../plan/lab.js';
import { findingsText } from '../terminal/findings.js';
import { askDoctor } from './doctor.js';
import { ipaOption, labFileOf } from './options.js';
import type { Command } from './command.js';

interface Args {
  lab?: string | undefined;
  team?: string | undefined;
  'bundle-id'?: string | undefined;
  app?: string | undefined;
  wda?: string | undefined;
  json: boolean;
  '--'?: string[];
}

/** `setup`: adds the attached phones to the lab file, then says what doctor says. */
export const setup = (finish: (exitCode: ExitCode) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .parserConfiguration({ 'populate--': true })
      .option('lab', {
        type: 'string',
        defaultDescription: 'REZBENCH_LAB, or lab.yaml',
        describe: 'Lab file; setup adds to it and keeps the rest',
      })
      .option('team', { type: 'string', describe: 'Team id for signing, such as ABCDE12345' })
      .option('bundle-id', { type: 'string', describe: 'Bundle id of the harness app for signing' })
      .option('app', { ...ipaOption, describe: 'The harness app, whose profile setup checks' })
      .option('wda', {
        choices: ['open-wda', 'build-wda', 'download-wda', 'sign-wda'],
        describe: 'Run this script of the XCUITest driver first; its arguments follow --',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .implies('team', 'bundle-id')
      .implies('bundle-id', 'team'),
  async handler(args) {
    const { exitCodeOf } = await import('../doctor/examine.js');
    const { attachedPhones } = await import('../phone/discovery.js');
    const { isTrusted } = await import('../phone/phone-facts.js');
    const { updateLab } = await import('../setup/lab-file.js');
    if (args.wda !== undefined) await runWda(args.wda, args['--'] ?? []);
    const signing = parseSigning(args);
    const trusted = [];
    // A phone that does not trust this computer does not belong to the lab yet.
    for (const phone of await attachedPhones()) if (await isTrusted(phone.udid)) trusted.push(phone);
    const lab = labFileOf(args.lab) ?? 'lab.yaml';
    const written = updateLab(lab, trusted, signing);
    console.error(`${lab}: ${written ? 'written' : existsSync(lab) ? 'nothing to add' : 'not written'}`);
    const report = await askDoctor({ lab: existsSync(lab) ? lab : undefined, app: args.app });
    console.log(args.json ? JSON.stringify(report, null, 2) : findingsText(report));
    if (report.phones.length === 0) {
      throw new Problem('no iPhone is attached; plug one in, unlock it and trust this computer', exitCodes.missing);
    }
    finish(exitCodeOf(report));
  },
});

async function runWda(wda: string, rest: readonly string[]): Promise<void> {
  const { runDriverScript, wdaScripts } = await import('../setup/driver-script.js');
  const script = wdaScripts.find((known) => known === wda);
  if (script === undefined) throw new Error(`unknown script ${wda}`);
  await runDriverScript(script, rest, (line) => {
    console.error(line);
  });
}

/** Checks the team id before the lab file's schema does, so that the message names the option. */
function parseSigning({ team, 'bundle-id': bundleId }: Args): Signing | undefined {
  if (team === undefined || bundleId === undefined) return undefined;
  if (!/^[A-Z0-9]{10}$/.test(team)) {
    throw new Problem(`--team ${team}: a team id is ten capital letters and digits, such as ABCDE12345`);
  }
  return { team, bundle_id: bundleId };
}
