import { compareImages } from '../image/quality.js';
import type { JudgedImage } from '../results/quality-file.js';
import { isGap } from './gap.js';
import type { QualityGap } from './gap.js';
import { gapIn, inputOf, storedPicture } from './picture-of.js';
import type { Made } from './picture-of.js';
import type { ReferenceOutputs } from './reference.js';

export type Figures = Pick<JudgedImage, 'psnrYDb' | 'psnrRgbDb' | 'ssimY' | 'fidelityDb' | 'isBlack'>;

/** What is compared: the picture that a phone's output is, and what the plan says about where it came from. */
export interface Comparison extends Made {
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
  const truth = plan.truths[enlarged.image];
  if (truth === undefined) return {};
  const pixels = storedPicture(truth.source, truth);
  if (pixels === undefined) return gapIn('truth', truth.source, planned, enlarged);
  const scale = plan.variants.find(({ name }) => name === planned.variant)?.scale ?? 1;
  const { psnrYDb, psnrRgbDb, ssimY } = compareImages(output, pixels, scale);
  return { ...finite('psnrYDb', psnrYDb), ...finite('psnrRgbDb', psnrRgbDb), ssimY };
}

async function againstReference(comparison: Comparison): Promise<Figures | QualityGap> {
  const { plan, planned, enlarged, output, references } = comparison;
  const reference = plan.references[planned.variant];
  if (reference === undefined) return {};
  const input = inputOf(comparison);
  if (isGap(input)) return input;
  const path = plan.packages[reference.sha256] ?? '';
  const fidelity = await references.fidelityDb(reference, path, input, output);
  if (fidelity.kind === 'changed') return gapIn('reference', path, planned, enlarged);
  return fidelity.kind === 'known' ? finite('fidelityDb', fidelity.fidelityDb) : {};
}

/** Equal images have a PSNR without bound, which no cell can hold. */
const finite = (name: keyof Figures, value: number): Figures => (Number.isFinite(value) ? { [name]: value } : {});
