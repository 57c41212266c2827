import { inFull, mostOf } from '../bounds/bounds.js';
import { Problem } from '../problem.js';
import type { PlannedCase } from './plan.js';
import type { Sweep } from './sweep.js';

/** Throws a Problem for a sweep whose lists, each of a sensible length, come to too many cases or launches together. */
export function refuseManyCases({ path, compute_units: units, sizes, measure }: Sweep, variants: number): void {
  const cases = variants * units.length * sizes.length;
  if (cases > mostOf.cases.most) {
    throw new Problem(
      `${path}: ${inFull(variants)} variants on ${inFull(units.length)} compute units at ${inFull(sizes.length)} sizes are ${inFull(cases)} cases, ` +
        `and a sweep has at most ${inFull(mostOf.cases.most)}; make several sweeps of it`,
    );
  }
  const launches = cases * measure.launches;
  if (launches > mostOf.launches.most) {
    throw new Problem(
      `${path}: field measure.launches: ${inFull(measure.launches)} for each of ${inFull(cases)} cases are ${inFull(launches)}, ` +
        `and a sweep has at most ${inFull(mostOf.launches.most)}; lower it, or make several sweeps of it`,
    );
  }
}

/** A measuring launch warms up, predicts, and predicts end to end: each step lists its tiles. */
const tiledSteps = 3;

/** Throws a Problem for a sweep whose plan would list too many tiles, before it lists them. */
export function refuseManyTiles({ path, measure }: Sweep, cases: readonly PlannedCase[]): void {
  const ofCases = cases.reduce((sum, { tiles = 0 }) => sum + tiles, 0);
  const tiles = ofCases * measure.launches * tiledSteps;
  if (tiles <= mostOf.plannedTiles.most) return;
  throw new Problem(
    `${path}: its launches predict ${inFull(tiles)} tiles, and a plan lists at most ${inFull(mostOf.plannedTiles.most)}; ` +
      'give smaller sizes, fewer launches, or models with larger inputs',
  );
}
