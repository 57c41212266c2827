import { assertNever } from '../contract/outcome.js';
import { flip } from './flip.js';
import { msSsim, msSsimSide } from './ms-ssim.js';
import { niqe, niqeSide } from './niqe.js';
import type { PerceptualMetric } from './perceptual-names.js';
import type { Rgb8, Size } from './rgb.js';
import { ssimulacra2, ssimulacra2Side } from './ssimulacra2.js';

/** A figure, or why there is none: a clause without a full stop. */
export type FigureOrWhy = { readonly figure: number } | { readonly why: string };

/** Pixels that are left of a side within the border at the least, and what asks for them. */
const leastSide: Readonly<Record<PerceptualMetric, { readonly side: number; readonly why: string }>> = {
  ms_ssim: { side: msSsimSide, why: 'for its five scales' },
  ssimulacra2: { side: ssimulacra2Side, why: 'for its six scales' },
  flip: { side: 1, why: '' },
  niqe: { side: niqeSide, why: 'for two blocks each way' },
};

/** Judges an enlarged image beside the true one, of the same size, without `border` pixels on every side. */
export function perceptualFigure(metric: PerceptualMetric, upscaled: Rgb8, truth: Rgb8, border: number): FigureOrWhy {
  const { side, why } = leastSide[metric];
  const least = side + 2 * border;
  if (Math.min(truth.width, truth.height) < least) {
    return { why: `it takes ${String(least)} pixels a side ${why}, and the image is ${sizeText(truth)}` };
  }
  const figure = figureOf(metric, upscaled, truth, border);
  return figure === undefined ? { why: 'the image has no structure' } : { figure };
}

function figureOf(metric: PerceptualMetric, upscaled: Rgb8, truth: Rgb8, border: number): number | undefined {
  switch (metric) {
    case 'ms_ssim':
      return msSsim(upscaled, truth, border);
    case 'ssimulacra2':
      return ssimulacra2(upscaled, truth, border);
    case 'flip':
      return flip(upscaled, truth, border);
    case 'niqe':
      return niqe(upscaled, border);
    default:
      return assertNever(metric);
  }
}

const sizeText = ({ width, height }: Size): string => `${String(width)}x${String(height)}`;
