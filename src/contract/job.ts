import { z } from 'zod';
import { jobBounds, numberWithin, reportedBounds } from '../bounds/bounds.js';
import { containedPath, isContained, launchId, sha256Hex } from './paths.js';
import { systemModes } from './system-upscaler.js';

/** Version of the job, event and status formats. A reader refuses any other. */
export const contractVersion = 3;

/** Largest piece of a pushed file: the legacy AFC path sends a push as one write with a 10 s reply timeout. */
export const pushPartBytes = 8_000_000;

/** Largest pulled file, and largest sum of one pulled folder. */
export const pullPartBytes = 4_000_000;

export const computeUnits = ['cpuOnly', 'cpuAndGPU', 'cpuAndNeuralEngine', 'all'] as const;
export type ComputeUnits = (typeof computeUnits)[number];

/** What a launch asks for: compute units of Core ML, or iOS's own upscaler, for which iOS chooses where it computes. */
export const requestedUnits = [...computeUnits, 'system'] as const;
export type RequestedUnits = (typeof requestedUnits)[number];

const count = numberWithin(reportedBounds.count);
const bytes = numberWithin(reportedBounds.bytes);
const pixels = numberWithin(jobBounds.side);

const part = z.strictObject({ path: containedPath, bytes });

/** A file under Documents. With `parts` it was pushed in pieces, which the app joins; it verifies every sha256. */
const stagedFile = z.strictObject({
  path: containedPath,
  bytes,
  sha256: sha256Hex,
  parts: z.array(part).optional(),
});
export type StagedFile = z.infer<typeof stagedFile>;

/** RGB, BGR and GRAY are Core ML image features; the others are multi-arrays, with or without a batch of one. */
const imageLayouts = ['RGB', 'BGR', 'GRAY'] as const;
const arrayLayouts = ['NCHW', 'NHWC', 'CHW', 'HWC'] as const;

/**
 * How pixels meet the model. `image` is a Core ML image feature of 8 bits, values 0-255; `array` is a multi-array in the
 * given layout whose values run over `range`. With one channel the model is given luma, and what it gives is luma: BT.601
 * at full range, as JFIF has it, 0.299 R + 0.587 G + 0.114 B, rounded to a byte for an image feature. The app then writes
 * RGB in which R = G = B.
 */
export const featureSchema = z.strictObject({
  name: z.string().min(1),
  kind: z.enum(['image', 'array']),
  layout: z.enum([...imageLayouts, ...arrayLayouts]),
  channels: z.union([z.literal(1), z.literal(3)]),
  width: pixels,
  height: pixels,
  range: z.tuple([z.number(), z.number()]),
});
export type Feature = z.infer<typeof featureSchema>;

/**
 * `inset` is how many input pixels the model loses on each side, as convolutions without padding do: its output shows
 * only what lies further inside.
 */
export const outputFeatureSchema = featureSchema.extend({ inset: count });
export type OutputFeature = z.infer<typeof outputFeatureSchema>;

/** Output pixels for each input pixel along an axis. */
export const scaleOf = ({ input, output }: { readonly input: Feature; readonly output: OutputFeature }): number =>
  output.width / (input.width - 2 * output.inset);

/** An image's name becomes part of its outputs' file names. */
const imageName = z.string().refine((name) => isContained(name) && !name.includes('/'), {
  error: 'must be a file name',
});

const modelArm = z.strictObject({
  model: containedPath,
  sha256: sha256Hex,
  computeUnits: z.enum(computeUnits),
  function: z.string().optional(),
  input: featureSchema,
  output: outputFeatureSchema,
});
export type ModelArm = z.infer<typeof modelArm>;

/** iOS's own upscaler in place of a model: nothing is compiled, and a load begins a session for frames of the input's size. */
const systemArm = z.strictObject({
  computeUnits: z.literal('system'),
  mode: z.enum(systemModes),
  input: featureSchema,
  output: outputFeatureSchema,
});
export type SystemArm = z.infer<typeof systemArm>;

const arm = z.discriminatedUnion('computeUnits', [modelArm, systemArm]);
export type Arm = z.infer<typeof arm>;

export const isModelArm = (one: Arm): one is ModelArm => one.computeUnits !== 'system';

/** What the system specializes a model for, as far as the host can tell: a key of loads.json. */
export function loadKey(one: Arm): string {
  if (!isModelArm(one)) return ['system', one.mode, `x${String(scaleOf(one))}`].join('/');
  const { sha256, computeUnits: units, function: name } = one;
  return [sha256, units, ...(name === undefined ? [] : [name])].join('/');
}

/** Raw RGB8, row-major, width * height * 3 bytes. */
const image = z.strictObject({ path: containedPath, width: pixels, height: pixels });

