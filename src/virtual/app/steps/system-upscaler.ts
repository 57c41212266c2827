import { isAtLeast } from '../../../contract/ios-version.js';
import { scaleOf } from '../../../contract/job.js';
import type { SystemArm } from '../../../contract/job.js';
import { firstUpscalingIos, systemFrames } from '../../../contract/system-upscaler.js';
import { enlargeBicubic } from '../../../image/bicubic.js';
import { pixelsFromTensor, tensorFromPixels } from '../../../runtime/index.js';
import type { Predictor } from '../../../runtime/index.js';
import { StepError } from './step.js';
import type { Loadable } from './step.js';

/** The factor that every phone was seen to offer. */
const offeredScale = 2;

/**
 * What stands for iOS's own upscaler on this host: MATLAB's bicubic, which says nothing of what iOS makes. Throws where an
 * iPhone of this iOS has no upscaler, or takes no such frames.
 */
export function openUpscaler(arm: SystemArm, osVersion: string): Loadable {
  const reason = whyNot(arm, osVersion);
  if (reason !== undefined) throw new StepError('unsupported', reason);
  return {
    note: "virtual: this host's bicubic stands for iOS's own upscaler, so neither its pictures nor its times say anything of an iPhone",
    predictor: () => Promise.resolve(bicubic(arm)),
  };
}

function whyNot(arm: SystemArm, osVersion: string): string | undefined {
  const { major } = firstUpscalingIos;
  if (isAtLeast(osVersion, firstUpscalingIos) !== true) {
    return `iOS has an upscaler of its own from iOS ${String(major)} on, and this is ${osVersion}`;
  }
  const { width, height } = arm.input;
  const { leastSide, mostSide } = systemFrames;
  const isFrame = [width, height].every((side) => side >= leastSide && side <= mostSide && side % 2 === 0);
  const scale = scaleOf(arm);
  if (isFrame && scale === offeredScale) return undefined;
  return `iOS's own upscaler does not enlarge frames of ${String(width)}x${String(height)} by ${String(scale)} on this phone`;
}

function bicubic(arm: SystemArm): Predictor {
  const { input, output } = arm;
  return {
    predict: (inputs) => {
      const frame = inputs[input.name];
      if (frame === undefined) throw new StepError('failed', `there is no input ${input.name}`);
      const enlarged = enlargeBicubic(pixelsFromTensor(input, frame), scaleOf(arm));
      return Promise.resolve({ [output.name]: tensorFromPixels(output, enlarged) });
    },
    release: () => Promise.resolve(),
  };
}
