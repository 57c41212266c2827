import type { ComputeUnits } from '../contract/job.js';
import type { Size } from '../image/rgb.js';
import type { Variant } from './catalogue.js';
import type { ImageFunctions, SweepSupport } from './image-functions.js';
import type { PlannedCase } from './plan.js';
import type { Sweep } from './sweep.js';
import { tilingFor } from './swept-variant.js';

/**
 * Plans a variant on every compute unit at every size, each back to back. One that no picture can be given to is a single
 * case, which says why: nothing about it depends on units or sizes.
 */
export function steadyCases(
  variant: Variant,
  support: SweepSupport,
  { compute_units, sizes }: Pick<Sweep, 'compute_units' | 'sizes'>,
): PlannedCase[] {
  const settings = compute_units.flatMap((units) => sizes.map((size) => ({ units, size })));
  if (support.sweepable) {
    return settings.map(({ units, size }) => planCase(variant, support.functions, units, size));
  }
  return settings
    .slice(0, 1)
    .map(({ units, size }) => ({ ...caseAt(variant, units, size), unsupported: support.reason }));
}

const caseAt = ({ name }: Variant, computeUnits: ComputeUnits, { width, height }: Size) => ({
  id: `${name}-${computeUnits}-${String(width)}x${String(height)}`,
  variant: name,
  computeUnits,
  width,
  height,
});

/** Plans a variant on a compute unit at one size, or says why the variant cannot take that size. */
function planCase(variant: Variant, functions: ImageFunctions, computeUnits: ComputeUnits, picture: Size): PlannedCase {
  const { imageFunction, size, tileMargin, tiles } = tilingFor(
    { functions, statedMargin: variant.tileMargin },
    picture,
  );
  const withFunction = {
    ...caseAt(variant, computeUnits, picture),
    ...(imageFunction.function !== undefined && { function: imageFunction.function }),
  };
  if (tiles) return { ...withFunction, tiles: tiles.length, ...(tiles.length > 1 && { tileMargin }) };
  const leavesNothing = `a tile margin of ${String(tileMargin)} pixels leaves nothing of the input's`;
  return { ...withFunction, unsupported: `${leavesNothing} ${String(size.width)}x${String(size.height)}` };
}

/** Slow enough that an accelerator has gone to sleep between two predictions. */
const pacedHz = 1;

/**
 * The case of a variant whose predictions begin once a second, as a user's taps do: on all compute units, or the last that
 * the sweep has, at the first size that the variant takes. None where the sweep asks for none.
 */
export function pacedCases(
  ofVariant: readonly PlannedCase[],
  { compute_units, measure }: Pick<Sweep, 'compute_units' | 'measure'>,
): PlannedCase[] {
  if (measure.paced_iterations === 0) return [];
  const units = preferredUnits(compute_units);
  const steady = ofVariant.find(({ computeUnits, unsupported }) => computeUnits === units && unsupported === undefined);
  return steady === undefined ? [] : [{ ...steady, id: `${steady.id}-paced`, paceHz: pacedHz }];
}

/** What an app would ask for: all compute units, or the last that the sweep has. */
const preferredUnits = (units: Sweep['compute_units']): ComputeUnits | undefined =>
  units.includes('all') ? 'all' : units.at(-1);

/** The cases of a variant that enlarges frames for minutes, on the compute units that an app would ask for. */
export function sustainedCases(
  variant: Variant,
  support: SweepSupport,
  { compute_units, sizes, sustained }: Pick<Sweep, 'compute_units' | 'sizes' | 'sustained'>,
): PlannedCase[] {
  const units = preferredUnits(compute_units);
  if (sustained === undefined || units === undefined || !support.sweepable) return [];
  const { frames_per_second: paceHz, minutes } = sustained;
  return (sustained.sizes ?? sizes).map((size) => {
    const planned = planCase(variant, support.functions, units, size);
    return { ...planned, id: `${planned.id}-${String(paceHz)}fps`, paceHz, sustainedS: minutes * 60 };
  });
}
