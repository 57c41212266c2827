import type { LoadProcedure } from '../../contract/events.js';
import { resultsOf } from '../../results/launch-record.js';
import type { LaunchRecord } from '../../results/launch-record.js';
import type { Figures } from '../check-result.js';
import { failed, inconclusive, passed } from '../check-result.js';
import { findSuccessfulLaunches, judgeOffSimulator } from '../evidence.js';
import { loadsShown } from '../loads-shown.js';
import { firstLightLaunches as names } from '../plan.js';
import type { Check } from './check.js';

/** Checks of what the phone keeps of a model, and of whether the app knows. */

const reportIt = 'Report it with this file and the folder of the run';

const proceduresOf = (launches: readonly LaunchRecord[]): LoadProcedure[] =>
  launches.flatMap((launch) => resultsOf(launch, 'load').map(({ procedure }) => procedure));

/** What a load of the wrong kind is called. */
const others = (procedures: readonly LoadProcedure[], wanted: LoadProcedure): readonly LoadProcedure[] =>
  procedures.filter((procedure) => procedure !== wanted);

export const installationNoticed: Check = {
  name: 'installation_noticed',
  claim: 'the app notices that it was installed anew, also over itself, and an upgrade keeps its files',
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, names.installed);
    const { upgradeMs, troubles } = evidence.observed;
    const figures: Figures = upgradeMs === undefined ? {} : { upgrade_ms: Math.round(upgradeMs) };
    if (typeof launches === 'string') return inconclusive(launches, figures);
    if (upgradeMs === undefined) return inconclusive(troubles?.['upgrade'] ?? 'the app was not installed over itself');
    const [, wrong] = proceduresOf(launches);
    return others(proceduresOf(launches), 'after_install').length === 0
      ? passed(figures)
      : failed(
          `a first load after an installation was reported as ${wrong ?? 'none'}`,
          'Report it with this file: the path of the app does not change with its installation on this iOS, so loads that are cold are called prepared',
          figures,
        );
  },
};

export const purgeFindsCache: Check = {
  name: 'purge_finds_cache',
  claim: 'what iOS keeps of earlier loads lies where the app deletes it, and the app reports the next load as purged',
  judge(evidence) {
    const purges = findSuccessfulLaunches(evidence, names.purge);
    const loads = findSuccessfulLaunches(evidence, names.cold);
    if (typeof purges === 'string') return inconclusive(purges);
    if (typeof loads === 'string') return inconclusive(loads);
    const found = purges.flatMap((launch) => resultsOf(launch, 'purge').filter(({ existed }) => existed));
    const figures = { purges: purges.length, found: found.length };
    return judgeOffSimulator(evidence, 'it keeps nothing of a load where an iPhone does', figures, () => {
      const [wrong] = others(proceduresOf(loads), 'purged');
      if (wrong !== undefined) return failed(`a load after a purge was reported as ${wrong}`, reportIt, figures);
      return found.length === purges.length
        ? passed(figures)
        : failed(
            'there was nothing to delete after a load',
            'Report it with this file: this iOS keeps what it makes of a model elsewhere, so a load after a purge is not cold there',
            figures,
          );
    });
  },
};

export const coldLoad: Check = {
  name: 'cold_load_slower',
  claim: 'a load after a purge is slower than a prepared load, and may be called cold',
  judge(evidence) {
    const missing = [names.installed, names.cold, names.warm]
      .map((ids) => findSuccessfulLaunches(evidence, ids))
      .find((launches) => typeof launches === 'string');
    if (missing !== undefined) return inconclusive(missing);
    const { afterInstallMs, purgedMs, preparedMs, slower } = loadsShown(evidence);
    const figures = {
      after_install_load_ms: afterInstallMs,
      purged_load_ms: purgedMs,
      prepared_load_ms: preparedMs,
      ...(slower.length > 0 && { slower_than_prepared: slower }),
    };
    if (purgedMs.length === 0 || preparedMs.length === 0)
      return inconclusive('the app reported no load as purged, or none as prepared', figures);
    return judgeOffSimulator(evidence, 'the Mac loads its models', figures, () => {
      if (slower.includes('purged')) return passed(figures);
      if (Math.max(...purgedMs) > Math.min(...preparedMs))
        return inconclusive(
          'the times of purged and prepared loads lie close together, so run first light again',
          figures,
        );
      return failed(
        slower.includes('after_install')
          ? 'only the first load after an installation was slower than a prepared one'
          : 'the loads after a purge were as fast as the prepared ones',
        'Report it with this file: the app does not delete all that this iOS keeps of a load, so reports say "load after a purge" for this phone, and not "cold load"',
        figures,
      );
    });
  },
};

export const compiledKept: Check = {
  name: 'compiled_kept',
  claim: 'later launches find the compiled model, also after an upgrade of the app and after a purge',
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, [...names.installed, ...names.cold, ...names.warm]);
    if (typeof launches === 'string') return inconclusive(launches);
    const [compiled, ...later] = launches.flatMap((launch) => resultsOf(launch, 'compile'));
    const figures = {
      // Where the app could not be removed, the first launch finds the compiled model too.
      ...(compiled && !compiled.reused && { compile_ms: Number((compiled.compileNs / 1e6).toFixed(3)) }),
      reused: later.filter(({ reused }) => reused).length,
      launches: later.length,
    };
    return later.every(({ reused }) => reused)
      ? passed(figures)
      : failed(
          'a later launch compiled the model again',
          'Free some space on the phone: iOS deletes files that apps keep when space runs out',
          figures,
        );
  },
};
