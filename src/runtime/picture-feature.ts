import type { Feature } from '../contract/job.js';
import { assertNever } from '../contract/outcome.js';
import type { Colour, FeatureDescription } from '../coreml/feature.js';
import type { OpenShape } from '../mil/program.js';

/** The values of array features from black to white; no model file states them. */
export type ArrayRange = readonly [number, number];

/** The range where nobody states one. */
export const defaultArrayRange: ArrayRange = [0, 1];

/**
 * A feature of this shape as a picture, in colour or of luma alone, or why it is not one. `range` is for floating-point
 * arrays; integers are always levels of 0 to 255.
 */
export function pictureFeature(
  { name, type }: FeatureDescription,
  shape: OpenShape | undefined,
  range: ArrayRange = defaultArrayRange,
): Feature | string {
  switch (type.kind) {
    case 'image': {
      const { colour } = type;
      if (colour === 'gray16') return `${name} is a grey image of 16 bits`;
      const flaw = shape && imageTensorFlaw(name, colour, shape);
      if (flaw !== undefined) return flaw;
      const [, , height = type.height, width = type.width] = shape ?? [];
      const layout = imageLayouts[colour];
      return { name, kind: 'image', layout, channels: channelsOf(colour), width, height, range: [0, 255] };
    }
    case 'array': {
      const found = arrayLayout(shape ?? []);
      const described = `[${(shape ?? []).map((side) => side ?? '?').join(', ')}]`;
      if (found === undefined) return `${name} has shape ${described}, which is no picture of 3 colours or of luma`;
      const [low, high] = type.element === 'int32' ? [0, 255] : range;
      return { name, kind: 'array', ...found, range: [low, high] };
    }
    case 'other':
      return `${name} is neither image nor array`;
    default:
      return assertNever(type);
  }
}

const imageLayouts = { rgb: 'RGB', bgr: 'BGR', gray: 'GRAY' } as const;

export const channelsOf = (colour: Colour): 1 | 3 => (colour === 'gray' || colour === 'gray16' ? 1 : 3);

/**
 * Says why a tensor of this shape cannot be an image, as Core ML asks for it: a batch of one, then the colours that the
 * image declares, rows and columns. Undefined when it can.
 */
export function imageTensorFlaw(name: string, colour: Colour, shape: OpenShape): string | undefined {
  const [batch, channels] = shape;
  if (shape.length === 4 && batch === 1 && channels === channelsOf(colour)) return undefined;
  const wanted = `[1, ${String(channelsOf(colour))}, height, width]`;
  const found = `[${shape.map((side) => side ?? '?').join(', ')}]`;
  return `${name} is declared as an image (${colour}), but its tensor has shape ${found} instead of ${wanted}; convert the model again with an array as output, or with a tensor of that shape`;
}

type ArrayPicture = Pick<Feature, 'layout' | 'channels' | 'width' | 'height'>;

/** Colours are looked for before luma, and first axes before last ones. */
function arrayLayout(shape: OpenShape): ArrayPicture | undefined {
  const isBatch = shape.length === 4;
  const [a = 0, b = 0, c = 0] = isBatch ? shape.slice(1) : shape;
  if (!(shape.length === 3 || (isBatch && shape[0] === 1)) || Math.min(a, b, c) < 1) return undefined;
  const first = { layout: isBatch ? 'NCHW' : 'CHW', width: c, height: b } as const;
  const last = { layout: isBatch ? 'NHWC' : 'HWC', width: b, height: a } as const;
  if (a === 3) return { ...first, channels: 3 };
  if (c === 3) return { ...last, channels: 3 };
  if (a === 1) return { ...first, channels: 1 };
  return c === 1 ? { ...last, channels: 1 } : undefined;
}
