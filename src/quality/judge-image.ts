import { compareImages } from '../image/quality.js';
import type { Rgb8 } from '../image/rgb.js';
import type { Reference } from '../plan/plan.js';
import type { JudgedImage } from '../results/quality-file.js';
import { isGap } from './gap.js';
import type { QualityGap } from './gap.js';
import { notFiniteOnHost, whyNoPicture } from './no-picture.js';
import { gapIn, inputOf, truthOf } from './picture-of.js';
import type { Made } from './picture-of.js';
import type { ReferenceOutputs } from './reference.js';

export type Figures = Pick<JudgedImage, 'psnrYDb' | 'psnrRgbDb' | 'ssimY' | 'fidelityDb' | 'noPicture' | 'isBlack'>;

/** What is compared: the picture that a phone's output is, and what the plan says about where it came from. */
export interface Comparison extends Made {
  /** As the phone wrote it: of a network of luma without the chroma of its input. */
  readonly written: Rgb8;
  readonly references: ReferenceOutputs;
}

/** Compares an output with the truth and with the reference's own output, as far as the plan has either. */
export async function judgeImage(comparison: Comparison): Promise<Figures | QualityGap> {
  const truth = againstTruth(comparison);
  if (isGap(truth)) return truth;
  const fidelity = await againstReference(comparison);
  return isGap(fidelity) ? fidelity : { ...truth, ...fidelity, ...(isBlack(comparison) && { isBlack: true }) };
}

/** A byte that still looks black. */
const darkest = 1;

/** True for a black picture of one that is not: a network that gives 0 to 1 where an image output takes 0 to 255. */
function isBlack(comparison: Comparison): boolean {
  if (comparison.output.data.some((level) => level > darkest)) return false;
  const input = inputOf(comparison);
  return !isGap(input) && input.data.some((level) => level > darkest);
}

function againstTruth({ plan, planned, enlarged, output }: Comparison): Figures | QualityGap {
  const truth = truthOf({ plan, planned, enlarged });
  if (truth === undefined || isGap(truth)) return truth ?? {};
  const { psnrYDb, psnrRgbDb, ssimY } = compareImages(output, truth.pixels, truth.scale);
  return { psnrYDb: capped(psnrYDb), psnrRgbDb: capped(psnrRgbDb), ssimY };
}

async function againstReference(comparison: Comparison): Promise<Figures | QualityGap> {
  const { plan, planned, enlarged, output, written, references } = comparison;
  const input = inputOf(comparison);
  if (isGap(input)) return input;
  const noPicture = whyNoPicture(written, input);
  const found = noPicture === undefined ? {} : { noPicture };
  const reference = plan.references[planned.variant];
  if (reference === undefined) return found;
  const path = plan.packages[reference.sha256] ?? '';
  const fidelity = await references.fidelityDb(reference, path, input, output);
  switch (fidelity.kind) {
    case 'known':
      return { ...found, fidelityDb: capped(fidelity.fidelityDb) };
    case 'changed':
      return gapIn('reference', path, planned, enlarged);
    case 'notFinite':
      // Of another model it says nothing about this one.
      return isOwn(reference, comparison) ? { noPicture: notFiniteOnHost } : found;
    case 'unknown':
      return found;
  }
}

const isOwn = ({ sha256 }: Reference, { plan, planned }: Comparison): boolean =>
  plan.variants.find(({ name }) => name === planned.variant)?.sha256 === sha256;

/** Equal images have a PSNR without bound, which no cell can hold: what is as good as equal is written as this, too. */
const highestDb = 100;

const capped = (decibels: number): number => Math.min(decibels, highestDb);
