import type { ComputeUnits } from '../../contract/job.js';

/*
 * What a phone draws, and how warm its battery becomes by that. The constants are of an iPhone's order of magnitude and mean
 * nothing of any.
 */

/** The whole phone with its screen on and nothing to do. */
export const idleW = 0.9;
/** What computing adds to that. */
export const unitW: Readonly<Record<ComputeUnits, number>> = {
  cpuOnly: 3.2,
  cpuAndGPU: 2.8,
  cpuAndNeuralEngine: 1.6,
  all: 1.6,
};
/** What everything else adds: compiling, loading, the sentinel. */
export const otherWorkW = 2.2;

/** What a computer's USB port gives. */
export const inputW = 2.5;
const batteryJ = 13 * 3600;

/** By how many degrees each watt warms the battery in the end, and how long it takes to come to within a third of that. */
const degreesPerW = 7;
const warmingS = 400;
/** Where nothing else is said. */
export const usualAmbientC = 22;

/** A phone's consumption since it began to count, and the battery's temperature. */
export interface Power {
  readonly seconds: number;
  /** Of the whole phone. */
  readonly energyMj: number;
  readonly temperatureC: number;
  /** What the cable gave beyond what the phone drew; negative while the battery makes up for it. */
  readonly chargedJ: number;
}

/** How long a phone has been on, and has rested, before anybody looks. */
const restedS = 3600;

/** A phone that has rested for long. */
export const restingPower = (ambientC: number): Power => ({
  seconds: restedS,
  energyMj: idleW * restedS * 1e3,
  temperatureC: ambientC + idleW * degreesPerW,
  chargedJ: 0,
});

/** The same phone after some time at so many watts. */
export function spent(power: Power, seconds: number, watts: number, ambientC: number): Power {
  const target = ambientC + watts * degreesPerW;
  return {
    seconds: power.seconds + seconds,
    energyMj: power.energyMj + watts * seconds * 1e3,
    temperatureC: target + (power.temperatureC - target) * Math.exp(-seconds / warmingS),
    chargedJ: power.chargedJ + (inputW - watts) * seconds,
  };
}

/** By how many per cent of its capacity the battery's charge has changed. */
export const chargedPercent = ({ chargedJ }: Pick<Power, 'chargedJ'>): number => (chargedJ / batteryJ) * 100;

/** Degrees beyond which a phone holds back, where nothing else is said. */
export const usualThrottleC = 38;
const slowerPerDegree = 0.06;
const slowest = 1.8;

/** How many times as long everything takes on a battery so warm. */
export const slowdown = (temperatureC: number, throttleAboveC: number): number =>
  Math.min(slowest, 1 + slowerPerDegree * Math.max(0, temperatureC - throttleAboveC));

/** Degrees by which the system's states begin before and after the phone begins to hold back. */
const fairBelow = 2;
const seriousAbove = 1;
const criticalAbove = 8;

export function thermalStateAt(
  temperatureC: number,
  throttleAboveC: number,
): 'nominal' | 'fair' | 'serious' | 'critical' {
  const above = temperatureC - throttleAboveC;
  if (above >= criticalAbove) return 'critical';
  if (above >= seriousAbove) return 'serious';
  return above >= -fairBelow ? 'fair' : 'nominal';
}
