import type { Feature, SystemArm } from '../contract/job.js';
import { firstUpscalingIos, systemFrames, systemModes } from '../contract/system-upscaler.js';
import type { SystemMode } from '../contract/system-upscaler.js';
import type { Size } from '../image/rgb.js';
import { fittingMargin, tilesFor } from '../image/tiles.js';
import { outputAtSize } from './arm.js';
import type { PlannedVariant } from './plan.js';
import type { Tiling } from './image-functions.js';

/** iOS's own upscaler as a variant of a sweep: without a package, and on no compute units that anybody could ask for. */
export interface SystemVariant {
  readonly kind: 'system';
  readonly name: string;
  readonly mode: SystemMode;
  readonly scale: number;
}

/** What iOS offers at the scales of a sweep's models, since other scales have nothing to be compared with. */
export const systemVariants = (scales: readonly number[]): SystemVariant[] =>
  scales.flatMap((scale) =>
    systemModes.map((mode) => ({
      kind: 'system',
      name: `system-${mode.replaceAll('_', '-')}-x${String(scale)}`,
      mode,
      scale,
    })),
  );

/** What a plan says of one; it has neither package nor parameters, and no reference. */
export const describeSystemVariant = ({ name, mode, scale }: SystemVariant): PlannedVariant => ({
  name,
  family: 'system',
  technique: mode,
  scale,
  minIos: firstUpscalingIos.major,
});

const featureOf = (name: string, { width, height }: Size): Feature => ({
  name,
  kind: 'image',
  layout: 'RGB',
  channels: 3,
  width,
  height,
  range: [0, 255],
});

/**
 * How iOS's own upscaler takes a picture: whole where its frames may be that large, continued by its mirror image to an even
 * size, which the colour of its frames needs, and in tiles otherwise.
 */
export function systemTiling({ scale }: SystemVariant, picture: Size): Tiling {
  const { leastSide, mostSide } = systemFrames;
  const sideFor = (side: number): number => Math.min(mostSide, Math.max(leastSide, side + (side % 2)));
  const size = { width: sideFor(picture.width), height: sideFor(picture.height) };
  const tileMargin = fittingMargin(size);
  const input = featureOf('frame', size);
  const output = outputAtSize({ ...featureOf('enlarged', size), inset: 0 }, size, scale);
  return {
    imageFunction: { input, output, sizes: { kind: 'fixed' }, scale },
    size,
    tileMargin,
    tiles: tilesFor(picture, size, tileMargin),
  };
}

export const systemArm = (
  { mode }: SystemVariant,
  { imageFunction: { input, output } }: Pick<Tiling, 'imageFunction'>,
): SystemArm => ({ computeUnits: 'system', mode, input, output });
