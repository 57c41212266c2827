import type { Feature } from '../contract/job.js';
import type { FeatureDescription, ImageSizes } from '../coreml/feature.js';

/** The sizes a model takes pictures of, pixels. */
export type InputSizes = ImageSizes;

/** The sizes of an input that is read as a picture. */
export function inputSizesOf({ type }: FeatureDescription, { layout }: Feature): InputSizes {
  if (type.kind === 'image') return type.sizes;
  if (type.kind === 'other') return { kind: 'fixed' };
  const [row, column] = axesOf(layout);
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

/** Where an array's layout has rows and columns. */
function axesOf(layout: Feature['layout']): readonly [number, number] {
  switch (layout) {
    case 'HWC':
      return [0, 1];
    case 'NHWC':
    case 'CHW':
      return [1, 2];
    case 'NCHW':
    case 'RGB':
    case 'BGR':
    case 'GRAY':
      return [2, 3];
  }
}