/**
 * One prediction of a larger image: the model sees the input-sized window at (x, y), which may begin before the image and
 * is mirrored wherever it leaves it; of its output only the `keep` rectangle is used. Input pixels throughout.
 */
const tile = z.strictObject({
  x: z.int(),
  y: z.int(),
  keep: z.strictObject({ x: count, y: count, width: pixels, height: pixels }),
});
export type Tile = z.infer<typeof tile>;

const tiles = z.array(tile).min(1);

const measure = z.strictObject({
  do: z.literal('measure'),
  arm: z.string(),
  image: z.string(),
  tiles,
  /** Stops when both are reached: this many iterations and this much time. */
  count: numberWithin(jobBounds.count),
  minNs: numberWithin(jobBounds.minNs),
  /** `predict` times the predictions of one image; `end_to_end` adds filling inputs and reading outputs. */
  scope: z.enum(['predict', 'end_to_end']),
  /** Starts iterations at this rate instead of back to back. */
  paceHz: numberWithin(jobBounds.paceHz).optional(),
  /** Replaces `count` and `minNs` for sustained runs. */
  durationS: numberWithin(jobBounds.seconds).optional(),
});

const step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('stage') }),
  z.strictObject({ do: z.literal('compile'), arm: z.string() }),
  /** How the load came about is for the app to say: it knows what it has loaded since the last purge. */
  z.strictObject({ do: z.literal('load'), arm: z.string() }),
  /** Deletes what the system keeps of earlier loads, so that the next load of each model is cold. */
  z.strictObject({ do: z.literal('purge') }),
  /** Waits this long, and until the app's scene has been active for that long. */
  z.strictObject({ do: z.literal('pause'), durationS: numberWithin(jobBounds.seconds) }),
  z.strictObject({
    do: z.literal('warmup'),
    arm: z.string(),
    image: z.string(),
    tiles,
    count: numberWithin(jobBounds.count),
  }),
  measure,
  z.strictObject({ do: z.literal('quality'), arm: z.string(), image: z.string(), tiles }),
  z.strictObject({ do: z.literal('placement'), arm: z.string() }),
  z.strictObject({ do: z.literal('unload'), arm: z.string() }),
  z.strictObject({
    do: z.literal('cooldown'),
    until: z.enum(['nominal', 'fair', 'serious']),
    timeoutS: numberWithin(jobBounds.seconds),
  }),
  z.strictObject({ do: z.literal('sentinel') }),
]);
export type Step = z.infer<typeof step>;
export type StepName = Step['do'];
export const stepNames: readonly StepName[] = step.options.map(({ shape }) => shape.do.value);
export type StepOf<Name extends StepName> = Extract<Step, { do: Name }>;

function hasLayoutOfItsKind({ kind, layout, channels }: Feature): boolean {
  const isImageLayout = imageLayouts.some((known) => known === layout);
  if (kind === 'array') return !isImageLayout;
  return isImageLayout && (layout === 'GRAY') === (channels === 1);
}

/** What the host asks of one launch of the app: a list of steps and what they refer to. */
export const jobSchema = z
  .strictObject({
    v: z.literal(contractVersion, { error: `only version ${String(contractVersion)} is known` }),
    launch: launchId,
    files: z.array(stagedFile),
    arms: z.record(z.string(), arm),
    images: z.record(imageName, image),
    steps: z.array(step).min(1),
  })
  .superRefine((job, context) => {
    for (const [name, { input, output }] of Object.entries(job.arms)) {
      for (const [field, feature] of [['input', input] as const, ['output', output] as const]) {
        if (hasLayoutOfItsKind(feature)) continue;
        const message = `does not go with kind ${feature.kind} and ${String(feature.channels)} channels`;
        context.addIssue({ code: 'custom', path: ['arms', name, field, 'layout'], message });
      }
    }
    job.steps.forEach((asked, index) => {
      if ('arm' in asked && !(asked.arm in job.arms)) {
        context.addIssue({ code: 'custom', path: ['steps', index, 'arm'], message: `no arm "${asked.arm}"` });
      }
      if ('image' in asked && !(asked.image in job.images)) {
        context.addIssue({ code: 'custom', path: ['steps', index, 'image'], message: `no image "${asked.image}"` });
      }
    });
  });
export type Job = z.infer<typeof jobSchema>;

/** The arms of a job that run a model. */
export const modelArmsOf = ({ arms }: Pick<Job, 'arms'>): ModelArm[] => Object.values(arms).filter(isModelArm);

/** An arm that runs a model. Undefined where the job has no such arm, and for iOS's own upscaler. */
export function modelArmOf({ arms }: Pick<Job, 'arms'>, name: string): ModelArm | undefined {
  const found = arms[name];
  return found !== undefined && isModelArm(found) ? found : undefined;
}
