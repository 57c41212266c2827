import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { inFull, mostOf, numberWithin, sweepBounds, textWithin } from '../bounds/bounds.js';
import { computeUnits } from '../contract/job.js';
import { perceptualMetrics } from '../image/perceptual-names.js';
import type { PerceptualMetric } from '../image/perceptual-names.js';
import type { Size } from '../image/rgb.js';
import type { NetworkFiles } from './figure-names.js';
import { readYaml } from './yaml-file.js';

/** WIDTHxHEIGHT in pixels. */
export const sizeSchema = z
  .string()
  .regex(/^[1-9]\d{0,8}x[1-9]\d{0,8}$/, { error: 'must be WIDTHxHEIGHT in pixels, such as 256x192' })
  .transform((text): Size => {
    const [width = 0, height = 0] = text.split('x').map(Number);
    return { width, height };
  })
  .refine(({ width, height }) => Math.max(width, height) <= mostOf.side.most && width * height <= mostOf.pixels.most, {
    error: `is too large; give at most ${inFull(mostOf.side.most)} pixels a side and ${inFull(mostOf.pixels.most)} in all`,
  });

/** A list without repeats: a repeated item would be a repeated row. */
const distinct = <Item extends z.ZodType>(item: Item, most: number) =>
  z
    .array(item)
    .min(1)
    .max(most, { error: `lists more than ${inFull(most)}; make several sweeps of it` })
    .refine((items) => new Set(items.map((entry) => JSON.stringify(entry))).size === items.length, {
      error: 'names something twice',
    });

const path = textWithin(mostOf.text.most);

const sweepSchema = z.strictObject({
  name: textWithin(mostOf.name.most).regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, {
    error: 'must be letters, digits, "-" or "_"',
  }),
  seed: numberWithin(sweepBounds.seed),
  /** The catalogue that variants are named in; by default the one that comes with rezbench. */
  catalogue: path.optional(),
  /** Names of the catalogue, or paths of packages. */
  variants: distinct(path, mostOf.variants.most),
  compute_units: distinct(z.enum(computeUnits), computeUnits.length),
  sizes: distinct(sizeSchema, mostOf.sizes.most),
  /** The variant measured in every session again and again, so that a change of the whole phone shows; by default the first. */
  anchor: path.optional(),
  /** After how many launches it is measured again. */
  anchor_every: numberWithin(sweepBounds.anchorEvery).default(20),
  measure: z.strictObject({
    warmup: numberWithin(sweepBounds.warmup),
    iterations: numberWithin(sweepBounds.iterations),
    min_seconds: numberWithin(sweepBounds.minSeconds),
    end_to_end_iterations: numberWithin(sweepBounds.endToEndIterations),
    /** Launches per case; with five or more, their medians give the case an interval. */
    launches: numberWithin(sweepBounds.launches).default(1),
    /** Waits so long at most for the phone to be cool before a measurement; 0 does not wait. */
    cooldown_seconds: numberWithin(sweepBounds.cooldownSeconds).default(300),
    /** Waits within that time until the battery is as cool, where the phone tells its temperature. */
    cooldown_celsius: numberWithin(sweepBounds.cooldownCelsius).optional(),
    /** Rests before and after each measurement for as long as it takes to learn what the phone drew; by default it does not. */
    energy: z.boolean({ error: 'must be true or false' }).optional(),
    /** Waits so long before anything is timed, the app being in front. */
    pause_seconds: numberWithin(sweepBounds.pauseSeconds).default(2),
    /** Predictions of each variant's paced case, one a second; 0 plans no such case. */
    paced_iterations: numberWithin(sweepBounds.pacedIterations).default(10),
  }),
  /** Phones of one model share the variants, so that each is measured on one of them; without it every phone measures all. */
  share: z.literal('model', { error: 'must be model, or be left out' }).optional(),
  /** Each variant enlarges frames for minutes, as for a video; without it none does. */
  sustained: z
    .strictObject({
      frames_per_second: numberWithin(sweepBounds.framesPerSecond).default(30),
      minutes: numberWithin(sweepBounds.sustainedMinutes).default(10),
      /** Of the frames; by default the sizes of the sweep. */
      sizes: distinct(sizeSchema, mostOf.sizes.most).optional(),
      launches: numberWithin(sweepBounds.sustainedLaunches).default(1),
    })
    .optional(),
  /** A folder of true images, or of HR/LR pairs; without it quality is not measured. */
  quality: z
    .strictObject({
      testset: path,
      /** Takes only the middle of each true image, for a quick look; such figures compare with no others. */
      crop: sizeSchema.optional(),
      /** How many launches enlarge it with each variant and compute units, 1 by default; of two, an output that differs shows. */
      launches: numberWithin(sweepBounds.qualityLaunches).optional(),
      /** What is computed beside PSNR and SSIM, when the phone is free; none by default, since it takes seconds a megapixel. */
      metrics: distinct(z.enum(perceptualMetrics), perceptualMetrics.length).optional(),
      /** ONNX files of networks that compare two images. */
      lpips: path.optional(),
      dists: path.optional(),
    })
    .optional(),
  limits: z
    .strictObject({
      hello_seconds: numberWithin(sweepBounds.helloSeconds).default(20),
      stall_seconds: numberWithin(sweepBounds.stallSeconds).default(120),
      /** How long a compilation, a load or a plan of placement may take, though the app's heart beats; by default 600. */
      longest_step_seconds: numberWithin(sweepBounds.longestStepSeconds).optional(),
    })
    .default({ hello_seconds: 20, stall_seconds: 120 }),
});

/** The images that quality is judged on. */
export interface Testset {
  readonly folder: string;
  readonly crop: Size | undefined;
  /** How often it is enlarged, each time in a process of its own; once where undefined. */
  readonly launches?: number | undefined;
  /** What is computed beside PSNR and SSIM. */
  readonly metrics?: readonly PerceptualMetric[] | undefined;
  readonly networks?: NetworkFiles | undefined;
}

/** A file that a sweep passes over, and why. */
export interface LeftOut {
  readonly file: string;
  readonly reason: string;
}

/** What to measure. Paths are absolute. */
export interface Sweep extends Omit<z.infer<typeof sweepSchema>, 'catalogue' | 'quality'> {
  readonly path: string;
  readonly catalogue: string | undefined;
  readonly testset: Testset | undefined;
  /** What lies beside the models of a folder and looks like one; a sweep file names its models itself. */
  readonly leftOut?: readonly LeftOut[];
}

/** Reads a sweep file; paths in it are relative to it. Throws a Problem that names line and field. */
export function readSweep(path: string): Sweep {
  const { catalogue, quality, ...rest } = readYaml(path, sweepSchema);
  const from = (relative: string): string => resolve(dirname(path), relative);
  return {
    ...rest,
    path: resolve(path),
    variants: rest.variants.map((variant) => (isPath(variant) ? from(variant) : variant)),
    catalogue: catalogue === undefined ? undefined : from(catalogue),
    testset: quality && {
      folder: from(quality.testset),
      crop: quality.crop,
      launches: quality.launches,
      metrics: quality.metrics,
      networks: {
        ...(quality.lpips !== undefined && { lpips: from(quality.lpips) }),
        ...(quality.dists !== undefined && { dists: from(quality.dists) }),
      },
    },
  };
}

/** Whether a sweep names a variant by its package's path, not by the catalogue's name. */
export const isPath = (variant: string): boolean => /[/\\]|\.(mlpackage|mlmodelc?)$/.test(variant);
