import type { Rgb8 } from '../image/rgb.js';

/**
 * Why an output shows nothing of its input, whatever figures a comparison gives; undefined for one that may. An app writes
 * bytes, in which what is no number is black like any other black: one colour made of several is the trace that it leaves.
 */
export function whyNoPicture(output: Rgb8, input: Rgb8): string | undefined {
  const colour = onlyColour(output);
  if (colour === undefined || onlyColour(input) !== undefined) return undefined;
  return `the output is one colour (${colour.join(', ')}), and its input is not; look for values that are no numbers, or for a wrong range`;
}

/** What the host found of the model's own float32 output. */
export const notFiniteOnHost = 'on the host, its float32 output has values that are no numbers or infinite';

/** The colour that every pixel has; undefined where there are several. */
function onlyColour({ data }: Rgb8): readonly number[] | undefined {
  const colour = [...data.subarray(0, 3)];
  for (let index = 3; index < data.length; index++) if (data[index] !== colour[index % 3]) return undefined;
  return colour;
}
