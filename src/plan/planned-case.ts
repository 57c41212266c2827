import type { ComputeUnits } from '../contract/job.js';
import type { Size } from '../image/rgb.js';
import type { Variant } from './catalogue.js';
import type { SweepSupport } from './image-functions.js';
import type { PlannedCase } from './plan.js';
import { tilingFor } from './swept-variant.js';

/** Plans a variant on a compute unit at one size, or says why the variant cannot take that size. */
export function planCase(
  { name, tileMargin: statedMargin }: Variant,
  support: SweepSupport,
  computeUnits: ComputeUnits,
  { width, height }: Size,
): PlannedCase {
  const id = `${name}-${computeUnits}-${String(width)}x${String(height)}`;
  const planned = { id, variant: name, computeUnits, width, height };
  if (!support.sweepable) return { ...planned, unsupported: support.reason };
  const { imageFunction, size, tileMargin, tiles } = tilingFor(
    { functions: support.functions, statedMargin },
    { width, height },
  );
  const withFunction = {
    ...planned,
    ...(imageFunction.function !== undefined && { function: imageFunction.function }),
  };
  if (tiles) return { ...withFunction, tiles: tiles.length, ...(tiles.length > 1 && { tileMargin }) };
  const leavesNothing = `a tile margin of ${String(tileMargin)} pixels leaves nothing of the input's`;
  return { ...withFunction, unsupported: `${leavesNothing} ${String(size.width)}x${String(size.height)}` };
}
