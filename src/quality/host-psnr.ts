import { compareImages } from '../image/quality.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { openModel } from '../coreml/package.js';
import { readModel } from '../coreml/model.js';
import { findVariant, readCatalogue } from '../plan/catalogue.js';
import { truthKey } from '../plan/plan.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { shipped } from '../plan/shipped.js';
import { Problem } from '../problem.js';
import { enlarge, hostPredictorFor } from '../runtime/index.js';
import { storedPicture } from './picture-of.js';
import { modelArmsOf, scaleOf } from '../contract/job.js';
import type { Arm } from '../contract/job.js';
import { enlargeBicubic } from '../image/bicubic.js';

/**
 * PSNR-Y in dB, by image, of what the host makes in place of a quality launch: with the very package that the phone is given,
 * cut into the same tiles, its weights as they are and its arithmetic in float32; in place of iOS's own upscaler, by bicubic.
 * Throws a Problem for a package or picture that has changed.
 */
export async function hostPsnrYDb(plan: Plan, planned: PlannedLaunch): Promise<Record<string, number>> {
  const models = modelArmsOf(planned.job);
  if (models.length === 0) {
    return psnrOf(plan, planned, (picture, arm) => Promise.resolve(enlargeBicubic(picture, scaleOf(arm))));
  }
  const { path, tileMargin } = findVariant(
    planned.variant,
    readCatalogue(shipped.catalogue),
    'sweeps/first-light.yaml',
  );
  const files = openModel(path);
  for (const { sha256 } of models) if (sha256 !== files.sha256) throw changed(path);
  const predictor = await hostPredictorFor({ files, model: readModel(files) });
  try {
    return await psnrOf(plan, planned, (picture, { input, output }) =>
      enlarge({ predictor, input, output, tileMargin }, picture),
    );
  } finally {
    await predictor.release();
  }
}

async function psnrOf(
  plan: Plan,
  { job }: PlannedLaunch,
  enlarged: (picture: Rgb8, arm: Arm) => Promise<Rgb8 | undefined>,
): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const step of job.steps) {
    if (step.do !== 'quality') continue;
    const [arm, image] = [job.arms[step.arm], job.images[step.image]];
    if (arm === undefined || image === undefined) continue;
    const scale = scaleOf(arm);
    const truth = plan.truths[truthKey(scale, step.image)];
    if (truth === undefined) continue;
    const made = await enlarged(raw(plan.sources[image.path] ?? '', image), arm);
    if (made) found[step.image] = compareImages(made, raw(truth.source, truth), scale).psnrYDb;
  }
  return found;
}

function raw(file: string, size: Size): Rgb8 {
  const picture = storedPicture(file, size);
  if (picture === undefined) throw changed(file);
  return picture;
}

const changed = (path: string): Problem =>
  new Problem(`${path} is missing or has changed since the plan was made; put it back, or run first light anew`);
