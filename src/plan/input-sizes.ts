import type { Range } from '../coreml/feature.js';
import type { Size } from '../image/rgb.js';
import type { InputSizes } from '../runtime/index.js';

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
