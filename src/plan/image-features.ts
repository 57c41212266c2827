import type { Feature } from '../contract/job.js';
import { Problem } from '../problem.js';
import type { OpenedModel } from '../mil/open-model.js';
import type { OpenShape } from '../mil/program.js';
import type { FeatureDescription } from '../coreml/feature.js';
import { hostPredictorFor, outputShapes } from '../runtime/index.js';
import { inputSizesOf } from './input-sizes.js';
import type { InputSizes } from './input-sizes.js';

/** A function of a model as a super-resolution network: one picture in, one enlarged picture out. */
export interface ImageFeatures {
  /** At the default size. */
  readonly input: Feature;
  readonly output: Feature;
  readonly sizes: InputSizes;
  readonly scale: number;
}

/** A model that a sweep cannot give pictures to, and why. */
export interface NotSweepable {
  readonly sweepable: false;
  readonly reason: string;
}

/** The values of array features from black to white; no model file states them. */
export type ArrayRange = readonly [number, number];

/**
 * Reads the features of a model's default function as pictures. Where the file states no output size, the function is
 * run once on the host at its default size. `arrayRange` is for floating-point arrays; integers are always levels of 0
 * to 255.
 */
export async function readImageFeatures(
  opened: OpenedModel,
  arrayRange: ArrayRange = [0, 1],
): Promise<{ readonly sweepable: true; readonly features: ImageFeatures } | NotSweepable> {
  const { model, program } = opened;
  const [input, moreInputs] = model.inputs;
  const [output, moreOutputs] = model.outputs;
  if (!input || !output || moreInputs || moreOutputs) return notSweepable('not one input and one output');
  const inputShape = declaredShape(input) ?? program?.inputs[0]?.shape;
  const from = pictureFeature(input, inputShape, arrayRange);
  if (typeof from === 'string') return notSweepable(from);
  const sizes = inputSizesOf(input, from);
  const stated = sizes.kind === 'fixed' ? (declaredShape(output) ?? computedShape(program)) : [];
  const outputShape = stated?.length ? stated : await measuredShape(opened, from, output.name);
  if (typeof outputShape === 'string') return notSweepable(outputShape);
  const to = pictureFeature(output, outputShape, arrayRange);
  if (typeof to === 'string') return notSweepable(to);
  const scale = to.width / from.width;
  if (!Number.isInteger(scale) || to.height !== from.height * scale) {
    return notSweepable(`${sizeText(from)} to ${sizeText(to)} is not a whole scale`);
  }
  return { sweepable: true, features: { input: from, output: to, sizes, scale } };
}

const notSweepable = (reason: string): NotSweepable => ({ sweepable: false, reason });

const sizeText = ({ width, height }: Feature): string => `${String(width)}x${String(height)}`;

/** The shape that the description declares; undefined for an output whose size it leaves open. */
function declaredShape({ type }: FeatureDescription): OpenShape | undefined {
  switch (type.kind) {
    case 'image':
      return [1, 3, type.height, type.width];
    case 'array':
      return type.shapes.kind === 'unstated' ? undefined : type.shape;
    case 'other':
      return undefined;
  }
}

/** The shape of the only output, where the program itself fixes it. */
function computedShape(program: OpenedModel['program']): OpenShape | undefined {
  const [name] = program?.outputs ?? [];
  const values = program?.operations.flatMap(({ outputs }) => outputs) ?? [];
  const shape = values.find((value) => value.name === name)?.shape;
  return shape?.every((side) => side !== undefined) ? shape : undefined;
}

/** The output's shape at the input's default size, or why it cannot be known. */
async function measuredShape(opened: OpenedModel, input: Feature, output: string): Promise<OpenShape | string> {
  const { width, height, layout } = input;
  try {
    const predictor = await hostPredictorFor(opened, { threads: 1 });
    const shape = layout === 'NHWC' ? [1, height, width, 3] : [1, 3, height, width];
    const shapes = await outputShapes(predictor, { [input.name]: shape });
    await predictor.release();
    return shapes[output] ?? `no output ${output}`;
  } catch (error) {
    if (error instanceof Problem) return `the output's size is not stated, and ${error.message}`;
    throw error;
  }
}

/** A feature as a colour picture, or why it is not one. */
function pictureFeature(
  { name, type }: FeatureDescription,
  shape: OpenShape | undefined,
  range: ArrayRange,
): Feature | string {
  const [batch = 0, a = 0, b = 0, c = 0] = shape ?? [];
  const described = `[${(shape ?? []).map((side) => side ?? '?').join(', ')}]`;
  if (shape?.length !== 4 || batch !== 1) return `${name} has shape ${described}`;
  switch (type.kind) {
    case 'image': {
      const { colour } = type;
      if (colour !== 'rgb' && colour !== 'bgr') return `${name} is a grey image`;
      const layout = colour === 'rgb' ? 'RGB' : 'BGR';
      return { name, kind: 'image', layout, width: c, height: b, range: [0, 255] };
    }
    case 'array': {
      const [low, high] = type.element === 'int32' ? [0, 255] : range;
      const array = { name, kind: 'array' as const, range: [low, high] as [number, number] };
      if (a === 3) return { ...array, layout: 'NCHW', width: c, height: b };
      if (c === 3) return { ...array, layout: 'NHWC', width: b, height: a };
      return `${name} has no axis of 3 colours`;
    }
    case 'other':
      return `${name} is neither image nor array`;
  }
}
