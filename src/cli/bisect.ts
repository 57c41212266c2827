import { resolve } from 'node:path';
import { buildsBetween } from '../bisect/builds.js';
import { readState, writeState } from '../bisect/state.js';
import type { BisectState, Setting } from '../bisect/state.js';
import { conclusionText } from '../bisect/words.js';
import { caseOfAlarm } from '../compare/alarms/alarms-file.js';
import { computeUnits } from '../contract/job.js';
import type { ComputeUnits } from '../contract/job.js';
import { exitCodes, Problem } from '../problem.js';
import { createRunFolder } from '../results/run-folder.js';
import { shellWord } from '../results/shell-word.js';
import { bisectBuilds } from './bisect-builds.js';
import { bisectionText } from './bisection-text.js';
import { withLabOptions } from './lab-of.js';
import type { LabArgs } from './lab-of.js';
import { benchOf, phoneAmong } from './measure-again.js';
import type { Bench } from './measure-again.js';
import type { Command } from './command.js';
import { outOption } from './options.js';
import { sizeOption } from './size.js';
import { refuseUnwritableFolder } from './writable.js';

interface Args extends LabArgs {
  good?: string | undefined;
  bad?: string | undefined;
  builds?: string | undefined;
  order?: string | undefined;
  resume?: string | undefined;
  alarm?: string | undefined;
  in?: string | undefined;
  units: ComputeUnits;
  size: string;
  out: string;
  json: boolean;
}

/** `bisect`: which of many builds is the first slow one? */
export const bisect = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    withLabOptions(
      yargs
        .positional('good', { type: 'string', describe: 'A build that is known to be fast: its name in the folder' })
        .positional('bad', { type: 'string', describe: 'A newer one that is slow' })
        .option('builds', { type: 'string', describe: 'Folder with all packages from GOOD to BAD, whose names sort' })
        .option('order', {
          type: 'string',
          describe: 'Their names from old to new, one a line, where names do not sort',
        })
        .option('alarm', {
          type: 'string',
          describe: 'Bisect by the case and on the phone of this alarm; give --in too',
        })
        .option('in', { type: 'string', describe: 'The run with that alarm' })
        .option('units', { choices: computeUnits, default: 'all' as const, describe: 'Compute units' })
        .option('size', { type: 'string', default: '64x64', describe: 'Size of the low-resolution image' })
        .option('resume', { type: 'string', describe: 'Go on with a bisection: its folder' })
        .option('out', outOption)
        .option('json', { type: 'boolean', default: false, describe: 'Print the answer as JSON' })
        .conflicts('resume', ['good', 'bad', 'builds', 'order', 'alarm', 'in'])
        .implies('alarm', 'in')
        .implies('in', 'alarm')
        .example('$0 bisect net-0401 net-0464 --builds BUILDS', 'on the only attached iPhone'),
    ),
  async handler(args) {
    const bench = await benchOf(args);
    const { home, state } = args.resume === undefined ? await begin(args, bench) : goOn(args.resume);
    const { lockRun } = await import('../run/run-lock.js');
    const unlock = await lockRun({ path: home, id: 'bisection' });
    const resume = ['rezbench bisect --resume', ...[home, ...bench.again].map(shellWord)].join(' ');
    const say = (sentence: string): void => {
      console.error(`rezbench: ${sentence}`);
    };
    try {
      const ended = await bisectBuilds(home, state, bench, say);
      if (typeof ended === 'number') {
        say(`the bisection goes on with: ${resume}`);
        finish(ended);
        return;
      }
      const { conclusion } = ended;
      finish(conclusion.outcome === 'found' ? exitCodes.pass : exitCodes.inconclusive);
      console.log(
        args.json
          ? JSON.stringify({ v: 1, phone: state.phone, ...conclusion, steps: ended.state.steps, folder: home }, null, 2)
          : [
              bisectionText(ended.state, ended.builds),
              '',
              ...conclusionText(conclusion, ended.builds[0]?.name ?? ''),
              `bisect: ${home}/bisect.json`,
            ].join('\n'),
      );
    } finally {
      unlock();
      await bench.close();
    }
  },
});

interface Begun {
  readonly home: string;
  readonly state: BisectState;
}

const goOn = (path: string): Begun => ({ home: resolve(path), state: readState(resolve(path)) });

/** What is wrong with the builds is told of before a phone is asked. */
async function begin(args: Args, bench: Bench): Promise<Begun> {
  const { good, bad, builds: folder, order, out } = args;
  if (good === undefined || bad === undefined || folder === undefined) {
    throw new Problem('bisect takes GOOD, BAD and --builds FOLDER, or --resume BISECTION');
  }
  const { setting: ofCase, udid } = wantedCase(args);
  const setting: Setting = {
    good,
    bad,
    folder: resolve(folder),
    ...(order !== undefined && { order: resolve(order) }),
    ...ofCase,
  };
  if (buildsBetween(setting).length < 2) {
    throw new Problem(`GOOD (${good}) and BAD (${bad}) are the same package, as are all between them; name others`);
  }
  refuseUnwritableFolder('--out', out);
  const phone = await onlyPhone(bench, args.device ?? udid);
  const { path: home } = createRunFolder(out, 'bisect', new Date());
  const state: BisectState = { v: 1, setting, phone, steps: [] };
  writeState(home, state);
  return { home, state };
}

async function onlyPhone(bench: Bench, udid: string | undefined): Promise<BisectState['phone']> {
  try {
    const { udid: found, name } = phoneAmong(await bench.phones(), udid);
    return { udid: found, name };
  } catch (error) {
    await bench.close();
    throw error;
  }
}

type OfCase = Pick<Setting, 'computeUnits' | 'width' | 'height' | 'paceHz'>;

function wantedCase({ alarm, in: run, units, size }: Args): { readonly setting: OfCase; readonly udid?: string } {
  if (alarm === undefined || run === undefined) return { setting: { computeUnits: units, ...sizeOption(size) } };
  const { device_udid, compute_units, image_width: width, image_height: height, pace_hz } = caseOfAlarm(run, alarm);
  const known = computeUnits.find((each) => each === compute_units) ?? units;
  return {
    udid: device_udid,
    setting: { computeUnits: known, width, height, ...(pace_hz !== undefined && { paceHz: pace_hz }) },
  };
}
