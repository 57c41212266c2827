import { resolve } from 'node:path';
import { buildsBetween, holdsApps } from '../bisect/builds.js';
import type { Build } from '../bisect/builds.js';
import { readState, writeState } from '../bisect/state.js';
import type { BisectState, Setting } from '../bisect/state.js';
import { conclusionText } from '../bisect/words.js';
import { caseOfAlarm } from '../compare/alarms/alarms-file.js';
import { computeUnits } from '../contract/job.js';
import type { ComputeUnits } from '../contract/job.js';
import { refuseForeignApp } from '../lab/refuse-foreign-app.js';
import type { Target } from '../phone/target.js';
import { packageDigest } from '../plan/package-digest.js';
import { exitCodes, Problem } from '../problem.js';
import { createRunFolder } from '../results/run-folder.js';
import { shellWord } from '../results/shell-word.js';
import { alarmedPackage } from './alarmed-package.js';
import { bisectBuilds } from './bisect-builds.js';
import { bisectionText } from './bisection-text.js';
import { withLabOptions } from './lab-of.js';
import type { LabArgs } from './lab-of.js';
import { benchOf, phoneAmong } from './measure-again.js';
import type { Bench, OpenBench } from './measure-again.js';
import type { Command } from './command.js';
import { outOption } from './options.js';
import { sizeOption } from './size.js';
import { refuseUnwritableFolder } from './writable.js';

interface Args extends LabArgs {
  good?: string | undefined;
  bad?: string | undefined;
  builds?: string | undefined;
  order?: string | undefined;
  model?: string | undefined;
  resume?: string | undefined;
  alarm?: string | undefined;
  in?: string | undefined;
  units: ComputeUnits;
  size: string;
  out: string;
  json: boolean;
}

/** `bisect`: which of many builds is the first slow one? */
export const bisect = (finish: (exitCode: number) => void, openBench: OpenBench = benchOf): Command<Args> => ({
  builder: (yargs) =>
    withLabOptions(
      yargs
        .positional('good', { type: 'string', describe: 'A build that is known to be fast: its name in the folder' })
        .positional('bad', { type: 'string', describe: 'A newer one that is slow' })
        .option('builds', {
          type: 'string',
          describe: 'Folder with all packages, or .ipa files of the app, from GOOD to BAD',
        })
        .option('order', {
          type: 'string',
          describe: 'Their names from old to new, one a line, where names do not sort',
        })
        .option('model', {
          type: 'string',
          describe: 'With builds of the app: the package to measure them by (default: that of the alarm)',
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
        .conflicts('resume', ['good', 'bad', 'builds', 'order', 'model', 'alarm', 'in'])
        .implies('alarm', 'in')
        .implies('in', 'alarm'),
    ),
  async handler(args) {
    const resumed = args.resume === undefined ? undefined : goOn(args.resume);
    const wanted = resumed?.state.setting ?? settingOf(args);
    const bench = await openBench(args, appFor(args, wanted));
    const { home, state } = resumed ?? (await begin(args, wanted, bench));
    const { lockRun } = await import('../run/run-lock.js');
    const unlock = await lockRun({ path: home, id: 'bisection' });
    const goesOnWith = ['npx rezbench bisect --resume', ...[home, ...bench.again].map(shellWord)].join(' ');
    const say = (sentence: string): void => {
      console.error(`rezbench: ${sentence}`);
    };
    try {
      // To go on with one of its runs alone would leave the app on the phone that the next one is not meant for.
      const measure: Bench['measure'] = (folder, ipa) => bench.measure({ ...folder, goesOnWith }, ipa);
      const ended = await bisectBuilds(home, state, { fleet: bench.fleet, measure }, say);
      if (typeof ended === 'number') {
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

/** What is to be bisected. Throws a Problem for what the command line or the folder of the builds has wrong. */
function settingOf(args: Args): Setting {
  const { good, bad, builds: folder, order } = args;
  if (good === undefined || bad === undefined || folder === undefined) {
    throw new Problem('bisect takes GOOD, BAD and --builds FOLDER, or --resume BISECTION');
  }
  const model = modelFor(args, folder);
  return {
    good,
    bad,
    folder: resolve(folder),
    ...(order !== undefined && { order: resolve(order) }),
    ...wantedCase(args).setting,
    ...(model !== undefined && { model: { path: model, sha256: digestOf(model) } }),
  };
}

/** The package that builds of the app are measured by; undefined where packages are bisected. */
function modelFor({ model, alarm, in: run }: Args, folder: string): string | undefined {
  if (model !== undefined) return resolve(model);
  return alarm !== undefined && run !== undefined && holdsApps(folder) ? alarmedPackage(run, alarm) : undefined;
}

function digestOf(model: string): string {
  const sha256 = packageDigest(model);
  if (sha256 !== undefined) return sha256;
  throw new Problem(`${model} is damaged, or no model; name another package with --model`, exitCodes.missing);
}

/** What the phones are asked with: of builds of the app the first one, since each takes the place of the one before it. */
function appFor({ app, virtual }: Args, setting: Setting): string | undefined {
  if (setting.model === undefined || virtual !== undefined) return app;
  if (app === undefined) return buildsBetween(setting)[0]?.path;
  throw new Problem(`--app ${app}: ${setting.folder} has the builds of the app; leave --app out`);
}

/** What is wrong with the builds is told of before a phone is asked. */
async function begin(args: Args, setting: Setting, bench: Bench): Promise<Begun> {
  const { model } = setting;
  const builds = buildsBetween(setting);
  refuseUnwritableFolder('--out', args.out);
  const { udid, name } = await onlyPhone(bench, args.device ?? wantedCase(args).udid, model && builds);
  const phone = { udid, name };
  const { path: home } = createRunFolder(args.out, 'bisect', new Date());
  const state: BisectState = { v: 1, setting, phone, steps: [] };
  writeState(home, state);
  return { home, state };
}

/** Throws a Problem also where the phone would refuse one of the apps. */
async function onlyPhone(bench: Bench, udid: string | undefined, apps: readonly Build[] = []): Promise<Target> {
  try {
    const phone = phoneAmong(await bench.phones(), udid);
    for (const { path } of apps) refuseForeignApp(path, [phone]);
    return phone;
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
