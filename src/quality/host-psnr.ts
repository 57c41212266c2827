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
import { modelArmsOf } from '../contract/job.js';

/**
 * PSNR-Y in dB, by image, of what the host makes with the very package a quality launch gives the phone, cut into the same
 * tiles: its weights as they are, its arithmetic in float32. Throws a Problem for a package or picture that has changed.
 */
export async function hostPsnrYDb(plan: Plan, { variant, job }: PlannedLaunch): Promise<Record<string, number>> {
  const { path, tileMargin } = findVariant(variant, readCatalogue(shipped.catalogue), 'sweeps/first-light.yaml');
  const files = openModel(path);
  for (const { sha256 } of modelArmsOf(job)) if (sha256 !== files.sha256) throw changed(path);
  const predictor = await hostPredictorFor({ files, model: readModel(files) });
  try {
    const found: Record<string, number> = {};
    for (const step of job.steps) {
      if (step.do !== 'quality') continue;
      const [arm, image] = [job.arms[step.arm], job.images[step.image]];
      if (arm === undefined || image === undefined) continue;
      const { input, output } = arm;
      const scale = output.width / input.width;
      const truth = plan.truths[truthKey(scale, step.image)];
      if (truth === undefined) continue;
      const made = await enlarge({ predictor, input, output, tileMargin }, raw(plan.sources[image.path] ?? '', image));
      if (made) found[step.image] = compareImages(made, raw(truth.source, truth), scale).psnrYDb;
    }
    return found;
  } finally {
    await predictor.release();
  }
}

function raw(file: string, size: Size): Rgb8 {
  const picture = storedPicture(file, size);
  if (picture === undefined) throw changed(file);
  return picture;
}

const changed = (path: string): Problem =>
  new Problem(`${path} is missing or has changed since the plan was made; put it back, or run first light anew`);
