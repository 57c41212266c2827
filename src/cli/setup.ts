import { existsSync } from 'node:fs';
import type { CommandModule } from 'yargs';
import { exitCodes, Problem } from '../problem.js';
import type { ExitCode } from '../problem.js';
import type { Signing } from '../plan/lab.js';
import type { Surveyed } from '../setup/survey.js';
import { textTable } from '../terminal/table.js';
import { ipaOption } from './options.js';

interface Args {
  lab: string;
  team?: string | undefined;
  'bundle-id'?: string | undefined;
  app: string;
  wda?: string | undefined;
  json: boolean;
  '--'?: string[];
}

/** `setup`: from attached phones to a lab file and a list of what each phone still needs. */
export const setup = (finish: (exitCode: ExitCode) => void): CommandModule<object, Args> => ({
  command: 'setup',
  describe: 'Write lab.yaml for the attached iPhones and say what each still needs',
  builder: (yargs) =>
    yargs
      .parserConfiguration({ 'populate--': true })
      .option('lab', { type: 'string', default: 'lab.yaml', describe: 'Lab file; what stands in it is kept' })
      .option('team', { type: 'string', describe: 'Team id, for signing' })
      .option('bundle-id', { type: 'string', describe: 'Bundle id of the harness app, for signing' })
      .option('app', { ...ipaOption, describe: 'The harness app, whose profile is looked at' })
      .option('wda', {
        choices: ['open-wda', 'build-wda', 'download-wda', 'sign-wda'],
        describe: 'First run this script of the XCUITest driver; its arguments follow --',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .implies('team', 'bundle-id')
      .implies('bundle-id', 'team')
      .example('$0 setup --team ABCDE12345 --bundle-id org.example.harness', 'the first time')
      .example('$0 setup --wda open-wda', "WebDriverAgent's project in Xcode"),
  async handler(args) {
    const { survey } = await import('../setup/survey.js');
    const { updateLab } = await import('../setup/lab-file.js');
    if (args.wda !== undefined) await runWda(args.wda, args['--'] ?? []);
    const signing = signingOf(args);
    const surveyed = await survey(args.app);
    const written = updateLab(
      args.lab,
      surveyed.filter(({ phone }) => phone.trusted).map(({ phone }) => phone),
      signing,
    );
    console.error(`${args.lab}: ${written ? 'written' : existsSync(args.lab) ? 'nothing to add' : 'not written'}`);
    console.log(args.json ? JSON.stringify(surveyed, null, 2) : surveyed.map(page).join('\n\n'));
    if (surveyed.length === 0) {
      throw new Problem('no iPhone is attached; plug one in, unlock it and trust this computer', exitCodes.missing);
    }
    if (surveyed.some(({ checks }) => checks.some(({ state }) => state === 'to do'))) finish(exitCodes.usage);
  },
});

async function runWda(wda: string, rest: readonly string[]): Promise<void> {
  const { driverScript, wdaScripts } = await import('../setup/driver-script.js');
  const script = wdaScripts.find((known) => known === wda);
  if (script === undefined) throw new Error(`not a script: ${wda}`);
  await driverScript(script, rest, (line) => {
    console.error(line);
  });
}

/** Says again what the lab file's schema would say of it, in the words of the command line. */
function signingOf({ team, 'bundle-id': bundleId }: Args): Signing | undefined {
  if (team === undefined || bundleId === undefined) return undefined;
  if (!/^[A-Z0-9]{10}$/.test(team)) {
    throw new Problem(`--team ${team}: a team id is ten capital letters and digits, such as ABCDE12345`);
  }
  return { team, bundle_id: bundleId };
}

function page({ phone, checks }: Surveyed): string {
  const rows = checks.map(({ what, state, note }) => [what, state, note]);
  return `${phone.name}  ${phone.udid}  ${phone.model ?? ''}\n${textTable(['', '', ''], rows)}`;
}
