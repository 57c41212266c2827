import { basename } from 'node:path';
import { compareImages } from '../image/quality.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { truthKey } from '../plan/plan.js';
import type { Plan, PlannedLaunch, Reference } from '../plan/plan.js';
import type { EnlargedImage } from '../results/launch-record.js';
import type { JudgedImage } from '../results/quality-file.js';
import type { QualityGap } from './gap.js';
import { notFiniteOnHost, whyNoPicture } from './no-picture.js';
import { readRaw } from './outputs.js';
import type { ReferenceOutputs } from './reference.js';

export type Figures = Pick<JudgedImage, 'psnrYDb' | 'psnrRgbDb' | 'ssimY' | 'fidelityDb' | 'noPicture'>;

/** What is compared: the picture that a phone made, and what the plan says about where it came from. */
export interface Comparison {
  readonly plan: Plan;
  readonly planned: PlannedLaunch;
  readonly enlarged: EnlargedImage;
  readonly output: Rgb8;
  readonly references: ReferenceOutputs;
}

/** Compares an output with the truth and with the reference's own output, as far as the plan has either. */
export async function judgeImage(comparison: Comparison): Promise<Figures | QualityGap> {
  const truth = againstTruth(comparison);
  if (isGap(truth)) return truth;
  const fidelity = await againstReference(comparison);
  return isGap(fidelity) ? fidelity : { ...truth, ...fidelity };
}

export const isGap = (found: object): found is QualityGap => 'kind' in found;

function againstTruth({ plan, planned, enlarged, output }: Comparison): Figures | QualityGap {
  const scale = plan.variants.find(({ name }) => name === planned.variant)?.scale ?? 1;
  const truth = plan.truths[truthKey(scale, enlarged.image)];
  if (truth === undefined) return {};
  const pixels = storedPicture(truth.source, truth);
  if (pixels === undefined) return gap('truth', truth.source, planned, enlarged);
  const { psnrYDb, psnrRgbDb, ssimY } = compareImages(output, pixels, scale);
  return { psnrYDb: capped(psnrYDb), psnrRgbDb: capped(psnrRgbDb), ssimY };
}

async function againstReference(comparison: Comparison): Promise<Figures | QualityGap> {
  const { plan, planned, enlarged, output, references } = comparison;
  const input = inputOf(comparison);
  if (input === undefined) return {};
  if (isGap(input)) return input;
  const noPicture = whyNoPicture(output, input);
  const found = noPicture === undefined ? {} : { noPicture };
  const reference = plan.references[planned.variant];
  if (reference === undefined) return found;
  const path = plan.packages[reference.sha256] ?? '';
  const fidelity = await references.fidelityDb(reference, path, input, output);
  switch (fidelity.kind) {
    case 'known':
      return { ...found, fidelityDb: capped(fidelity.fidelityDb) };
    case 'changed':
      return gap('reference', path, planned, enlarged);
    case 'notFinite':
      // Of another model it says nothing about this one.
      return isOwn(reference, comparison) ? { noPicture: notFiniteOnHost } : found;
    case 'unknown':
      return found;
  }
}

const isOwn = ({ sha256 }: Reference, { plan, planned }: Comparison): boolean =>
  plan.variants.find(({ name }) => name === planned.variant)?.sha256 === sha256;

/** What the phone was given; undefined for an image that its job does not have. */
function inputOf({ plan, planned, enlarged }: Comparison): Rgb8 | QualityGap | undefined {
  const asked = planned.job.images[enlarged.image];
  if (asked === undefined) return undefined;
  const source = plan.sources[asked.path] ?? '';
  return storedPicture(source, asked) ?? gap('input', source, planned, enlarged);
}

/** Equal images have a PSNR without bound, which no cell can hold: what is as good as equal is written as this, too. */
const highestDb = 100;

const capped = (decibels: number): number => Math.min(decibels, highestDb);

/** Raw pictures under .inputs are named by their sha256. */
const storedPicture = (source: string, size: Size): Rgb8 | undefined => readRaw(source, basename(source, '.rgb'), size);

const gap = (
  kind: QualityGap['kind'],
  file: string,
  { id: launch }: PlannedLaunch,
  { image }: EnlargedImage,
): QualityGap => ({ kind, file, launch, image });
