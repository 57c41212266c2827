import type { Feature } from '../contract/job.js';
import type { FeatureDescription, ImageSizes, Range } from '../coreml/feature.js';
import type { Size } from '../image/rgb.js';

/** The sizes a model takes pictures of, pixels. */
export type InputSizes = ImageSizes;

/** The sizes of an input that is read as a picture. */
export function inputSizesOf({ type }: FeatureDescription, { layout }: Feature): InputSizes {
  if (type.kind === 'image') return type.sizes;
  if (type.kind === 'other') return { kind: 'fixed' };
  const [row, column] = layout === 'NHWC' ? [1, 2] : [2, 3];
  switch (type.shapes.kind) {
    case 'enumerated':
      return {
        kind: 'enumerated',
        sizes: type.shapes.shapes.map((shape) => ({ width: shape[column] ?? 0, height: shape[row] ?? 0 })),
      };
    case 'range': {
      const [height, width] = [type.shapes.axes[row], type.shapes.axes[column]];
      return width && height ? { kind: 'range', width, height } : { kind: 'fixed' };
    }
    case 'fixed':
    case 'unstated':
      return { kind: 'fixed' };
  }
}

/**
 * Chooses the input size for a picture: the picture's own where the model takes it, otherwise the smallest that holds it
 * (what is beyond the picture is mirrored), otherwise the largest, in tiles.
 */
export function inputSizeFor({ width, height }: Size, sizes: InputSizes, fixed: Size): Size {
  switch (sizes.kind) {
    case 'fixed':
      return { width: fixed.width, height: fixed.height };
    case 'range':
      return { width: within(width, sizes.width), height: within(height, sizes.height) };
    case 'enumerated': {
      const byArea = [fixed, ...sizes.sizes].toSorted((a, b) => a.width * a.height - b.width * b.height);
      const chosen = byArea.find((size) => size.width >= width && size.height >= height) ?? byArea.at(-1) ?? fixed;
      return { width: chosen.width, height: chosen.height };
    }
  }
}

const within = (side: number, { lowest, highest }: Range): number =>
  Math.max(lowest, Math.min(side, highest ?? Infinity));
