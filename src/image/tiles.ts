import { inFull, mostOf } from '../bounds/bounds.js';
import type { Tile } from '../contract/job.js';
import { Problem } from '../problem.js';
import type { Size } from './rgb.js';

/** Input pixels trimmed at each inner edge of a tile. Tiled output equals whole output for a network that reaches no further. */
const defaultMargin = 16;

/** The margin where nobody states one: the default, or less where that would leave little of a small input. */
export const fittingMargin = ({ width, height }: Size): number =>
  Math.min(defaultMargin, Math.floor(Math.min(width, height) / 4));

/**
 * Covers an image with input-sized windows. Inner edges are trimmed by `margin`, so a convolutional network that reaches
 * no further than `margin` gives the same pixels as on the whole image. The image's own edges are kept; where the network
 * loses `inset` pixels on each side, windows begin and end that far outside the image, which is mirrored there, and inner
 * edges lose at least as much. An image that one window holds is continued beyond its end. Undefined when nothing of a
 * tile is left.
 */
export function tilesFor(image: Size, input: Size, margin = fittingMargin(input), inset = 0): Tile[] | undefined {
  const trim = Math.max(margin, inset);
  const columns = spans(image.width, input.width, trim, inset);
  const rows = spans(image.height, input.height, trim, inset);
  if (columns === undefined || rows === undefined) return undefined;
  refuseTooMany(rows.length * columns.length, image, input);
  return rows.flatMap((row) =>
    columns.map((column) => ({
      x: column.window,
      y: row.window,
      keep: { x: column.keep, y: row.keep, width: column.length, height: row.length },
    })),
  );
}

/** Before they are made: each is an object in the plan, and a prediction on the phone. */
function refuseTooMany(count: number, image: Size, input: Size): void {
  const { most } = mostOf.tiles;
  if (count <= most) return;
  throw new Problem(
    `a picture of ${sizeText(image)} takes ${inFull(count)} inputs of ${sizeText(input)}, and rezbench gives a model at most ${inFull(most)}; ` +
      'give a smaller picture, a model with a larger input, or a smaller tile_margin',
  );
}

const sizeText = ({ width, height }: Size): string => `${String(width)}x${String(height)}`;

/** A window along one axis: where it begins and which part of the image is taken from it. */
interface Span {
  readonly window: number;
  readonly keep: number;
  readonly length: number;
}

function spans(length: number, window: number, trim: number, inset: number): Span[] | undefined {
  const [first, last] = [0 - inset, length - window + inset];
  if (last <= first && window > 2 * inset) return [{ window: first, keep: 0, length }];
  const stride = window - 2 * trim;
  if (stride <= 0) return undefined;
  const starts: number[] = [];
  for (let start = first; start < last; start += stride) starts.push(start);
  starts.push(last);
  let kept = 0;
  return starts.map((start, index) => {
    const end = index === starts.length - 1 ? length : start + window - trim;
    const span = { window: start, keep: kept, length: end - kept };
    kept = end;
    return span;
  });
}
