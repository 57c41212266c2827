import type { FeatureDescription } from '../coreml/feature.js';
import type { PictureInput } from './input-files.js';
import { defaultArrayRange } from './picture-feature.js';
import type { ArrayRange } from './picture-feature.js';
import type { Tensor } from './predictor.js';

/** What an output was made of, and what it becomes. */
interface Made {
  /** Where the only input was a picture. */
  readonly picture: PictureInput | undefined;
  /** The values of floating-point arrays from black to white. */
  readonly range: ArrayRange | undefined;
  /** Whether it is written as a picture. */
  readonly isDrawn: boolean;
}

/** The brightest value that still leaves a picture black: a network that forgot to multiply by 255 gives a little over 1. */
const brightestBlack = 1.5;

/** What a person who looks at the file alone would not see of an output, a sentence each without a full stop. */
export function outputNotes({ name, type }: FeatureDescription, { shape, data }: Tensor, made: Made): string[] {
  let broken = 0;
  for (const value of data) if (!Number.isFinite(value)) broken++;
  if (broken > 0) {
    return [`output ${name} has ${String(broken)} of ${String(data.length)} values that are no numbers or infinite`];
  }
  const highest = highestOf(data);
  const { picture, isDrawn, range = defaultArrayRange } = made;
  const channels = type.kind === 'image' ? (shape[1] ?? 1) : 1;
  const isFlat = data.length > channels && isEven(data, (at) => Math.floor((at * channels) / data.length));
  // What nobody looks at as a picture may well be the same everywhere.
  if (picture && (type.kind === 'image' || isDrawn) && isFlat && !isEven(picture.image.data, (at) => at % 3)) {
    return [`output ${name} is the same everywhere, whatever the picture shows`];
  }
  const wasDark = picture?.image.data.every((level) => level <= brightestBlack);
  if (type.kind === 'image' && !wasDark && highest <= brightestBlack) {
    return [
      `output ${name} is an image, whose values go from 0 to 255, but none is above ${highest.toPrecision(3)}: it will be black on a phone; multiply it by 255 in the model`,
    ];
  }
  const [black, white] = range;
  const reach = white - black;
  if (type.kind === 'array' && type.element !== 'int32' && isDrawn && isBeyond(highest, white, reach)) {
    return [
      `output ${name} is an array that is drawn from ${String(black)} to ${String(white)}, but reaches ${highest.toPrecision(3)}: what lies beyond is white; name a .npy file, or state array_range in models/variants.yaml`,
    ];
  }
  return [];
}

/** By more than a network overshoots at edges. */
const isBeyond = (highest: number, white: number, reach: number): boolean => highest > white + Math.abs(reach);

/** Whether each channel has one value alone; `channelOf` gives the channel of an element. */
function isEven(data: ArrayLike<number>, channelOf: (index: number) => number): boolean {
  const first = new Map<number, number>();
  for (let at = 0; at < data.length; at++) {
    const [channel, value] = [channelOf(at), data[at] ?? NaN];
    if ((first.get(channel) ?? first.set(channel, value).get(channel)) !== value) return false;
  }
  return true;
}

function highestOf(data: Tensor['data']): number {
  let highest = -Infinity;
  for (const value of data) highest = Math.max(highest, value);
  return highest;
}
