import { isAtLeast } from '../../contract/ios-version.js';
import { firstUpscalingIos } from '../../contract/system-upscaler.js';
import { enlargedImages } from '../../results/launch-record.js';
import { failed, inconclusive, notApplicable, passed } from '../check-result.js';
import { findSuccessfulLaunches } from '../evidence.js';
import { firstLightLaunches as names } from '../plan.js';
import type { Check } from './check.js';

/** A picture further below bicubic than that has wrong colours, is shifted, or is none. */
const worstDb = 3;

export const systemUpscaler: Check = {
  name: 'system_upscaler',
  claim: `iOS's own upscaler takes the frames that rezbench gives it, and is at most ${String(worstDb)} dB worse than bicubic, from iOS ${String(firstUpscalingIos.major)} on`,
  judge(evidence) {
    const { launches, osVersion, observed } = evidence;
    const outcome = launches.get(names.qualitySystem)?.finished.outcome;
    const hasOne = isAtLeast(osVersion, firstUpscalingIos) === true;
    if (outcome?.status === 'unsupported') {
      return hasOne
        ? failed(outcome.reason, "Report it with this file: sweeps have no row of iOS's own upscaler on this phone")
        : notApplicable(outcome.reason);
    }
    const found = findSuccessfulLaunches(evidence, [names.qualitySystem]);
    if (typeof found === 'string') return inconclusive(found);
    const bicubic = observed.hostPsnrYDb?.[names.qualitySystem] ?? {};
    const judged = found.flatMap(enlargedImages);
    const pairs = judged.flatMap(({ image, judged: figures }) => {
      const [own, host] = [figures?.psnrYDb, bicubic[image]];
      return own === undefined || host === undefined ? [] : [{ image, own, host }];
    });
    if (pairs.length === 0 || pairs.length < judged.length)
      return inconclusive('the host has no bicubic to compare with');
    const figures = {
      images: pairs.length,
      psnr_y_db: pairs.map(({ own }) => round(own)),
      bicubic_psnr_y_db: pairs.map(({ host }) => round(host)),
    };
    const bad = pairs.filter(({ own, host }) => own < host - worstDb);
    if (bad.length === 0) return passed(figures);
    return failed(
      bad.map(({ image, own, host }) => `${image} ${own.toFixed(2)} dB, bicubic ${host.toFixed(2)}`).join('; '),
      "Look at its images in outputs/ of the run's folder, and report it with this file",
      figures,
    );
  },
};

const round = (value: number): number => Number(value.toFixed(3));
