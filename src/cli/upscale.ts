import { copyFileSync, mkdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { CommandModule } from 'yargs';
import { computeUnits } from '../contract/job.js';
import type { ComputeUnits } from '../contract/job.js';
import { explain } from '../contract/outcome.js';
import { exitCodes, Problem } from '../problem.js';
import type { Where } from '../run/start.js';
import { outputFile, readPlan } from '../results/run-folder.js';
import type { Carried } from '../run/execute.js';
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
    const carried = await (args.virtual ? onVirtual(args) : onPhone(args));
    for (const [index, path] of args.images.entries()) console.log(await deliver(carried, index, path, args.out));
  },
};

async function onVirtual(args: Args): Promise<Carried> {
  const { onVirtualIphones } = await import('../virtual/lab.js');
  return onVirtualIphones({ count: 1, faults: [] }, (where) => enlarge(args, where));
}

async function onPhone(args: Args): Promise<Carried> {
  const { attachedPhones } = await import('../phone/discovery.js');
  const { labDevices } = await import('../run/start.js');
  const lab = labDevices(args.lab);
  const udid = args.device ?? (await attachedPhones())[0]?.udid;
  return enlarge(args, { ipa: args.app, udid, lab });
}

async function enlarge({ images, model, units }: Args, where: Where): Promise<Carried> {
  const { carryOut } = await import('../run/execute.js');
  return carryOut({ kind: 'upscale', upscale: { images, model, computeUnits: units }, resultsRoot: 'results' }, where);
}

/** Copies an enlarged photo to where the user wants it. Throws a Problem when the phone did not make it. */
async function deliver({ folder, phones }: Carried, index: number, path: string, out: string): Promise<string> {
  const { photoName } = await import('../plan/upscale-plan.js');
  const launch = phones.flatMap(({ launches }) => launches).at(-1);
  const made = launch?.finished.quality?.find(({ image }) => image === photoName(index));
  if (made === undefined) {
    const reason = launch ? explain(launch.finished.outcome) : 'the session with the phone did not begin';
    throw new Problem(`${path} was not enlarged: ${reason}; ${folder.path}/logs says more`, exitCodes.missing);
  }
  const scale = readPlan(folder).variants[0]?.scale ?? 1;
  mkdirSync(out, { recursive: true });
  const target = join(out, `${parse(path).name}-x${String(scale)}.png`);
  copyFileSync(outputFile(folder, made.sha256), target);
  return `${target}  ${String(made.width)}x${String(made.height)}`;
}
