import { mean } from '../stats/summary.js';
import type { LoadWindow } from './battery-around.js';
import { resultsOf } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';

/** What a launch drew beyond an idle phone. */
export interface LaunchEnergy {
  readonly idleW: number;
  /** While it worked: loaded, predicted, ran the sentinel. */
  readonly powerW: number;
  readonly energyJ: number;
  /** Of the prediction of a whole image. */
  readonly perImageMj: number;
  /** The same if the phone had drawn, while the launch ran, what it drew in the hungrier and in the less hungry time of rest. */
  readonly lowMj: number;
  readonly highMj: number;
}

/** Why a launch has no energy, as a sentence without a full stop. */
export interface NoEnergy {
  readonly why: string;
}

/** An iPhone that draws less is off, and one that draws more is on fire. */
const least = 20;
const most = 40_000;

/** What the gauge said around a launch, in watts and joules, or why it did not say enough. */
export function energyOf(launch: LaunchRecord): LaunchEnergy | NoEnergy {
  const { before, restBefore, restAfter, whole, refreshCount } = launch.around ?? {};
  if (before === undefined) return { why: 'the phone said nothing of use about its battery' };
  if (!restBefore || !restAfter || !whole || refreshCount === undefined)
    return { why: 'the gauge of the battery said too little before or after the launch' };
  const rests = [restBefore, restAfter].map(meanMw);
  if (![...rests, meanMw(whole)].every((mw) => mw >= least && mw <= most))
    return { why: 'the gauge of the battery gave a power that no phone draws' };
  const { busyS, predictS, predictions } = workOf(launch);
  if (busyS < refreshCount)
    return {
      why: `the launch worked for ${busyS.toFixed(1)} s, and the gauge of the battery says something new every ${String(refreshCount)} s; raise measure.min_seconds`,
    };
  if (whole.count < busyS) return { why: 'the gauge of the battery counted fewer seconds than the launch worked' };
  const aboveMj = (idleMw: number): number => whole.sumMws - idleMw * whole.count;
  const perImage = (energyMj: number): number => (energyMj * (predictS / busyS)) / predictions;
  const idleMw = mean(rests);
  const energyMj = aboveMj(idleMw);
  if (energyMj <= 0) return { why: 'the phone drew no more than when it was idle' };
  return {
    idleW: idleMw / 1e3,
    powerW: energyMj / busyS / 1e3,
    energyJ: energyMj / 1e3,
    perImageMj: perImage(energyMj),
    lowMj: perImage(aboveMj(Math.max(...rests))),
    highMj: perImage(aboveMj(Math.min(...rests))),
  };
}

/** NaN for a window without time, which is within no range. */
const meanMw = ({ sumMws, count }: LoadWindow): number => (count > 0 ? sumMws / count : NaN);

/** How long a launch worked by its own clock, and how much of that it predicted. */
function workOf(launch: LaunchRecord): { busyS: number; predictS: number; predictions: number } {
  const timed = [...resultsOf(launch, 'warmup'), ...resultsOf(launch, 'measure')];
  const predictNs = sum(timed.map(({ latenciesNs }) => sum(latenciesNs)));
  const otherNs = sum([
    ...resultsOf(launch, 'compile').map(({ compileNs }) => compileNs),
    ...resultsOf(launch, 'load').map(({ loadNs }) => loadNs),
    ...resultsOf(launch, 'sentinel').map(({ sentinelNs }) => sentinelNs),
  ]);
  return {
    busyS: (predictNs + otherNs) / 1e9,
    predictS: predictNs / 1e9,
    predictions: sum(timed.map(({ latenciesNs }) => latenciesNs.length)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
