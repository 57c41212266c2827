import type { Feature } from '../contract/job.js';
import type { Enlargement } from '../image/assemble.js';
import { shapeOf } from './pixels.js';
import type { Constant } from '../mil/constant.js';
import type { Operand, Program } from '../mil/program.js';
import type { Predictor } from './predictor.js';

/** No network in use enlarges by more at once. */
const largestScale = 16;

/**
 * How an output of this size can lie over an input, likeliest first: without loss at its sides when it is a whole multiple
 * of the input, or as networks of convolutions without padding give `scale * (input - 2 * inset)`.
 */
export function possibleEnlargements(from: Feature, to: Feature): readonly Enlargement[] {
  const whole = to.width / from.width;
  const isMultiple = Number.isInteger(whole) && to.height === from.height * whole;
  const shrinking = Array.from({ length: largestScale }, (_, index) => index + 1).flatMap((scale) => {
    const inset = (from.width - to.width / scale) / 2;
    const isWhole = Number.isInteger(inset) && inset > 0 && (from.height - to.height / scale) / 2 === inset;
    return isWhole ? [{ scale, inset }] : [];
  });
  return isMultiple ? [{ scale: whole, inset: 0 }, ...shrinking] : shrinking;
}

/**
 * Whether a program has convolutions that reach over a picture's sides without padding. Where none does, an output that is
 * a whole multiple of the input has lost nothing; where one does, only a look at what the network does tells.
 */
export const losesSides = ({ operations, constants }: Program): boolean =>
  operations.some(({ type, inputs }) => {
    if (type !== 'conv') return false;
    const constantOf = ([operand]: readonly Operand[] = []): Constant | undefined =>
      operand && ('constant' in operand ? operand.constant : constants.get(operand.name));
    const [, , ...kernel] = constantOf(inputs['weight'])?.shape ?? [];
    const numbers = (name: string): readonly unknown[] => {
      const values: ArrayLike<unknown> = constantOf(inputs[name])?.values ?? [];
      return Array.from(values);
    };
    const [padType = 'valid'] = numbers('pad_type');
    const isPadded = padType === 'custom' ? numbers('pad').some((pixels) => pixels !== 0) : padType !== 'valid';
    const strides = numbers('strides');
    return !isPadded && kernel.some((side, axis) => side > Number(strides[axis] ?? 1));
  });

/** An enlargement that moves its output by more than this share of the output's own spread is not the network's. */
const largestDifference = 0.1;

/**
 * Chooses among possible enlargements by what the network does with a picture that is moved: a convolutional network's
 * output moves by `scale` times as much. When that fits none, the one without loss, if there is one.
 */
export async function shownEnlargement(
  predictor: Predictor,
  from: Feature,
  to: Feature,
  possible: readonly Enlargement[],
): Promise<Enlargement | undefined> {
  const whole = possible.find(({ inset }) => inset === 0);
  const still = await outputFor(predictor, from, to, 0);
  if (still === undefined) return whole;
  const outputs = new Map<number, Float32Array | undefined>();
  const measured: { readonly enlargement: Enlargement; readonly difference: number }[] = [];
  for (const enlargement of possible) {
    const shift = shiftFor(from, to, enlargement.scale);
    if (shift === undefined) continue;
    if (!outputs.has(shift)) outputs.set(shift, await outputFor(predictor, from, to, shift));
    const moved = outputs.get(shift);
    if (moved !== undefined) {
      measured.push({ enlargement, difference: differenceOf(still, moved, to, shift * enlargement.scale) });
    }
  }
  const [best] = measured.toSorted((a, b) => a.difference - b.difference);
  return best !== undefined && best.difference < largestDifference ? best.enlargement : whole;
}

/** The fewest columns of an output that two pictures are compared on. */
const fewestColumns = 2;

/**
 * By how many pixels to move a picture: as many as networks that halve or attend in windows need, where the output is
 * large enough for it at this scale. Undefined where it is too small for any.
 */
const shiftFor = (from: Feature, to: Feature, scale: number): number | undefined =>
  [8, 4, 2, 1].find((pixels) => {
    const [left, right] = middleOf(to.width);
    return pixels * 4 <= Math.min(from.width, from.height) && right - pixels * scale - left >= fewestColumns;
  });

/** The middle third of a side, where no border reaches. */
const middleOf = (side: number): [from: number, to: number] => [Math.floor(side / 3), Math.ceil((side * 2) / 3)];

/** One channel of the network's output for a fixed pattern without period, moved to the left by `shift` pixels. */
async function outputFor(
  predictor: Predictor,
  from: Feature,
  to: Feature,
  shift: number,
): Promise<Float32Array | undefined> {
  const { width, height, channels, layout, range } = from;
  const [low, high] = range;
  const isLast = layout === 'NHWC' || layout === 'HWC';
  const data = Float32Array.from({ length: width * height * channels }, (_, index) => {
    const pixel = isLast ? Math.floor(index / channels) : index % (width * height);
    return low + (high - low) * noiseAt((pixel % width) + shift, Math.floor(pixel / width));
  });
  const output = (await predictor.predict({ [from.name]: { shape: shapeOf(from), data } }))[to.name]?.data;
  if (output === undefined) return undefined;
  const step = to.layout === 'NHWC' || to.layout === 'HWC' ? to.channels : 1;
  return Float32Array.from({ length: to.width * to.height }, (_, pixel) => output[pixel * step] ?? 0);
}

/** 0 to 1, without a pattern; the constants are those of the usual one-line hash of shaders. */
function noiseAt(x: number, y: number): number {
  const value = Math.sin(x * 12.9898 + y * 78.233) * 43_758.5453;
  return value - Math.floor(value);
}

/**
 * How far the outputs of a still and a moved picture differ, laid over each other, over the standard deviation of the
 * output; in the middle only. Infinity for an output without spread.
 */
function differenceOf(still: Float32Array, moved: Float32Array, { width, height }: Feature, shift: number): number {
  const [left, end] = middleOf(width);
  const [[top, bottom], right] = [middleOf(height), end - shift];
  let [count, sum, squares, error] = [0, 0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const value = still[y * width + x + shift] ?? 0;
      count++;
      sum += value;
      squares += value * value;
      error += (value - (moved[y * width + x] ?? 0)) ** 2;
    }
  }
  const variance = squares / count - (sum / count) ** 2;
  return variance > 0 ? Math.sqrt(error / count / variance) : Infinity;
}
