import { modelArmOf } from '../contract/job.js';
import { readModel } from '../coreml/model.js';
import { openModel } from '../coreml/package.js';
import { packageSource } from '../plan/staged.js';
import { Problem } from '../problem.js';
import { explainHalfLoss, probeHalf, tileInput } from '../runtime/index.js';
import { isGap } from './gap.js';
import { inputOf } from './picture-of.js';
import type { Made } from './picture-of.js';

/**
 * What half precision would lose of the values inside a variant, in sentences: each function of each package once, on the
 * middle tile of the first picture that was enlarged by it, since the host takes a few times as long as for a prediction.
 */
export class HalfLosses {
  readonly #probed = new Set<string>();

  /** Nothing for a picture after the first, or where the host cannot run the package. */
  async of(made: Made): Promise<readonly string[]> {
    const step = made.planned.job.steps.find((one) => one.do === 'quality' && one.image === made.enlarged.image);
    if (step?.do !== 'quality') return [];
    const arm = modelArmOf(made.planned.job, step.arm);
    const tile = step.tiles[Math.floor(step.tiles.length / 2)];
    const picture = inputOf(made);
    if (arm === undefined || tile === undefined || isGap(picture)) return [];
    const path = packageSource(made.plan.sources, arm);
    if (path === undefined) return [];
    const key = `${arm.sha256} ${arm.function ?? ''}`;
    if (this.#probed.has(key)) return [];
    this.#probed.add(key);
    const inputs = { [arm.input.name]: tileInput(arm.input, picture, tile) };
    try {
      const files = openModel(path);
      if (files.sha256 !== arm.sha256) return [];
      const losses = await probeHalf({ files, model: readModel(files) }, inputs, arm.function);
      return losses.map(explainHalfLoss);
    } catch (error) {
      if (error instanceof Problem) return [];
      throw error;
    }
  }
}
