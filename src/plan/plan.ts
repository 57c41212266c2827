import { z } from 'zod';
import { featureSchema, jobSchema, outputFeatureSchema, requestedUnits } from '../contract/job.js';
import { perceptualMetrics } from '../image/perceptual-names.js';
import { networkMetrics } from './figure-names.js';

const size = { width: z.int().positive(), height: z.int().positive() };
const units = z.enum(requestedUnits);

const plannedVariant = z.strictObject({
  name: z.string(),
  family: z.string().optional(),
  technique: z.string().optional(),
  reference: z.string().optional(),
  /** Absent for a file that cannot be read as a model, with all that follows, and for iOS's own upscaler. */
  sha256: z.string().optional(),
  format: z.enum(['mlpackage', 'mlmodel']).optional(),
  scale: z.number().optional(),
  params: z.number().optional(),
  nonzeroParams: z.number().optional(),
  /** Multiply-accumulates for each pixel of the enlarged picture; absent where the program cannot be counted. */
  macsPerPixel: z.number().optional(),
  packageBytes: z.number().optional(),
  weightBytes: z.number().optional(),
  weightDtype: z.string().optional(),
  computeDtype: z.string().optional(),
  /** Major version of the oldest iOS that can load it. */
  minIos: z.int().optional(),
});
export type PlannedVariant = z.infer<typeof plannedVariant>;

const plannedCase = z.strictObject({
  id: z.string(),
  variant: z.string(),
  computeUnits: units,
  function: z.string().optional(),
  ...size,
  tiles: z.int().positive().optional(),
  /** Predictions begin at this rate, 1/s, instead of back to back. */
  paceHz: z.number().positive().optional(),
  /** For how long predictions go on, as for the frames of a video; absent where their number is set. */
  sustainedS: z.number().positive().optional(),
  /** Input pixels trimmed at the inner edges of tiles; only where there are several. */
  tileMargin: z.int().nonnegative().optional(),
  /** Decided before any phone is asked. */
  unsupported: z.string().optional(),
});
export type PlannedCase = z.infer<typeof plannedCase>;

const plannedLaunch = z.strictObject({
  id: z.string(),
  /** Only first light has `trial` launches, which do not belong to a case, and only a confirmation has `confirm`. */
  kind: z.enum(['anchor', 'purge', 'prepare', 'prime', 'measure', 'quality', 'confirm', 'trial']),
  variant: z.string(),
  computeUnits: units,
  /** Only a `measure` launch has one, and a `confirm` launch: that of the candidate. */
  case: z.string().optional(),
  /** Only on these phones, by udid; absent where every phone of the run carries it out. */
  devices: z.array(z.string()).optional(),
  expectedMs: z.number(),
  /** Everything but the launch's own name, which the run adds. */
  job: z.strictObject(jobSchema.shape).omit({ launch: true }),
});
export type PlannedLaunch = z.infer<typeof plannedLaunch>;

const range = z.strictObject({ lowest: z.number(), highest: z.number().optional() });
const sizesSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed') }),
  z.strictObject({ kind: z.literal('enumerated'), sizes: z.array(z.strictObject(size)).readonly() }),
  z.strictObject({ kind: z.literal('range'), width: range, height: range }),
]);

const imageFunction = z.strictObject({
  function: z.string().exactOptional(),
  /** At the default size. */
  input: featureSchema,
  output: outputFeatureSchema,
  sizes: sizesSchema,
  scale: z.number(),
});

const truth = z.strictObject({ source: z.string(), ...size });
export type Truth = z.infer<typeof truth>;

/** The name of a true image in a plan: one for each scale, since it is cropped to whole low-resolution pixels. */
export const truthKey = (scale: number, image: string): string => `x${String(scale)} ${image}`;

const leftOut = z.strictObject({ file: z.string(), reason: z.string() });

/** A reference variant on the host: what every phone's output is compared with. */
const reference = z.strictObject({
  sha256: z.string(),
  tileMargin: z.int().nonnegative().optional(),
  /** Its image functions; the one for a picture is chosen as it is for a phone. */
  entries: z.tuple([imageFunction], imageFunction).readonly(),
});
export type Reference = z.infer<typeof reference>;

/** Version of plan.json, and so of the run's folder: a reader refuses any other. */
export const planVersion = 4 as const;

export const planSchema = z.strictObject({
  v: z.literal(planVersion),
  name: z.string(),
  seed: z.int(),
  /**
   * A hash over everything but itself and `sources`, `packages`, `truths`, `networkFiles`, `leftOut` and `pictureNotes`, which
   * are this machine's.
   */
  hash: z.string(),
  limits: z.strictObject({ helloMs: z.number(), stallMs: z.number(), longestStepMs: z.number().optional() }),
  variants: z.array(plannedVariant),
  cases: z.array(plannedCase),
  /** The launches in the order they run, the same on every phone but for those that name `devices`. */
  launches: z.array(plannedLaunch),
  /** Measured at the start of every session and after every `anchorEvery` launches, so that a change of the whole phone shows. */
  anchors: z.array(plannedLaunch),
  anchorEvery: z.int().positive(),
  /** Deletes what the phone keeps of loads; the run does it before it loads a model cold. */
  purge: plannedLaunch.optional(),
  /** What comes between launches that measure, by the battery's gauge. */
  battery: z
    .strictObject({
      /** Waits until the battery is as cool, so long at most. */
      coolToC: z.number().optional(),
      coolLimitMs: z.number(),
      /** Rests before and after until the gauge has said what the launch took. */
      energy: z.literal(true).optional(),
    })
    .optional(),
  /** Each phone's first session installs the app, also where it is on the phone already: the run is of one installation. */
  installsAnew: z.literal(true).optional(),
  /** One for each pair of variant and compute units: loads the model, so that a measuring launch finds it prepared. */
  primes: z.array(plannedLaunch),
  testset: z.string().optional(),
  /** Phones of one model share the variants: each launch names the phone of each model that carries it out. */
  share: z.literal('model').optional(),
  /** What is computed of the test set beside PSNR and SSIM. */
  metrics: z.array(z.enum(perceptualMetrics)).optional(),
  /** Networks that compare its images, by their sha256. */
  networks: z.partialRecord(z.enum(networkMetrics), z.string()).optional(),
  /** The model whose float32 output on the host is compared with the variant's own, by variant. */
  references: z.record(z.string(), reference),
  /** Where the host has each file a job names, by path on the phone. */
  sources: z.record(z.string(), z.string()),
  /** The package of each reference, by its sha256. */
  packages: z.record(z.string(), z.string()),
  /** The ONNX file of each of `networks`, by its sha256. */
  networkFiles: z.record(z.string(), z.string()).optional(),
  /** Raw RGB8 of the true image behind each image of the test set, by `truthKey`. */
  truths: z.record(z.string(), truth),
  /** Files that the sweep passed over. */
  leftOut: z.array(leftOut).optional(),
  /** What was lost of an image's file, by its name in the jobs; absent where nothing worth telling was. */
  pictureNotes: z.record(z.string(), z.string()).optional(),
});
export type Plan = z.infer<typeof planSchema>;
