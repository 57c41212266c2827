import type { SampleArray, Samples } from './assemble.js';
import { enlargeUnrounded } from './bicubic.js';
import type { Rgb8 } from './rgb.js';
import { toByte } from './rgb.js';

/** Luma as JFIF has it: ITU-R BT.601 at full range, 0-255. */
export const fullRangeLuma = (red: number, green: number, blue: number): number =>
  0.299 * red + 0.587 * green + 0.114 * blue;

/**
 * The colour picture that a network makes which enlarges luma alone: its luma with the chroma of the input, enlarged by
 * MATLAB's bicubic. `grey` holds the luma as RGB in which R = G = B. Not rounded; kept within 0-255.
 *
 * In YCbCr chroma is a multiple of the distance of blue and red from luma, so each colour keeps its distance from luma.
 */
export function withChromaOf(input: Rgb8, grey: Samples<SampleArray>, scale: number): Samples<Float64Array> {
  const { width, height, data } = enlargeUnrounded(input, scale);
  const out = new Float64Array(width * height * 3);
  for (let at = 0; at < out.length; at += 3) {
    const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    const more = (grey.data[at] ?? 0) - fullRangeLuma(red, green, blue);
    out[at] = withinByte(red + more);
    out[at + 1] = withinByte(green + more);
    out[at + 2] = withinByte(blue + more);
  }
  return { width, height, data: out };
}

/** The same, rounded half to even. */
export function colourPicture(input: Rgb8, grey: Rgb8, scale: number): Rgb8 {
  const { width, height, data } = withChromaOf(input, grey, scale);
  return { width, height, data: Uint8Array.from(data, toByte) };
}

const withinByte = (value: number): number => Math.min(255, Math.max(0, value));
