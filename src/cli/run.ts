import { join, relative } from 'node:path';
import { computeUnits } from '../contract/job.js';
import type { ComputeUnits } from '../contract/job.js';
import { exitCodes, Problem } from '../problem.js';
import { folderSweep } from '../plan/folder-sweep.js';
import type { Plan } from '../plan/plan.js';
import { readSweep } from '../plan/sweep.js';
import type { Sweep } from '../plan/sweep.js';
import type { RunFleet } from '../results/provenance.js';
import type { RunFolder } from '../results/run-folder.js';
import { shellWord } from '../results/shell-word.js';
import { projectRoot } from '../project.js';
import { withoutLogin } from '../lab/grid-login.js';
import type { IosVersion } from '../virtual/iphone/identity.js';
import { optionsAgain } from './again.js';
import type { RunSource } from './carry-out.js';
import { askDoctor } from './doctor.js';
import { labOf } from './lab-of.js';
import { appiumPortOption, faultOption, iosOption, labFileOf, labOption, outOption } from './options.js';
import { sizeOption } from './size.js';
import { virtualPhonesOf } from './virtual-phones.js';
import { passedOver, planCost, planSummary } from '../terminal/plan-summary.js';
import { speechOf, speechOptions } from './speech.js';
import type { SpeechArgs } from './speech.js';
import type { Command } from './command.js';

interface Args extends SpeechArgs {
  sweep?: string | undefined;
  resume?: string | undefined;
  'retry-quarantined': boolean;
  'require-unit': boolean;
  models?: string | undefined;
  images?: string | undefined;
  units: ComputeUnits[];
  size: string[];
  out: string;
  virtual?: string | undefined;
  night?: number | undefined;
  ios?: IosVersion | undefined;
  'dry-run': boolean;
  fault: string[];
  device?: string | undefined;
  lab?: string | undefined;
  app?: string | undefined;
  grid?: string | undefined;
  'appium-port'?: number | undefined;
  confirm?: string[] | undefined;
  strict: boolean;
}

/** `run`: a sweep on the attached iPhones, or on virtual ones. */
export const run = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .positional('sweep', { type: 'string', describe: "Sweep file (default: the demo's)" })
      .option('resume', { type: 'string', describe: 'Go on with an interrupted run: its folder' })
      .option('retry-quarantined', {
        type: 'boolean',
        default: false,
        describe: 'With --resume: also try again what failed too often',
      })
      .option('require-unit', {
        type: 'boolean',
        default: false,
        describe: 'A case is not ok where witnesses agree that another compute unit did it than was asked for',
      })
      .option('models', { type: 'string', describe: 'Sweep every model in this folder instead of a sweep file' })
      .option('images', { type: 'string', describe: 'With --models: a folder of true images, or of HR/LR pairs' })
      .option('units', {
        choices: computeUnits,
        array: true,
        default: ['cpuOnly', 'cpuAndNeuralEngine', 'all'] as ComputeUnits[],
        describe: 'With --models: compute units',
      })
      .option('size', {
        type: 'string',
        array: true,
        default: ['64x64', '128x128'],
        describe: 'With --models: sizes of the low-resolution image',
      })
      .option('out', outOption)
      .option('device', {
        type: 'string',
        describe: 'Only the iPhone with this udid; with --grid also by its name there',
      })
      .option('lab', labOption)
      .option('app', {
        type: 'string',
        defaultDescription: 'REZBENCH_APP, or harness-app/Harness.ipa; with --virtual twin',
        describe:
          'The harness app: an .ipa; with --virtual twin (TypeScript) or, in a checkout, swift (scripts/swift/build.sh)',
      })
      .option('dry-run', { type: 'boolean', default: false, describe: 'Only show what would be run, and for how long' })
      .option('virtual', {
        type: 'string',
        describe: 'On this many virtual iPhones instead, or on those of a fleet file (FLEET.yaml)',
      })
      .option('night', {
        type: 'number',
        describe: 'With a fleet file whose latency is modelled: which night it is',
        defaultDescription: "the file's",
      })
      .option('ios', iosOption)
      .option('fault', faultOption)
      .option('grid', {
        type: 'string',
        describe: 'On the iPhones of a Selenium Grid: the address of its hub, such as http://HUB:4444 (docs/farm.md)',
        coerce: withoutLogin,
      })
      .option('appium-port', appiumPortOption)
      .option('confirm', {
        type: 'string',
        array: true,
        describe: 'Compare with this base at once, measure in pairs what is suspicious, and end with the verdict',
      })
      .option('strict', { type: 'boolean', default: false, describe: 'With --confirm: no screen, as before a release' })
      .options(speechOptions)
      .conflicts('virtual', ['device', 'lab'])
      .conflicts('grid', ['virtual', 'lab', 'appium-port'])
      .conflicts('resume', ['sweep', 'models', 'confirm'])
      .conflicts('models', 'sweep')
      .implies('images', 'models')
      .implies('ios', 'virtual'),
  async handler(args) {
    const speech = speechOf(args);
    if (speech !== 'full' && args.confirm !== undefined) {
      throw new Problem(
        `--${speech}: a night with --confirm ends in a verdict; leave it out, and print the verdict by compare --json`,
      );
    }
    if (speech === 'json' && args['dry-run']) throw new Problem('--json: a dry run has no results; leave it out');
    if (args.strict && args.confirm === undefined) throw new Problem('--strict: name the base with --confirm BASE');
    // A base that cannot be read is told of before a night is spent.
    if (args.confirm !== undefined) (await import('../compare/bases.js')).checkBases(args.confirm);
    const virtual = await virtualPhonesOf(args);
    const count = virtual?.count;
    if (args['dry-run']) {
      const plan = await plannedBy(args);
      sayPassedOver(plan);
      console.log(planSummary(plan, count));
      if (args.resume === undefined) (await import('../run/free-space.js')).refuseFullDisk(plan, args.out, count);
      return;
    }
    const { runAndTell } = await import('./carry-out.js');
    // A lab file that cannot be read is told of before a plan is made, which takes longer.
    if (virtual === undefined && args.grid === undefined)
      (await import('../lab/attached-lab.js')).describedLab(labFileOf(args.lab));
    const source = { ...(await sourceOf(args, virtual?.fleet)), speech };
    if (source.kind === 'new') {
      const { plan } = source.request;
      sayPassedOver(plan);
      console.error(`rezbench: ${planCost(plan, count)}`);
      (await import('../run/free-space.js')).refuseFullDisk(plan, args.out, count);
    }
    const { lab, device, app } = args;
    const examine =
      virtual === undefined && args.grid === undefined ? () => askDoctor({ lab, device, app }) : undefined;
    const first = await runAndTell(source, await labOf(args, virtual), examine);
    if (args.confirm === undefined) {
      finish(first.code);
      if (speech === 'full' && first.code === exitCodes.pass) console.log(`\n${reportNext(first.folder)}`);
      return;
    }
    const { confirmTonight } = await import('./confirm-night.js');
    const { confirm: bases, strict: isStrict } = args;
    finish(
      await confirmTonight(first, {
        bases,
        isStrict,
        again: source.again,
        fleet: virtual?.fleet,
        openLab: () => labOf(args, virtual),
      }),
    );
  },
});

