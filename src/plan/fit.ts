import type { Feature } from '../contract/job.js';
import { Problem } from '../problem.js';
import type { OpenedModel } from '../mil/open-model.js';
import type { FeatureDescription } from '../coreml/feature.js';
import { hostPredictor, outputShapes } from '../runtime/index.js';
import { sizesOf } from './input-sizes.js';
import type { InputSizes } from './input-sizes.js';

/** A model as a super-resolution network: one picture in, one enlarged picture out. */
export interface Fits {
  readonly fits: true;
  /** At the model's default size. */
  readonly input: Feature;
  readonly output: Feature;
  readonly sizes: InputSizes;
  readonly scale: number;
}

export type Fit = Fits | { readonly fits: false; readonly reason: string };

export type ArrayRange = readonly [number, number];

/**
 * Reads a model's features as pictures. Where the file states no output size, the model is run once on the host at its
 * default size. `arrayRange` is what the values of array features run over, which no file states; integers are always
 * levels of 0 to 255. `functionName` is whose features the model's are here. `fits: false` says why the model cannot be swept.
 */
export async function fit(
  { files, model, program }: OpenedModel,
  arrayRange: ArrayRange = [0, 1],
  functionName?: string,
): Promise<Fit> {
  const [input, moreIn] = model.inputs;
  const [output, moreOut] = model.outputs;
  if (!input || !output || moreIn || moreOut) return no('not one input and one output');
  const inputShape = declaredShape(input) ?? program?.inputs[0]?.shape;
  const from = pictureOf(input, inputShape, arrayRange);
  if (typeof from === 'string') return no(from);
  const sizes = sizesOf(input, from);
  const stated = sizes.kind === 'fixed' ? (declaredShape(output) ?? staticShape(program)) : [];
  const outputShape = stated?.length ? stated : await measuredShape(files.path, functionName, from, output.name);
  if (typeof outputShape === 'string') return no(outputShape);
  const to = pictureOf(output, outputShape, arrayRange);
  if (typeof to === 'string') return no(to);
  const scale = to.width / from.width;
  if (!Number.isInteger(scale) || to.height !== from.height * scale) {
    return no(`${sizeText(from)} to ${sizeText(to)} is no whole scale`);
  }
  return { fits: true, input: from, output: to, sizes, scale };
}

const no = (reason: string): Fit => ({ fits: false, reason });

const sizeText = ({ width, height }: Feature): string => `${String(width)}x${String(height)}`;

type Shape = readonly (number | undefined)[];

/** Undefined for an output whose size the description leaves open. */
function declaredShape({ type }: FeatureDescription): Shape | undefined {
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
function staticShape(program: OpenedModel['program']): Shape | undefined {
  const [name] = program?.outputs ?? [];
  const made = program?.operations.flatMap(({ outputs }) => outputs) ?? [];
  const shape = made.find((output) => output.name === name)?.shape;
  return shape?.every((side) => side !== undefined) ? shape : undefined;
}

/** The output's shape at the input's default size, or why it cannot be known. */
async function measuredShape(
  path: string,
  functionName: string | undefined,
  input: Feature,
  output: string,
): Promise<Shape | string> {
  const { width, height, layout } = input;
  try {
    const predictor = await hostPredictor(path, { threads: 1, ...(functionName !== undefined && { functionName }) });
    const shape = layout === 'NHWC' ? [1, height, width, 3] : [1, 3, height, width];
    const shapes = await outputShapes(predictor, { [input.name]: shape });
    await predictor.release();
    return shapes[output] ?? `no output ${output}`;
  } catch (error) {
    if (error instanceof Problem) return `the output's size is not stated, and ${error.message}`;
    throw error;
  }
}

/** The reason it is no colour picture, otherwise the feature. */
function pictureOf({ name, type }: FeatureDescription, shape: Shape | undefined, range: ArrayRange): Feature | string {
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
