import type { Feature, OutputFeature } from '../contract/job.js';
import { Problem } from '../problem.js';
import type { OpenedModel } from '../mil/open-model.js';
import type { OpenShape } from '../mil/program.js';
import type { FeatureDescription } from '../coreml/feature.js';
import type { Enlargement } from '../image/assemble.js';
import {
  channelsOf,
  defaultArrayRange,
  hostPredictorFor,
  inputSizesOf,
  losesSides,
  outputShapes,
  pictureFeature,
  possibleEnlargements,
  shapeOf,
  shownEnlargement,
} from '../runtime/index.js';
import type { ArrayRange, HostPredictor, InputSizes } from '../runtime/index.js';

/** A function of a model as a super-resolution network: one picture in, one enlarged picture out. */
export interface ImageFeatures {
  /** At the default size. */
  readonly input: Feature;
  readonly output: OutputFeature;
  readonly sizes: InputSizes;
  readonly scale: number;
}

/** A model that a sweep cannot give pictures to, and why. */
export interface NotSweepable {
  readonly sweepable: false;
  readonly reason: string;
}

/**
 * Reads the features of a model's default function as pictures. Where the file states no output size, the function is
 * run once on the host at its default size. `arrayRange` is for floating-point arrays; integers are always levels of 0
 * to 255.
 */
export async function readImageFeatures(
  opened: OpenedModel,
  arrayRange: ArrayRange = defaultArrayRange,
): Promise<{ readonly sweepable: true; readonly features: ImageFeatures } | NotSweepable> {
  const { model, program } = opened;
  const [input, moreInputs] = model.inputs;
  const [output, moreOutputs] = model.outputs;
  if (!input || !output || moreInputs || moreOutputs) return notSweepable('not one input and one output');
  const inputShape = declaredShape(input) ?? program?.inputs[0]?.shape;
  const from = pictureFeature(input, inputShape, arrayRange);
  if (typeof from === 'string') return notSweepable(from);
  const sizes = inputSizesOf(input, from);
  const stated = sizes.kind === 'fixed' ? statedShape(output, program) : undefined;
  const outputShape = stated ?? (await onHost(opened, (predictor) => measuredShape(predictor, from, output.name)));
  if (typeof outputShape === 'string') return notSweepable(outputShape);
  const to = pictureFeature(output, outputShape, arrayRange);
  if (typeof to === 'string') return notSweepable(to);
  if (from.channels !== to.channels) {
    return notSweepable(`${from.name} has ${String(from.channels)} channels and ${to.name} ${String(to.channels)}`);
  }
  const enlargement = await enlargementOf(opened, from, to);
  if (enlargement === undefined) return notSweepable(`${sizeText(from)} to ${sizeText(to)} is not a whole scale`);
  const { scale, inset } = enlargement;
  return { sweepable: true, features: { input: from, output: { ...to, inset }, sizes, scale } };
}

const notSweepable = (reason: string): NotSweepable => ({ sweepable: false, reason });

const sizeText = ({ width, height }: Feature): string => `${String(width)}x${String(height)}`;

/** The shape that the description declares; undefined for an output whose size it leaves open. */
function declaredShape({ type }: FeatureDescription): OpenShape | undefined {
  switch (type.kind) {
    case 'image':
      return [1, channelsOf(type.colour), type.height, type.width];
    case 'array':
      return type.shapes.kind === 'unstated' ? undefined : type.shape;
    case 'other':
      return undefined;
  }
}

/** An output's shape as far as the file states it. An image may be declared of a tensor that is none, so that comes first. */
function statedShape(output: FeatureDescription, program: OpenedModel['program']): OpenShape | undefined {
  const computed = computedShape(program);
  const stated =
    output.type.kind === 'image' ? (computed ?? declaredShape(output)) : (declaredShape(output) ?? computed);
  return stated?.length ? stated : undefined;
}

/** The shape of the only output, where the program itself fixes it. */
function computedShape(program: OpenedModel['program']): OpenShape | undefined {
  const [name] = program?.outputs ?? [];
  const values = program?.operations.flatMap(({ outputs }) => outputs) ?? [];
  const shape = values.find((value) => value.name === name)?.shape;
  return shape?.every((side) => side !== undefined) ? shape : undefined;
}

/** What the host finds by running a model, or why it cannot. */
async function onHost<Found>(
  opened: OpenedModel,
  find: (predictor: HostPredictor) => Promise<Found>,
): Promise<Found | string> {
  try {
    const predictor = await hostPredictorFor(opened, { threads: 1 });
    const found = await find(predictor);
    await predictor.release();
    return found;
  } catch (error) {
    if (error instanceof Problem) return `the output's size is not stated, and ${error.message}`;
    throw error;
  }
}

/** The output's shape at the input's default size, or why it cannot be known. */
async function measuredShape(predictor: HostPredictor, input: Feature, output: string): Promise<OpenShape | string> {
  const shapes = await outputShapes(predictor, { [input.name]: shapeOf(input) });
  return shapes[output] ?? `no output ${output}`;
}

/** Where the sizes alone leave it open, the host looks; where it cannot, the smallest scale is taken. */
async function enlargementOf(opened: OpenedModel, from: Feature, to: Feature): Promise<Enlargement | undefined> {
  const possible = possibleEnlargements(from, to);
  const [likeliest] = possible;
  const isClear = likeliest?.inset === 0 && !(opened.program && losesSides(opened.program));
  if (likeliest === undefined || isClear) return likeliest;
  const shown = await onHost(opened, (predictor) => shownEnlargement(predictor, from, to, possible));
  return typeof shown === 'string' ? likeliest : shown;
}
