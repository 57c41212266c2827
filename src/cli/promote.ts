import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pinRun } from '../baseline/pin-run.js';
import { baselinesIn, isBaselines } from '../baseline/store.js';
import { readBases } from '../compare/bases.js';
import { compareRuns } from '../compare/compare-runs.js';
import { confirmationsOf } from '../compare/confirmations.js';
import { readNight } from '../compare/night.js';
import { exitCodes, Problem } from '../problem.js';
import { openRunFolder } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { lockRun } from '../run/run-lock.js';
import type { Command } from './command.js';

interface Args {
  run: string;
  force: boolean;
  reason?: string | undefined;
}

/** `promote`: makes a run a night of the baseline that later runs are compared with. */
export const promote: Command<Args> = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'Folder under results/' })
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'Also a run that regressed; say why with --reason',
      })
      .option('reason', { type: 'string', describe: 'Why a run that regressed is accepted; it is kept with the pin' }),
  async handler({ run, force, reason }) {
    if (force !== (reason !== undefined)) {
      throw new Problem('--force and --reason go together: what regressed is pinned with the reason for it');
    }
    const folder = openRunFolder(run);
    const home = baselinesIn(dirname(folder.path));
    mkdirSync(home, { recursive: true });
    const unlock = await lockRun({ path: home, id: 'baselines' });
    try {
      const regressed = regressionsOf(folder, home);
      if (regressed.length > 0 && reason === undefined) {
        throw new Problem(
          `${folder.id} regressed beside its baseline (${regressed.join(', ')}) and would hide that from the next nights; mend it, or pin it with --force --reason TEXT`,
          exitCodes.gateFailed,
        );
      }
      const pin = pinRun(home, folder, reason === undefined ? undefined : { reason, regressed });
      const phones = pin.sets.length === 1 ? '1 phone' : `${String(pin.sets.length)} phones`;
      console.log(
        `promoted: ${folder.id}, of ${phones}, with ${String(Object.keys(pin.packages).length)} packages: ${home}`,
      );
    } finally {
      unlock();
    }
  },
};

/** What regressed beside what is pinned already; nothing for the first run of all. */
function regressionsOf(folder: RunFolder, home: string): string[] {
  if (!isBaselines(home)) return [];
  const candidate = readNight(folder);
  const confirmed = confirmationsOf(candidate, false);
  const { findings } = compareRuns(readBases([home], candidate), candidate, { isStrict: false, confirmed });
  return findings.flatMap(({ consequence, metric, case_id, device_name }) =>
    consequence === 'regressed' ? [`${metric} of ${case_id} on ${device_name}`] : [],
  );
}
