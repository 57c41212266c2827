import { basename } from 'node:path';
import { compareImages } from '../image/quality.js';
import type { Rgb8, Size } from '../image/rgb.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import type { EnlargedImage } from '../results/launch-record.js';
import type { JudgedImage } from '../results/quality-file.js';
import type { QualityGap } from './gap.js';
import { readRaw } from './outputs.js';
import type { ReferenceOutputs } from './reference.js';

export type Figures = Pick<JudgedImage, 'psnrYDb' | 'psnrRgbDb' | 'ssimY' | 'fidelityDb'>;

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

export const isGap = (found: Figures | QualityGap): found is QualityGap => 'kind' in found;

function againstTruth({ plan, planned, enlarged, output }: Comparison): Figures | QualityGap {
  const truth = plan.truths[enlarged.image];
  if (truth === undefined) return {};
  const pixels = storedPicture(truth.source, truth);
  if (pixels === undefined) return gap('truth', truth.source, planned, enlarged);
  const scale = plan.variants.find(({ name }) => name === planned.variant)?.scale ?? 1;
  const { psnrYDb, psnrRgbDb, ssimY } = compareImages(output, pixels, scale);
  return { ...finite('psnrYDb', psnrYDb), ...finite('psnrRgbDb', psnrRgbDb), ssimY };
}

async function againstReference(comparison: Comparison): Promise<Figures | QualityGap> {
  const { plan, planned, enlarged, output, references } = comparison;
  const reference = plan.references[planned.variant];
  const asked = planned.job.images[enlarged.image];
  if (reference === undefined || asked === undefined) return {};
  const source = plan.sources[asked.path] ?? '';
  const input = storedPicture(source, asked);
  if (input === undefined) return gap('input', source, planned, enlarged);
  const path = plan.packages[reference.sha256] ?? '';
  const fidelity = await references.fidelityDb(reference, path, input, output);
  if (fidelity.kind === 'changed') return gap('reference', path, planned, enlarged);
  return fidelity.kind === 'known' ? finite('fidelityDb', fidelity.fidelityDb) : {};
}

/** Equal images have a PSNR without bound, which no cell can hold. */
const finite = (name: keyof Figures, value: number): Figures => (Number.isFinite(value) ? { [name]: value } : {});

/** Raw pictures under .inputs are named by their sha256. */
const storedPicture = (source: string, size: Size): Rgb8 | undefined => readRaw(source, basename(source, '.rgb'), size);

const gap = (
  kind: QualityGap['kind'],
  file: string,
  { id: launch }: PlannedLaunch,
  { image }: EnlargedImage,
): QualityGap => ({ kind, file, launch, image });
