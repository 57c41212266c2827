import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { computeUnits } from '../contract/job.js';
import type { ComputeUnits } from '../contract/job.js';
import { explain, explainLoss } from '../contract/outcome.js';
import { exitCodes, Problem } from '../problem.js';
import type { Lab } from '../lab/lab.js';
import type { Attempt } from '../results/case-record.js';
import { enlargedImages } from '../results/launch-record.js';
import { colourFile, outputFile, readPlan } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { optionsAgain } from './again.js';
import type { CarriedOut, RunSource } from './carry-out.js';
import { ipaOf, ipaOption, labFileOf, labOption } from './options.js';
import { refuseUnwritableFolder } from './writable.js';
import type { Command } from './command.js';

interface Args {
  images: string[];
  model: string;
  units: ComputeUnits;
  out: string;
  compare: boolean;
  virtual: boolean;
  device?: string | undefined;
  lab?: string | undefined;
  app?: string | undefined;
}

/** `upscale`: photo in, enlarged photo out, on the phone. */
export const upscale = (finish: (exitCode: number) => void): Command<Args> => ({
  builder: (yargs) =>
    yargs
      .positional('images', { type: 'string', array: true, demandOption: true, describe: 'PNG, JPEG, WebP or TIFF' })
      .option('model', {
        type: 'string',
        demandOption: true,
        describe: 'A variant that comes with rezbench, by its name, or a package',
      })
      .option('units', { choices: computeUnits, default: 'all' as const, describe: 'Compute units' })
      .option('out', { type: 'string', default: '.', describe: 'Folder the enlarged photos go to' })
      .option('compare', {
        type: 'boolean',
        default: false,
        describe: 'Also write a page with a slider between each photo, enlarged by bicubic, and what the model made',
      })
      .option('virtual', { type: 'boolean', default: false, describe: 'On a virtual iPhone' })
      .option('device', { type: 'string', describe: 'The iPhone with this udid (default: the first one)' })
      .option('lab', labOption)
      .option('app', { ...ipaOption, describe: 'The harness app' }),
  async handler(args) {
    const { carryOut, sayShortcomings, unfinishedCode } = await import('./carry-out.js');
    const { withRun } = await import('../run/stopped.js');
    const { distinctNames } = await import('../plan/distinct-names.js');
    refuseUnwritableFolder('--out', args.out);
    const run = await newUpscaleRun(args);
    const device = args.device ?? (args.virtual ? undefined : await firstPhone());
    const phone = { ...args, device };
    const done = await carryOut({ ...run, again: optionsAgain(phone) }, await labOf(phone));
    const unfinished = unfinishedCode(done);
    if (unfinished !== undefined) {
      finish(unfinished);
      return;
    }
    sayShortcomings(done.shortcomings);
    const { pictureNotes = {} } = readPlan(done.folder);
    sayShortcomings(Object.values(pictureNotes));
    await withRun(done.folder, async () => {
      const names = distinctNames(args.images);
      for (const [index, path] of args.images.entries()) {
        const { target, size } = await deliver(done, index, path, join(args.out, names.get(path) ?? ''));
        console.log(`${target}  ${size}`);
        if (args.compare) console.log(await writeBeforeAfter(path, target, args.model));
      }
    });
  },
});

async function labOf({ virtual, app, device, lab }: Args): Promise<Lab> {
  if (virtual) {
    const { openVirtualLab } = await import('../virtual/lab.js');
    return openVirtualLab({ count: 1, faults: [] });
  }
  const { attachedLab, describedLab } = await import('../lab/attached-lab.js');
  return attachedLab({ ipa: ipaOf(app), udid: device, ...describedLab(labFileOf(lab)) });
}

async function firstPhone(): Promise<string | undefined> {
  const { attachedPhones } = await import('../phone/discovery.js');
  return (await attachedPhones())[0]?.udid;
}

async function newUpscaleRun({ images, model, units }: Args): Promise<RunSource> {
  const { storedInputs } = await import('../plan/pictures.js');
  const { upscalePlan } = await import('../plan/upscale-plan.js');
  const resultsRoot = 'results';
  const plan = await upscalePlan({ images, model, computeUnits: units }, storedInputs(resultsRoot));
  return { kind: 'new', request: { plan, source: images.join(' '), suite: 'sweep' }, resultsRoot };
}

/** Copies an enlarged photo to where the user wants it, which `name` begins. Throws a Problem when the phone did not make it. */
async function deliver(
  { folder }: CarriedOut,
  index: number,
  path: string,
  name: string,
): Promise<{ readonly target: string; readonly size: string }> {
  const { photoName } = await import('../plan/upscale-plan.js');
  const { readRun } = await import('../results/read-run.js');
  const last = readRun(folder)
    .flatMap(({ attempts }) => attempts)
    .at(-1);
  const enlarged = last?.record && enlargedImages(last.record).find(({ image }) => image === photoName(index));
  if (enlarged === undefined) {
    throw new Problem(`${path} was not enlarged: ${reasonOf(last)}; ${folder.path}/logs says more`, exitCodes.missing);
  }
  // A network of luma leaves its output grey; the judge puts the photo's chroma to it.
  const inColour = colourFile(folder, enlarged.sha256, enlarged.image);
  const png = existsSync(inColour) ? inColour : outputFile(folder, enlarged.sha256);
  if (!existsSync(png)) {
    throw new Problem(`${path} was enlarged, but ${png} is missing or damaged; enlarge it again`, exitCodes.missing);
  }
  const scale = readPlan(folder).variants[0]?.scale ?? 1;
  mkdirSync(dirname(name), { recursive: true });
  const target = `${name}-x${String(scale)}.png`;
  copyFileSync(png, target);
  return { target, size: `${String(enlarged.width)}x${String(enlarged.height)}` };
}

/** Writes the page of a photo beside its enlargement, and returns its path. */
async function writeBeforeAfter(photo: string, enlarged: string, model: string): Promise<string> {
  const { readImage } = await import('../image/files.js');
  const { beforeAfterPage } = await import('../upscale/before-after.js');
  const page = enlarged.replace(/png$/, 'html');
  const content = await beforeAfterPage({
    photo: await readImage(photo),
    enlarged: await readImage(enlarged),
    photoName: basename(photo),
    model: basename(model),
    file: basename(enlarged),
  });
  writeWhole(page, content);
  return page;
}

/** Why the last attempt brought no photo. */
function reasonOf(last: Attempt | undefined): string {
  if (last === undefined) return 'the session with the phone did not begin';
  const { entry } = last;
  if (entry.type === 'lost') return explainLoss(entry.loss);
  return explain(entry.outcome) || 'the app says nothing about it';
}
