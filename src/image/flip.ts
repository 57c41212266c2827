import { bandsOf, filterColumns, filterRows } from './filter.js';
import { hyab, huntLabOf, largestHyab, lightnessShare, ycxczRows } from './flip-colour.js';
import {
  blueYellowFilters,
  detectorReach,
  edgeDetector,
  flipReach,
  lightnessFilter,
  pointDetector,
  redGreenFilter,
  smoothing,
} from './flip-filters.js';
import { linearImage } from './linear-rgb.js';
import type { LinearImage } from './linear-rgb.js';
import type { Rgb8 } from './rgb.js';
import { threePlanes } from './xyb.js';

/*
 * Andersson, Nilsson, Akenine-Moller, Oskarsson, Astrom, Fairchild: FLIP, a difference evaluator for alternating images (HPG
 * 2020), for images of low dynamic range: what a person sees who flips between two images on a screen.
 */

/** The exponents of the differences of colour and of features (table 1 of the paper). */
const [colourExponent, featureExponent] = [0.7, 0.5];
/** Differences up to this share of the largest one take up this share of the scale (section 4.2.4). */
const [kneeAt, kneeTo] = [0.4, 0.95];
const largest = largestHyab() ** colourExponent;

/** Rows that are compared at once, of which some 40 planes are held. */
const bandRows = 64;

/**
 * The mean over all pixels of how different two images of one size look, 0 for equal ones to 1, at the viewing conditions of
 * the paper: 67 pixels per degree. `border` pixels are left out on every side. The outermost pixels go on beyond the edges.
 */
export function flip(upscaled: Rgb8, truth: Rgb8, border: number): number {
  const [test, reference] = [linearImage(upscaled, border), linearImage(truth, border)];
  const { width, height } = reference;
  let total = 0;
  for (const { first, rows } of bandsOf(height, bandRows)) {
    const [a, b] = [seenRows(reference, first, rows), seenRows(test, first, rows)];
    for (let index = 0; index < width * rows; index++) {
      const feature = Math.max(
        Math.abs((a.edges[index] ?? 0) - (b.edges[index] ?? 0)),
        Math.abs((a.points[index] ?? 0) - (b.points[index] ?? 0)),
      );
      const colour = redistributed(hyab(a.lab, b.lab, index * 3) ** colourExponent);
      total += colour ** (1 - (feature / Math.SQRT2) ** featureExponent);
    }
  }
  return total / (width * height);
}

function redistributed(difference: number): number {
  const knee = kneeAt * largest;
  return difference < knee
    ? (kneeTo / knee) * difference
    : kneeTo + ((difference - knee) / (largest - knee)) * (1 - kneeTo);
}

/** Some rows of an image as they are seen. */
interface SeenRows {
  /** Hunt-adjusted L*a*b*, three samples a pixel. */
  readonly lab: Float64Array;
  /** How strong an edge and a point is at each pixel. */
  readonly edges: Float64Array;
  readonly points: Float64Array;
}

function seenRows(image: LinearImage, first: number, rows: number): SeenRows {
  const { width } = image;
  const whole = { width, rows: rows + 2 * flipReach };
  const [y, cx, cz] = threePlanes(width * whole.rows);
  ycxczRows(image, first - flipReach, whole.rows, [y, cx, cz]);
  const along = new Float64Array(y.length);
  const filtered = (source: Float64Array, kernel: Float64Array): Float64Array => {
    const target = new Float64Array(width * rows);
    filterRows(source, whole, kernel, 'repeat', along);
    filterColumns(along, { width, rows }, kernel, target);
    return target;
  };
  const [lightness, redGreen] = [filtered(y, lightnessFilter), filtered(cx, redGreenFilter)];
  const [blue, blueNarrow] = blueYellowFilters.map(({ kernel }) => filtered(cz, kernel));
  const [share, shareNarrow] = blueYellowFilters.map((each) => each.share);
  const lab = new Float64Array(width * rows * 3);
  for (let index = 0; index < lightness.length; index++) {
    const blueYellow = (share ?? 0) * (blue?.[index] ?? 0) + (shareNarrow ?? 0) * (blueNarrow?.[index] ?? 0);
    huntLabOf(lightness[index] ?? 0, redGreen[index] ?? 0, blueYellow, lab, index * 3);
  }
  return { lab, ...featuresOf(y, { width, rows }) };
}

/** Edges and points in both directions, out of a band that has `flipReach` rows more above and below. */
function featuresOf(
  y: Float64Array,
  { width, rows }: { readonly width: number; readonly rows: number },
): Pick<SeenRows, 'edges' | 'points'> {
  const spare = (flipReach - detectorReach) * width;
  const needed = rows + 2 * detectorReach;
  const shares = y.subarray(spare, spare + needed * width).map(lightnessShare);
  const along = new Float64Array(shares.length);
  const filtered = (row: Float64Array, column: Float64Array): Float64Array => {
    const target = new Float64Array(width * rows);
    filterRows(shares, { width, rows: needed }, row, 'repeat', along);
    filterColumns(along, { width, rows }, column, target);
    return target;
  };
  const strength = (detector: Float64Array): Float64Array => {
    const [across, down] = [filtered(detector, smoothing), filtered(smoothing, detector)];
    return across.map((value, index) => Math.sqrt(value ** 2 + (down[index] ?? 0) ** 2));
  };
  return { edges: strength(edgeDetector), points: strength(pointDetector) };
}
