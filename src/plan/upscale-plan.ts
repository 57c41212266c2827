import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { ComputeUnits } from '../contract/job.js';
import { Problem } from '../problem.js';
import { mostPixels, readPicture } from '../image/files.js';
import type { Size } from '../image/rgb.js';
import { findVariant, readCatalogue } from './catalogue.js';
import { qualityLaunch } from './launches.js';
import { OpenedVariants } from './opened-variants.js';
import { storePicture } from './pictures.js';
import { planVersion } from './plan.js';
import type { Plan } from './plan.js';
import { shipped } from './shipped.js';

/** Photos to enlarge with one model. */
export interface Upscale {
  readonly images: readonly string[];
  /** A name of the shipped catalogue, or a package's path. */
  readonly model: string;
  readonly computeUnits: ComputeUnits;
}

const limits = { helloMs: 20_000, stallMs: 600_000 };

/** The name by which a plan knows the n-th photo; two photos may share their file's name. */
export const photoName = (index: number): string => `photo-${String(index + 1)}`;

/**
 * A plan of one launch that enlarges photos, each upright and as large as it is. Throws a Problem for a photo or model
 * that cannot be used.
 */
export async function upscalePlan({ images, model, computeUnits }: Upscale, inputs: string): Promise<Plan> {
  const variant = findVariant(model, readCatalogue(shipped.catalogue), '--model');
  const { name, path, tileMargin } = variant;
  const opened = await new OpenedVariants().open(variant);
  if (opened.files === undefined) throw opened.problem;
  const { files, support } = opened;
  if (!support.sweepable) {
    throw new Problem(`${path} cannot enlarge photos: ${support.reason}; name another --model`);
  }
  const { functions } = support;
  const pictures = [];
  const pictureNotes: Record<string, string> = {};
  for (const [index, photo] of images.entries()) {
    const { image, note } = await readPicture(photo);
    refuseTooLarge(photo, image, functions[0].scale);
    if (note !== undefined) pictureNotes[photoName(index)] = note;
    pictures.push(storePicture(image, photoName(index), inputs));
  }
  const draft = qualityLaunch(
    { kind: 'model', name, files, functions, statedMargin: tileMargin },
    computeUnits,
    pictures,
  );
  if (draft === undefined) {
    throw new Problem(
      `${path}: a tile margin of ${String(tileMargin)} leaves nothing of its input; name another --model`,
    );
  }
  const content = {
    v: planVersion,
    name: 'upscale',
    seed: 0,
    limits,
    variants: [
      {
        name,
        sha256: files.sha256,
        format: files.format,
        scale: functions[0].scale,
        packageBytes: files.files.reduce((sum, { bytes }) => sum + bytes, 0),
      },
    ],
    cases: [],
    launches: [draft.launch],
    anchors: [],
    anchorEvery: 1,
    primes: [],
    references: {},
  };
  return {
    ...content,
    hash: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    // Workers run in another folder than the command.
    sources: Object.fromEntries(draft.pushed.map(({ file, source }) => [file.path, resolve(source)])),
    packages: {},
    truths: {},
    pictureNotes,
  };
}

function refuseTooLarge(path: string, { width, height }: Size, scale: number): void {
  if (width * height * scale ** 2 <= mostPixels) return;
  throw new Problem(
    `${path} is ${String(width)}x${String(height)}, and ${String(scale)} times as large it is more than rezbench writes; give a smaller picture`,
  );
}
