import type { Tile } from '../contract/job.js';
import type { Size } from './rgb.js';

/** Input pixels trimmed at each inner edge of a tile. Tiled output equals whole output for a network that reaches no further. */
const defaultMargin = 16;

/** The margin where nobody states one: the default, or less where that would leave little of a small input. */
export const fittingMargin = ({ width, height }: Size): number =>
  Math.min(defaultMargin, Math.floor(Math.min(width, height) / 4));

/**
 * Covers an image with input-sized windows. Inner edges are trimmed by `margin`, the image's own edges are kept, so a
 * convolutional network that reaches no further than `margin` gives the same pixels as on the whole image. An image no
 * larger than the input along an axis is one window there, mirrored beyond its end. Undefined when the margins leave
 * nothing of a tile.
 */
export function tilesFor(image: Size, input: Size, margin = fittingMargin(input)): Tile[] | undefined {
  const columns = spans(image.width, input.width, margin);
  const rows = spans(image.height, input.height, margin);
  if (columns === undefined || rows === undefined) return undefined;
  return rows.flatMap((row) =>
    columns.map((column) => ({
      x: column.window,
      y: row.window,
      keep: { x: column.keep, y: row.keep, width: column.length, height: row.length },
    })),
  );
}

/** A window along one axis: where it begins and which part of the image is taken from it. */
interface Span {
  readonly window: number;
  readonly keep: number;
  readonly length: number;
}

function spans(length: number, window: number, margin: number): Span[] | undefined {
  if (length <= window) return [{ window: 0, keep: 0, length }];
  const stride = window - 2 * margin;
  if (stride <= 0) return undefined;
  const starts: number[] = [];
  for (let start = 0; start < length - window; start += stride) starts.push(start);
  starts.push(length - window);
  let kept = 0;
  return starts.map((start, index) => {
    const end = index === starts.length - 1 ? length : start + window - margin;
    const span = { window: start, keep: kept, length: end - kept };
    kept = end;
    return span;
  });
}
