import { basename, extname } from 'node:path';
import type { ComputeUnits, ModelArm } from '../../contract/job.js';
import { unitW } from './power.js';
import type { Effect, ModelledPhone } from './settings.js';
import type { ModelWork } from './work.js';

/*
 * What a model costs on a phone without noise. The constants mean nothing of any iPhone: they are of its order of magnitude, so
 * that a larger model, a larger picture and a slower compute unit take longer.
 */

/** A prediction takes this long at least, with nothing to compute. */
const fixedS = 0.4e-3;
const multiplyAddsPerS = 2e12;
const weightBytesPerS = 3e10;
/** How many times as long a compute unit takes as the Neural Engine. */
const unitFactors: Readonly<Record<ComputeUnits, number>> = {
  cpuOnly: 8,
  cpuAndGPU: 2,
  cpuAndNeuralEngine: 1,
  all: 1,
};
/** Filling inputs and reading outputs. */
const endToEndFactor = 1.1;
const loadS = 0.05;
const loadedBytesPerS = 4e8;
/** How much longer a load takes that has to specialize, and a compilation that has to be done. */
const coldFactor = 8;
const appBytes = 40e6;
/** What a loaded model takes, for each byte of its file. */
const loadedShare = 1.2;

/** A package's name without its extension, by which a fleet file knows it. */
const variantOf = ({ model }: Pick<ModelArm, 'model'>): string => basename(model, extname(model));

/** What an arm costs on one phone and night, all effects included. */
export interface Base {
  /** Of one prediction. */
  readonly predictS: number;
  readonly endToEndS: number;
  /** Of a load that finds the model prepared, and of one that does not. */
  readonly warmLoadS: number;
  readonly coldLoadS: number;
  readonly loadedBytes: number;
  readonly activationBytes: number;
  /** What predicting adds to what the phone draws when it is idle. */
  readonly workW: number;
}

export function baseOf(
  arm: ModelArm,
  { multiplyAddsPerPixel, activationBytesPerPixel, weightBytes }: ModelWork,
  { baseMs, speed, ...phone }: ModelledPhone,
  appBuild = '',
): Base {
  const pixels = arm.input.width * arm.input.height;
  const byWork = fixedS + (multiplyAddsPerPixel * pixels) / multiplyAddsPerS + weightBytes / weightBytesPerS;
  const known = baseMs[variantOf(arm)];
  const { slower, memory, hungrier } = effectOn(arm, phone, appBuild);
  const predictS = (((known === undefined ? byWork : known / 1e3) * unitFactors[arm.computeUnits]) / speed) * slower;
  const warmLoadS = (loadS + weightBytes / loadedBytesPerS) / speed;
  return {
    predictS,
    endToEndS: predictS * endToEndFactor,
    warmLoadS,
    coldLoadS: warmLoadS * coldFactor,
    loadedBytes: (appBytes + weightBytes * loadedShare) * memory,
    activationBytes: activationBytesPerPixel * pixels * memory,
    workW: unitW[arm.computeUnits] * hungrier,
  };
}

/** What the app itself takes, before it has loaded a model. */
export const emptyBytes = appBytes;

/** The factors of all effects that meet an arm tonight. */
function effectOn(
  arm: ModelArm,
  { effects, night }: Pick<ModelledPhone, 'effects' | 'night'>,
  appBuild: string,
): Record<'slower' | 'memory' | 'hungrier', number> {
  const meets = ({ variant, sha256, units, fromNight, ...only }: Effect): boolean =>
    night >= fromNight &&
    (variant === undefined || variant === variantOf(arm)) &&
    (sha256 === undefined || arm.sha256.startsWith(sha256)) &&
    (units === undefined || units === arm.computeUnits) &&
    (only.appBuild === undefined || appBuild.startsWith(only.appBuild));
  const factor = (key: 'slower' | 'memory' | 'hungrier'): number =>
    effects.filter(meets).reduce((product, effect) => product * (1 + effect[key]), 1);
  return { slower: factor('slower'), memory: factor('memory'), hungrier: factor('hungrier') };
}
