import { kernelOf, normalized } from './filter.js';

/*
 * The filters of FLIP (Andersson et al., HPG 2020), each as a product of a row and a column: contrast sensitivity (section
 * 4.1.1, table 1) and the detectors of edges and points (section 4.3).
 */

/** Pixels per degree of the authors' viewing conditions: a 3840 pixels wide screen of 0.7 m, seen from 0.7 m. */
const pixelsPerDegree = (0.7 * 3840 * Math.PI) / (0.7 * 180);

/** Widths of the Gaussians of the sensitivity to lightness, red against green, and blue against yellow, in degrees squared. */
const [widthLightness, widthRedGreen, widthBlue, widthBlueNarrow] = [0.0047, 0.0053, 0.04, 0.025];
/** How much the two of blue against yellow count. */
const [amountBlue, amountBlueNarrow] = [34.1, 13.5];

/** Pixels that filters reach to each side: three standard deviations of the widest. */
export const flipReach = Math.ceil(3 * Math.sqrt(widthBlue / (2 * Math.PI ** 2)) * pixelsPerDegree);

const sensitivity = (width: number): Float64Array =>
  kernelOf(flipReach, (offset) => Math.exp((-(Math.PI ** 2) * (offset / pixelsPerDegree) ** 2) / width));

const total = (kernel: Float64Array): number => kernel.reduce((sum, weight) => sum + weight, 0);

export const lightnessFilter = normalized(sensitivity(widthLightness));
export const redGreenFilter = normalized(sensitivity(widthRedGreen));

/** Each as a product of a row and a column, to be added by its share. */
export const blueYellowFilters = [
  { kernel: normalized(sensitivity(widthBlue)), share: shareOf(amountBlue, widthBlue) },
  { kernel: normalized(sensitivity(widthBlueNarrow)), share: shareOf(amountBlueNarrow, widthBlueNarrow) },
] as const;

function shareOf(amount: number, width: number): number {
  const volume = (a: number, w: number): number => a * Math.sqrt(Math.PI / w) * total(sensitivity(w)) ** 2;
  return volume(amount, width) / (volume(amountBlue, widthBlue) + volume(amountBlueNarrow, widthBlueNarrow));
}

/** Half of what a detector of edges takes for one, in degrees, in pixels: the standard deviation. */
const deviation = 0.5 * 0.082 * pixelsPerDegree;
export const detectorReach = Math.ceil(3 * deviation);
const gaussian = (offset: number): number => Math.exp(-(offset ** 2) / (2 * deviation ** 2));

/** Positive weights sum to 1 and negative ones to -1. */
function balanced(kernel: Float64Array): Float64Array {
  const positive = total(kernel.map((weight) => Math.max(0, weight)));
  const negative = -total(kernel.map((weight) => Math.min(0, weight)));
  return kernel.map((weight) => weight / (weight < 0 ? negative : positive));
}

export const smoothing = normalized(kernelOf(detectorReach, gaussian));
export const edgeDetector = balanced(kernelOf(detectorReach, (offset) => -offset * gaussian(offset)));
export const pointDetector = balanced(
  kernelOf(detectorReach, (offset) => (offset ** 2 / deviation ** 2 - 1) * gaussian(offset)),
);
