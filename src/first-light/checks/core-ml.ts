import { isAtLeast } from '../../contract/ios-version.js';
import { firstLightLaunches as names } from '../plan.js';
import { enlargedImages, resultsOf } from '../../results/launch-record.js';
import { findSuccessfulLaunches, judgeOnIphone } from '../evidence.js';
import { failed, inconclusive, notApplicable, passed } from '../check-result.js';
import type { Check } from './check.js';

/** The first iOS with MLComputePlan (Apple's documentation of MLComputePlan). */
const firstPlanningIos = { major: 17, minor: 4 };

export const placement: Check = {
  name: 'placement',
  claim: 'the phone reports where operations would run, from iOS 17.4 on',
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, names.cold);
    if (typeof launches === 'string') return inconclusive(launches);
    const [answer] = launches.flatMap((launch) => resultsOf(launch, 'placement'));
    if (answer === undefined) return inconclusive('no launch asked for the placement');
    const { shares, reason = 'the app gave no reason' } = answer;
    const figures = shares ? { cpu_share: shares.cpu, gpu_share: shares.gpu, ane_share: shares.ane } : {};
    return judgeOnIphone(evidence, reason, figures, () => {
      const remedy = 'Restart the phone and run first light again; report it with this file if that does not help';
      if (isAtLeast(evidence.osVersion, firstPlanningIos) !== true) {
        return shares
          ? failed(`iOS ${evidence.osVersion} has no MLComputePlan, and yet the app reported shares`, remedy, figures)
          : notApplicable(`iOS ${evidence.osVersion} has no MLComputePlan, which came with 17.4`);
      }
      if (shares === undefined) return failed(`the app reported no shares: ${reason}`, remedy);
      const sum = shares.cpu + shares.gpu + shares.ane;
      if (Math.abs(sum - 1) > 0.01)
        return failed(`the shares add up to ${sum.toFixed(3)} instead of 1`, remedy, figures);
      return passed(figures);
    });
  },
};

export const outputBackings: Check = {
  name: 'output_backings',
  claim: 'Core ML writes outputs into the memory that the app provides',
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, [names.qualityAll]);
    if (typeof launches === 'string') return inconclusive(launches);
    const backed = launches
      .flatMap((launch) => resultsOf(launch, 'quality'))
      .flatMap(({ outputBacked }) => outputBacked ?? []);
    const figures = { images: backed.length, backed: backed.filter(Boolean).length };
    if (backed.length === 0) {
      return judgeOnIphone(evidence, "its app's runtime does not accept memory for outputs", {}, () =>
        failed(
          'the app did not report where the outputs lay',
          'Install the app that belongs to this version of rezbench',
        ),
      );
    }
    return backed.every(Boolean)
      ? passed(figures)
      : failed(
          'outputs lay in other memory than the app provided',
          'Report it with this file: on this iOS and these compute units, latencies include a copy',
          figures,
        );
  },
};

const maxDifferenceDb = 0.1;

const makePsnrCheck = (name: string, where: string, id: string): Check => ({
  name,
  claim: `PSNR ${where} is within ${String(maxDifferenceDb)} dB of the host's with the same package`,
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, [id]);
    if (typeof launches === 'string') return inconclusive(launches);
    const judged = launches.flatMap(enlargedImages);
    const onHost = evidence.observed.hostPsnrYDb?.[id] ?? {};
    const pairs = judged.flatMap(({ image, judged: figures }) => {
      const host = onHost[image];
      const { psnrYDb, fidelityDb } = figures ?? {};
      return psnrYDb === undefined || host === undefined ? [] : [{ image, psnrYDb, host, fidelityDb }];
    });
    if (pairs.length === 0 || pairs.length < judged.length)
      return inconclusive('the host has no image to compare with');
    const fidelity = pairs.flatMap(({ fidelityDb }) => fidelityDb ?? []);
    const figures = {
      images: pairs.length,
      psnr_y_db: pairs.map(({ psnrYDb }) => round(psnrYDb)),
      host_psnr_y_db: pairs.map(({ host }) => round(host)),
      ...(fidelity.length > 0 && { fidelity_min_db: round(Math.min(...fidelity)) }),
    };
    const off = pairs.filter(({ psnrYDb, host }) => Math.abs(psnrYDb - host) > maxDifferenceDb);
    if (off.length === 0) return passed(figures);
    const differences = off.map(
      ({ image, psnrYDb, host }) => `${image} ${psnrYDb.toFixed(2)} dB, on the host ${host.toFixed(2)}`,
    );
    return failed(
      differences.join('; '),
      "Look at the images in outputs/ of the run's folder, compare with the check on the CPU, and report it with this file",
      figures,
    );
  },
});

export const psnrCpu = makePsnrCheck('psnr_on_cpu', 'on the CPU', names.qualityCpu);
export const psnrAll = makePsnrCheck('psnr_on_all_units', 'on all compute units', names.qualityAll);
export const psnrFlexible = makePsnrCheck(
  'psnr_flexible_shape',
  'of a model with enumerated shapes',
  names.qualityFlexible,
);

const round = (value: number): number => Number(value.toFixed(3));
