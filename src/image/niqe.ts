import { readFileSync } from 'node:fs';
import { filterColumns, filterRows, kernelOf, normalized } from './filter.js';
import { lumaOf } from './luma.js';
import type { Plane } from './luma.js';
import { featuresOf } from './niqe-features.js';
import { mirror } from './rgb.js';
import type { Rgb8 } from './rgb.js';

/*
 * Mittal, Soundararajan, Bovik: Making a completely blind image quality analyzer (IEEE Signal Processing Letters 20(3), 2013):
 * how far the statistics of an image's blocks are from those of natural photographs. The statistics of these are the authors'
 * (niqe-natural-images.json has their notice), so that figures compare with those of papers; luma is BT.601 in 16-235, as
 * super-resolution takes it.
 */

/** Pixels a side of a block at the finer of two scales; at the coarser one a block is half as large. */
const blockSide = 96;

/** The shortest side: fewer than two by two blocks say little of how blocks spread. */
export const niqeSide = 2 * blockSide;

/** A window of seven pixels. */
const window = normalized(kernelOf(3, (offset) => Math.exp(-(offset ** 2) / (2 * (7 / 6) ** 2))));
const reach = 3;

/**
 * NIQE of an image, smaller for a more natural one: photographs have some 2 to 6. `border` pixels are left out on every side,
 * and what fills no block at the right and below. Undefined where fewer than two blocks have any structure.
 */
export function niqe(image: Rgb8, border: number): number | undefined {
  const whole = lumaOf(image, border);
  const blocks = { across: Math.floor(whole.width / blockSide), down: Math.floor(whole.height / blockSide) };
  const fine = topLeft(whole, blocks.across * blockSide, blocks.down * blockSide);
  const [atFine, atCoarse] = [fine, halved(fine)].map((plane) => blockFeatures(plane, plane.width / blocks.across));
  const features = (atFine ?? []).map((block, index) => [...block, ...(atCoarse?.[index] ?? [])]);
  const known = features.filter((block) => !block.some(Number.isNaN));
  if (known.length < 2) return undefined;
  const { mean: natural, covariance } = naturalImages();
  const difference = meanOf(features).map((value, index) => value - (natural[index] ?? 0));
  const spread = covarianceOf(known);
  const between = spread.map((row, i) => row.map((value, j) => (value + covarianceAt(covariance, i, j)) / 2));
  return Math.sqrt(quadraticForm(between, difference));
}

interface NaturalImages {
  readonly mean: readonly number[];
  /** Row by row, from the diagonal on. */
  readonly covariance: readonly (readonly number[])[];
}

let natural: NaturalImages | undefined;
const naturalImages = (): NaturalImages =>
  (natural ??= JSON.parse(readFileSync(new URL('niqe-natural-images.json', import.meta.url), 'utf8')) as NaturalImages);

const covarianceAt = (rows: NaturalImages['covariance'], i: number, j: number): number =>
  rows[Math.min(i, j)]?.[Math.abs(i - j)] ?? 0;

function topLeft({ width: whole, data }: Plane, width: number, height: number): Plane {
  const out = new Float64Array(width * height);
  for (let row = 0; row < height; row++) out.set(data.subarray(row * whole, row * whole + width), row * width);
  return { width, height, data: out };
}

/** The features of each block, a row of blocks after another. */
function blockFeatures(plane: Plane, side: number): number[][] {
  const { width, height } = plane;
  return Array.from({ length: height / side }, (_, index) => normalizedRows(plane, index * side, side)).flatMap(
    (band) => Array.from({ length: width / side }, (_, index) => featuresOf(band, width, index * side, side)),
  );
}

