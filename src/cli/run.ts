import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { Problem } from '../contract/problem.js';
import { projectRoot } from '../project.js';
import { labDevices } from '../phone/start-run.js';
import type { Work } from '../phone/start-run.js';
import { runOnPhones, runOnVirtualIphones } from './execute.js';

interface Args {
  sweep?: string | undefined;
  resume?: string | undefined;
  out: string;
  virtual?: number | undefined;
  fault: string[];
  device?: string | undefined;
  lab?: string | undefined;
  app: string;
  'appium-port'?: number | undefined;
}

/** `run`: a sweep on the attached iPhones, or on virtual ones. */
export const run = (finish: (exitCode: number) => void): CommandModule<object, Args> => ({
  command: 'run [sweep]',
  describe: 'Sweep the attached iPhones, all at once',
  builder: (yargs) =>
    yargs
      .positional('sweep', { type: 'string', describe: 'Sweep file (default: sweeps/demo.yaml)' })
      .option('resume', { type: 'string', describe: 'Go on with an interrupted run: its folder' })
      .option('out', { type: 'string', default: 'results', describe: 'Folder that runs land in' })
      .option('device', { type: 'string', describe: 'Only the iPhone with this udid' })
      .option('lab', { type: 'string', describe: 'Lab file: the phones that are expected' })
      .option('app', {
        type: 'string',
        default: join(projectRoot, 'harness-app/Harness.ipa'),
        defaultDescription: 'harness-app/Harness.ipa',
        describe: 'The harness app',
      })
      .option('virtual', { type: 'number', describe: 'On this many virtual iPhones instead' })
      .option('fault', {
        type: 'string',
        array: true,
        default: [],
        describe: 'On virtual iPhones, let something go wrong: kill:STEP[:N] or freeze[:N]',
      })
      .option('appium-port', { type: 'number', describe: "Appium's port on 127.0.0.1 (default: a free one)" })
      .conflicts('virtual', ['device', 'lab'])
      .conflicts('resume', 'sweep')
      .example('$0 run sweeps/demo.yaml', 'every attached iPhone')
      .example('$0 run --virtual 2', 'two virtual ones'),
  async handler(args) {
    const work = workOf(args);
    const appiumPort = args['appium-port'];
    if (args.virtual !== undefined) {
      if (!Number.isInteger(args.virtual) || args.virtual < 1) {
        throw new Problem(`--virtual ${String(args.virtual)}: give a number of virtual iPhones, such as 1`);
      }
      finish(await runOnVirtualIphones(work, { count: args.virtual, faults: args.fault, appiumPort }));
      return;
    }
    const { app: ipa, device: udid, lab } = args;
    finish(await runOnPhones(work, { ipa, udid, lab: labDevices(lab), appiumPort }));
  },
});

const workOf = ({ sweep, resume, out }: Args): Work =>
  resume === undefined
    ? { kind: 'sweep', path: sweep ?? join(projectRoot, 'sweeps/demo.yaml'), resultsRoot: out }
    : { kind: 'resume', run: resume };