/** What somebody does next who has all that was asked for. */
function reportNext({ path }: RunFolder): string {
  const fromHere = relative(process.cwd(), path);
  return `next: npx rezbench report ${shellWord(fromHere.startsWith('..') ? path : fromHere)}`;
}

function sayPassedOver(plan: Plan): void {
  for (const sentence of passedOver(plan)) console.error(`rezbench: ${sentence}`);
}

/** What `run` goes on with or begins, by its options. */
export async function sourceOf(
  args: Pick<Args, 'resume' | 'retry-quarantined' | 'require-unit' | 'out'> &
    SweepArgs &
    Parameters<typeof optionsAgain>[0],
  fleet?: RunFleet,
): Promise<RunSource> {
  const again = optionsAgain(args);
  if (args.resume !== undefined) {
    if (args['require-unit']) await refuseOtherRequest(args.resume);
    return { kind: 'resume', path: args.resume, retryQuarantined: args['retry-quarantined'], again, fleet };
  }
  if (args['retry-quarantined']) throw new Problem('--retry-quarantined: give the run to go on with by --resume RUN');
  const { newSweepRun } = await import('./sweep-run.js');
  const made = await newSweepRun(sweepOf(args), args.out);
  return { ...made, request: { ...made.request, requireUnit: args['require-unit'] }, again, fleet };
}

/** Throws a Problem where a run that goes on was begun without --require-unit: its rows would no longer be judged alike. */
async function refuseOtherRequest(run: string): Promise<void> {
  const { openRunFolder } = await import('../results/run-folder.js');
  const { requiresUnit } = await import('../results/require-unit.js');
  if (requiresUnit(openRunFolder(run))) return;
  throw new Problem('--require-unit: the run was begun without it; leave it out, or start a new run');
}

/** The plan of a run before any phone is asked. */
async function plannedBy(args: Args): Promise<Plan> {
  if (args.resume === undefined) {
    const { newSweepRun } = await import('./sweep-run.js');
    return (await newSweepRun(sweepOf(args), args.out)).request.plan;
  }
  const { openRunFolder, readPlan } = await import('../results/run-folder.js');
  return readPlan(openRunFolder(args.resume));
}

type SweepArgs = Pick<Args, 'sweep' | 'models' | 'images' | 'units' | 'size'>;

function sweepOf({ sweep, models, images, units, size }: SweepArgs): Sweep {
  if (models === undefined) return readSweep(sweep ?? join(projectRoot, 'sweeps/demo.yaml'));
  return folderSweep({ models, images, computeUnits: units, sizes: size.map(sizeOption) });
}