/** Luma less its local mean, over its local deviation and 1. */
function normalizedRows({ width, height, data }: Plane, first: number, rows: number): Float64Array {
  const band = new Float64Array(width * (rows + 2 * reach));
  for (let row = 0; row < rows + 2 * reach; row++) {
    const source = Math.min(Math.max(first + row - reach, 0), height - 1) * width;
    band.set(data.subarray(source, source + width), row * width);
  }
  const along = new Float64Array(band.length);
  const blurred = (source: Float64Array): Float64Array => {
    const target = new Float64Array(width * rows);
    filterRows(source, { width, rows: rows + 2 * reach }, window, 'repeat', along);
    filterColumns(along, { width, rows }, window, target);
    return target;
  };
  const [mean, square] = [blurred(band), blurred(band.map((value) => value * value))];
  return mean.map((mu, index) => {
    const deviation = Math.sqrt(Math.abs((square[index] ?? 0) - mu * mu));
    return ((band[index + reach * width] ?? 0) - mu) / (deviation + 1);
  });
}

/** Weights of MATLAB's bicubic for half the size, from the centre outwards: Keys' kernel (a = -0.5), twice as wide. */
const halving = [0.43359375, 0.11328125, -0.03515625, -0.01171875] as const;

/** Half as large in both directions, rows first; edges are mirrored. */
function halved({ width, height, data }: Plane): Plane {
  const [halfWidth, halfHeight] = [width / 2, height / 2];
  const shorter = new Float64Array(width * halfHeight);
  for (let row = 0; row < halfHeight; row++) {
    for (const [distance, weight] of halving.entries()) {
      const above = mirror(2 * row - distance, height) * width;
      const below = mirror(2 * row + 1 + distance, height) * width;
      for (let column = 0; column < width; column++) {
        const at = row * width + column;
        shorter[at] = (shorter[at] ?? 0) + weight * ((data[above + column] ?? 0) + (data[below + column] ?? 0));
      }
    }
  }
  const out = new Float64Array(halfWidth * halfHeight);
  for (let row = 0; row < halfHeight; row++) {
    for (let column = 0; column < halfWidth; column++) {
      let sum = 0;
      for (const [distance, weight] of halving.entries()) {
        const left = shorter[row * width + mirror(2 * column - distance, width)] ?? 0;
        const right = shorter[row * width + mirror(2 * column + 1 + distance, width)] ?? 0;
        sum += weight * (left + right);
      }
      out[row * halfWidth + column] = sum;
    }
  }
  return { width: halfWidth, height: halfHeight, data: out };
}

/** By feature, over the blocks that have it. */
function meanOf(blocks: readonly (readonly number[])[]): number[] {
  return (blocks[0] ?? []).map((_, feature) => {
    const values = blocks.map((block) => block[feature] ?? NaN).filter((value) => !Number.isNaN(value));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

function covarianceOf(blocks: readonly (readonly number[])[]): number[][] {
  const mean = meanOf(blocks);
  const centred = blocks.map((block) => block.map((value, feature) => value - (mean[feature] ?? 0)));
  return mean.map((_, i) =>
    mean.map(
      (__, j) => centred.reduce((sum, block) => sum + (block[i] ?? 0) * (block[j] ?? 0), 0) / (blocks.length - 1),
    ),
  );
}

/** v' M^-1 v of a positive definite M, by Cholesky's decomposition: the square of the length of L^-1 v. */
function quadraticForm(matrix: readonly (readonly number[])[], vector: readonly number[]): number {
  const lower: number[][] = [];
  const solved: number[] = [];
  for (const [i, row] of matrix.entries()) {
    const own: number[] = [];
    lower.push(own);
    for (let j = 0; j <= i; j++) {
      let left = row[j] ?? 0;
      for (let k = 0; k < j; k++) left -= (own[k] ?? 0) * (lower[j]?.[k] ?? 0);
      own.push(i === j ? Math.sqrt(left) : left / (lower[j]?.[j] ?? NaN));
    }
    const rest = own.slice(0, i).reduce((sum, value, k) => sum - value * (solved[k] ?? 0), vector[i] ?? 0);
    solved.push(rest / (own[i] ?? NaN));
  }
  return solved.reduce((sum, value) => sum + value * value, 0);
}
