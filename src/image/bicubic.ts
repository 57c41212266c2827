import { mirror } from './rgb.js';
import type { Rgb8 } from './rgb.js';

/*
 * Bicubic interpolation as MATLAB's imresize does it: Keys' kernel (IEEE TASSP 29(6), 1981) with a = -0.5, widened
 * against aliasing when it shrinks. Edges are mirrored, and rows come first.
 */

/**
 * The low-resolution image that super-resolution's test sets give for an image: shrunk by a whole factor, rounded to 8
 * bits after each of the two passes as imresize does for 8-bit images.
 */
export function shrinkBicubic({ width, height, data }: Rgb8, factor: number): Rgb8 {
  const rows = tapsFor(height, Math.ceil(height / factor), 1 / factor);
  const columns = tapsFor(width, Math.ceil(width / factor), 1 / factor);
  return roundToBytes(alongRows(roundToBytes(alongColumns({ width, height, data }, rows)), columns));
}

/** The usual baseline of super-resolution: enlarged by a whole factor, rounded once at the end. */
export const enlargeBicubic = (image: Rgb8, factor: number): Rgb8 => roundToBytes(enlargeUnrounded(image, factor));

/** How many input rows are enlarged at once, and how many beyond them the kernel reaches. */
const bandRows = 256;
const reach = 4;

/** The same for a large photo: it is enlarged some rows at a time, since an unrounded one takes eight times the room. */
export function enlargeLarge({ width, height, data }: Rgb8, factor: number, rows = bandRows): Rgb8 {
  const stride = width * 3;
  const out = new Uint8Array(data.length * factor ** 2);
  for (let top = 0; top < height; top += rows) {
    const end = Math.min(height, top + rows);
    const [from, to] = [Math.max(0, top - reach), Math.min(height, end + reach)];
    const band = { width, height: to - from, data: data.subarray(from * stride, to * stride) };
    const enlarged = enlargeBicubic(band, factor).data;
    const rowBytes = stride * factor;
    const begin = (top - from) * factor * rowBytes;
    out.set(enlarged.subarray(begin, begin + (end - top) * factor * rowBytes), top * factor * rowBytes);
  }
  return { width: width * factor, height: height * factor, data: out };
}

/** Enlarged by a whole factor; edges overshoot 0-255. */
export const enlargeUnrounded = ({ width, height, data }: Rgb8, factor: number): Samples =>
  alongRows(
    alongColumns({ width, height, data }, tapsFor(height, height * factor, factor)),
    tapsFor(width, width * factor, factor),
  );

/** RGB, row-major. */
interface Samples {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float64Array;
}

/** For each output position: the input positions it reads, and with which weights. */
interface Taps {
  readonly length: number;
  readonly perOutput: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

function tapsFor(inLength: number, outLength: number, scale: number): Taps {
  const shrink = Math.min(scale, 1);
  const support = 4 / shrink;
  const perOutput = Math.ceil(support) + 2;
  const indices = new Int32Array(outLength * perOutput);
  const weights = new Float64Array(outLength * perOutput);
  for (let out = 0; out < outLength; out++) {
    // MATLAB counts pixels from 1; a pixel's centre lies on its number.
    const centre = (out + 1) / scale + 0.5 * (1 - 1 / scale);
    const first = Math.floor(centre - support / 2);
    const raw = Array.from({ length: perOutput }, (_, tap) => shrink * cubic(shrink * (centre - first - tap)));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    raw.forEach((weight, tap) => {
      indices[out * perOutput + tap] = mirror(first + tap - 1, inLength);
      weights[out * perOutput + tap] = weight / total;
    });
  }
  return { length: outLength, perOutput, indices, weights };
}

function cubic(x: number): number {
  const d = Math.abs(x);
  if (d <= 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
  return d <= 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
}

/** One pass over each column of samples (a channel of a column of pixels). */
function alongColumns({ width, data }: Samples, rows: Taps): Samples {
  const stride = width * 3;
  const out = new Float64Array(rows.length * stride);
  for (let row = 0; row < rows.length; row++) {
    for (let sample = 0; sample < stride; sample++) {
      out[row * stride + sample] = weightedSum(rows, row, data, sample, stride);
    }
  }
  return { width, height: rows.length, data: out };
}

/** One pass over each row. */
function alongRows({ width, height, data }: Samples, columns: Taps): Samples {
  const out = new Float64Array(height * columns.length * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < columns.length; column++) {
      for (let channel = 0; channel < 3; channel++) {
        const target = (row * columns.length + column) * 3 + channel;
        out[target] = weightedSum(columns, column, data, row * width * 3 + channel, 3);
      }
    }
  }
  return { width: columns.length, height, data: out };
}

function weightedSum(
  { perOutput, indices, weights }: Taps,
  position: number,
  data: Samples['data'],
  origin: number,
  stride: number,
): number {
  let sum = 0;
  for (let tap = position * perOutput; tap < (position + 1) * perOutput; tap++) {
    sum += (weights[tap] ?? 0) * (data[origin + (indices[tap] ?? 0) * stride] ?? 0);
  }
  return sum;
}

function roundToBytes({ width, height, data }: Samples): Rgb8 {
  return { width, height, data: Uint8Array.from(data, (value) => Math.floor(Math.min(255, Math.max(0, value)) + 0.5)) };
}
