import { copyFileSync, mkdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { CommandModule } from 'yargs';
import { computeUnits } from '../contract/job.js';
import type { ComputeUnits } from '../contract/job.js';
import { explain } from '../contract/outcome.js';
import { exitCodes, Problem } from '../problem.js';
import type { Lab } from '../lab/lab.js';
import { enlargedImages } from '../results/launch-record.js';
import { outputFile, readPlan } from '../results/run-folder.js';
import type { CarriedOut, RunSource } from './carry-out.js';
import { ipaOption, labOption } from './options.js';

interface Args {
  images: string[];
  model: string;
  units: ComputeUnits;
  out: string;
  virtual: boolean;
  device?: string | undefined;
  lab?: string | undefined;
  app: string;
}

/** `upscale`: photo in, enlarged photo out, on the phone. */
export const upscale: CommandModule<object, Args> = {
  command: 'upscale <images..>',
  describe: 'Enlarge photos on the phone',
  builder: (yargs) =>
    yargs
      .positional('images', { type: 'string', array: true, demandOption: true, describe: 'PNG, JPEG, WebP or TIFF' })
      .option('model', { type: 'string', demandOption: true, describe: 'A name of models/variants.yaml, or a package' })
      .option('units', { choices: computeUnits, default: 'all' as const, describe: 'Compute units' })
      .option('out', { type: 'string', default: '.', describe: 'Folder the enlarged photos go to' })
      .option('virtual', { type: 'boolean', default: false, describe: 'On a virtual iPhone' })
      .option('device', { type: 'string', describe: 'The iPhone with this udid (default: the first one)' })
      .option('lab', labOption)
      .option('app', { ...ipaOption, describe: 'The harness app' })
      .example('$0 upscale photo.jpg --model swinir-s-x2-fp16-64 --virtual', 'writes photo-x2.png'),
  async handler(args) {
    const { carryOut } = await import('./carry-out.js');
    const source = await newUpscaleRun(args);
    const done = await carryOut(source, await labOf(args));
    for (const [index, path] of args.images.entries()) console.log(await deliver(done, index, path, args.out));
  },
};

async function labOf({ virtual, app: ipa, device, lab }: Args): Promise<Lab> {
  if (virtual) {
    const { openVirtualLab } = await import('../virtual/lab.js');
    return openVirtualLab({ count: 1, faults: [] });
  }
  const { attachedLab, labDevices } = await import('../lab/attached-lab.js');
  const { attachedPhones } = await import('../phone/discovery.js');
  const udid = device ?? (await attachedPhones())[0]?.udid;
  return attachedLab({ ipa, udid, devices: labDevices(lab) });
}

async function newUpscaleRun({ images, model, units }: Args): Promise<RunSource> {
  const { storedInputs } = await import('../plan/pictures.js');
  const { upscalePlan } = await import('../plan/upscale-plan.js');
  const resultsRoot = 'results';
  const plan = await upscalePlan({ images, model, computeUnits: units }, storedInputs(resultsRoot));
  return { kind: 'new', request: { plan, source: images.join(' '), suite: 'sweep' }, resultsRoot };
}

/** Copies an enlarged photo to where the user wants it. Throws a Problem when the phone did not make it. */
async function deliver({ folder }: CarriedOut, index: number, path: string, out: string): Promise<string> {
  const { photoName } = await import('../plan/upscale-plan.js');
  const { readRun } = await import('../results/read-run.js');
  const launch = readRun(folder)
    .flatMap(({ launches }) => launches)
    .at(-1);
  const enlarged = launch && enlargedImages(launch).find(({ image }) => image === photoName(index));
  if (enlarged === undefined) {
    const reason = launch ? explain(launch.finished.outcome) : 'the session with the phone did not begin';
    throw new Problem(`${path} was not enlarged: ${reason}; ${folder.path}/logs says more`, exitCodes.missing);
  }
  const scale = readPlan(folder).variants[0]?.scale ?? 1;
  mkdirSync(out, { recursive: true });
  const target = join(out, `${parse(path).name}-x${String(scale)}.png`);
  copyFileSync(outputFile(folder, enlarged.sha256), target);
  return `${target}  ${String(enlarged.width)}x${String(enlarged.height)}`;
}
