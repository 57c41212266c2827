import { isAtLeast } from '../../contract/ios-version.js';
import { firstLightLaunches as names } from '../plan.js';
import { loadOf } from '../../results/case-figures.js';
import { enlargedImages, resultsOf } from '../../results/launch-record.js';
import type { LaunchRecord } from '../../results/launch-record.js';
import { ended, onIphone } from '../evidence.js';
import { failed, notApplicable, passed, untold } from '../verdict.js';
import type { Check } from './check.js';

export const coldLoad: Check = {
  name: 'cold_load_slower',
  claim: 'a purged load is slower than a prepared one',
  judge(evidence) {
    const cold = ended(evidence, names.cold);
    const warm = ended(evidence, names.warm);
    if (typeof cold === 'string') return untold(cold);
    if (typeof warm === 'string') return untold(warm);
    const [coldMs, warmMs] = [loadsMs(cold, 'purged'), loadsMs(warm, 'prepared')];
    const figures = { cold_load_ms: coldMs, warm_load_ms: warmMs };
    return onIphone(evidence, "its loads are the host's, which keeps nothing to purge", figures, () => {
      if (Math.min(...coldMs) > Math.max(...warmMs)) return passed(figures);
      if (Math.max(...coldMs) > Math.min(...warmMs)) {
        return untold('the times of purged and prepared loads overlap; run first light again', figures);
      }
      return failed(
        'purged loads were as fast as prepared ones',
        'Report it with this file: the app does not delete what this iOS keeps of a load, so cold_load_ms is not cold there',
        figures,
      );
    });
  },
};

function loadsMs(launches: readonly LaunchRecord[], procedure: 'purged' | 'prepared'): number[] {
  return launches.flatMap((launch) => {
    const load = loadOf(launch, procedure);
    return load ? [rounded(load.loadNs / 1e6)] : [];
  });
}

export const compiledKept: Check = {
  name: 'compiled_kept',
  claim: 'a compiled model is still there in the next launch',
  judge(evidence) {
    const [first] = names.cold;
    const launches = ended(evidence, [first, ...names.warm]);
    if (typeof launches === 'string') return untold(launches);
    const [compiled, ...later] = launches.flatMap((launch) => resultsOf(launch, 'compile'));
    const figures = {
      // It is there from the beginning on a phone that was measured before.
      ...(compiled && !compiled.reused && { compile_ms: rounded(compiled.compileNs / 1e6) }),
      reused: later.filter(({ reused }) => reused).length,
      launches: later.length,
    };
    return later.every(({ reused }) => reused)
      ? passed(figures)
      : failed(
          'a model was compiled again',
          'Free some space on the phone: iOS removes what apps keep when it runs out of it',
          figures,
        );
  },
};

/** The first iOS with MLComputePlan (Apple's documentation, "MLComputePlan"). */
const firstWithComputePlan = { major: 17, minor: 4 };

export const placement: Check = {
  name: 'placement',
  claim: 'the phone says where operations would run, from iOS 17.4 on',
  judge(evidence) {
    const launches = ended(evidence, names.cold);
    if (typeof launches === 'string') return untold(launches);
    const [asked] = launches.flatMap((launch) => resultsOf(launch, 'placement'));
    if (asked === undefined) return untold('placement was not asked for');
    const { shares, reason = 'no reason given' } = asked;
    const figures = shares ? { cpu_share: shares.cpu, gpu_share: shares.gpu, ane_share: shares.ane } : {};
    return onIphone(evidence, reason, figures, () => {
      const remedy = 'Restart the phone and run first light again; report it with this file when it stays so';
      if (isAtLeast(evidence.osVersion, firstWithComputePlan) !== true) {
        return shares
          ? failed(`iOS ${evidence.osVersion} has no MLComputePlan, and yet shares came back`, remedy, figures)
          : notApplicable(`iOS ${evidence.osVersion} has no MLComputePlan, which came with 17.4`);
      }
      if (shares === undefined) return failed(`no shares came back: ${reason}`, remedy);
      const sum = shares.cpu + shares.gpu + shares.ane;
      if (Math.abs(sum - 1) > 0.01) return failed(`the shares sum up to ${sum.toFixed(3)}`, remedy, figures);
      return passed(figures);
    });
  },
};

export const outputBackings: Check = {
  name: 'output_backings',
  claim: 'Core ML writes outputs into the memory it was given',
  judge(evidence) {
    const launches = ended(evidence, [names.qualityAll]);
    if (typeof launches === 'string') return untold(launches);
    const told = launches
      .flatMap((launch) => resultsOf(launch, 'quality'))
      .flatMap(({ outputBacked }) => outputBacked ?? []);
    const figures = { images: told.length, backed: told.filter(Boolean).length };
    if (told.length === 0) {
      return onIphone(evidence, "its app's runtime takes no memory for outputs", {}, () =>
        failed('the app did not tell whether it was so', 'Install the app that belongs to this version of rezbench'),
      );
    }
    return told.every(Boolean)
      ? passed(figures)
      : failed(
          'outputs lay in other memory than was given',
          'Report it with this file: latencies then contain a copy, on this iOS and these compute units',
          figures,
        );
  },
};

const allowedDb = 0.1;

const psnrCheck = (name: string, where: string, id: string): Check => ({
  name,
  claim: `PSNR ${where} is within ${String(allowedDb)} dB of the host's with the same package`,
  judge(evidence) {
    const launches = ended(evidence, [id]);
    if (typeof launches === 'string') return untold(launches);
    const judged = launches.flatMap(enlargedImages);
    const onHost = evidence.observed.hostPsnrYDb?.[id] ?? {};
    const pairs = judged.flatMap(({ image, judged: figures }) => {
      const host = onHost[image];
      const { psnrYDb, fidelityDb } = figures ?? {};
      return psnrYDb === undefined || host === undefined ? [] : [{ image, psnrYDb, host, fidelityDb }];
    });
    if (pairs.length === 0 || pairs.length < judged.length) return untold('the host made no image to compare with');
    const fidelity = pairs.flatMap(({ fidelityDb }) => fidelityDb ?? []);
    const figures = {
      images: pairs.length,
      psnr_y_db: pairs.map(({ psnrYDb }) => rounded(psnrYDb)),
      host_psnr_y_db: pairs.map(({ host }) => rounded(host)),
      ...(fidelity.length > 0 && { fidelity_min_db: rounded(Math.min(...fidelity)) }),
    };
    const off = pairs.filter(({ psnrYDb, host }) => Math.abs(psnrYDb - host) > allowedDb);
    if (off.length === 0) return passed(figures);
    const told = off.map(
      ({ image, psnrYDb, host }) => `${image} ${psnrYDb.toFixed(2)} dB, on the host ${host.toFixed(2)}`,
    );
    return failed(
      told.join('; '),
      "Look at the images in outputs/ of the run's folder, compare with the check on the CPU, and report it with this file",
      figures,
    );
  },
});

export const psnrCpu = psnrCheck('psnr_on_cpu', 'on the CPU', names.qualityCpu);
export const psnrAll = psnrCheck('psnr_on_all_units', 'on all compute units', names.qualityAll);
export const psnrFlexible = psnrCheck(
  'psnr_flexible_shape',
  'of a model with enumerated shapes',
  names.qualityFlexible,
);

const rounded = (value: number): number => Number(value.toFixed(3));
