import { basename } from 'node:path';
import { scaleOf } from '../contract/job.js';
import { colourPicture } from '../image/chroma.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { truthKey } from '../plan/plan.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import type { EnlargedImage } from '../results/launch-record.js';
import type { QualityGap } from './gap.js';
import { isGap } from './gap.js';
import { readRaw } from './outputs.js';

/** What a phone made, and what the plan says about where it came from. */
export interface Made {
  readonly plan: Plan;
  readonly planned: PlannedLaunch;
  readonly enlarged: EnlargedImage;
  /** As the phone wrote it. */
  readonly output: Rgb8;
}

/**
 * The picture that an output is: the output itself, or, of a network of luma, with the chroma of its input. A gap where
 * that input is needed and is not there.
 */
export function pictureOf(made: Made): Rgb8 | QualityGap {
  const { planned, enlarged, output } = made;
  const step = planned.job.steps.find((one) => one.do === 'quality' && one.image === enlarged.image);
  const arm = step?.do === 'quality' ? planned.job.arms[step.arm] : undefined;
  if (arm?.output.channels !== 1) return output;
  const input = inputOf(made);
  return isGap(input) ? input : colourPicture(input, output, scaleOf(arm));
}

/** What a phone was given, or that it is not there any more. */
export function inputOf({ plan, planned, enlarged }: Made): Rgb8 | QualityGap {
  const asked = planned.job.images[enlarged.image];
  const source = plan.sources[asked?.path ?? ''] ?? '';
  return (asked && storedPicture(source, asked)) ?? gapIn('input', source, planned, enlarged);
}

/** The true image behind an output. */
export interface Truth {
  readonly pixels: Rgb8;
  readonly file: string;
  /** That of the variant: by so many pixels a comparison leaves the border out. */
  readonly scale: number;
}

/** Undefined where there is none, a gap where it is not there any more. */
export function truthOf({ plan, planned, enlarged }: Omit<Made, 'output'>): Truth | QualityGap | undefined {
  const scale = plan.variants.find(({ name }) => name === planned.variant)?.scale ?? 1;
  const truth = plan.truths[truthKey(scale, enlarged.image)];
  if (truth === undefined) return undefined;
  const pixels = storedPicture(truth.source, truth);
  return pixels ? { pixels, file: truth.source, scale } : gapIn('truth', truth.source, planned, enlarged);
}

/** Raw pictures under .inputs are named by their sha256. */
export const storedPicture = (source: string, size: Size): Rgb8 | undefined =>
  readRaw(source, basename(source, '.rgb'), size);

export const gapIn = (
  kind: QualityGap['kind'],
  file: string,
  { id: launch }: PlannedLaunch,
  { image }: EnlargedImage,
): QualityGap => ({ kind, file, launch, image });
