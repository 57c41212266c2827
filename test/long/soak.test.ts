import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { check } from '../../scripts/nightly/soak/check/rules.js';
import { readTables } from '../../scripts/nightly/soak/check/tables.js';
import type { Tables } from '../../scripts/nightly/soak/check/tables.js';
import { cleanRun } from '../../scripts/nightly/soak/clean-run.js';
import { drawKills } from '../../scripts/nightly/soak/kills.js';
import { soak } from '../../scripts/nightly/soak/soak.js';
import type { Soaked } from '../../scripts/nightly/soak/soak.js';
import { casesOf, launchesOf, writeSweep } from '../../scripts/nightly/soak/sweep.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

const seed = 1;
const phones = 2;
const size = { variants: 2, units: 1, sizes: 5 } as const;
/**
 * The first phone loses its WebDriverAgent and then its cable, each far from a kill, which would take the launch before the
 * run can say what it was lost to: the kills come once about 7, 16 and 19 of 28 launches have ended.
 */
const faults = ['wda-dies:2', 'unplug:7:5'];

describe('a sweep whose processes are killed and whose phone is lost', function () {
  this.timeout(600_000);
  let soaked: Soaked;
  let tables: Tables;
  let clean: Tables;

  before('run it until it is done, and beside it once without all that', async () => {
    const folder = temporaryFolder();
    const sweep = writeSweep(join(folder.path, 'sweep'), size);
    const kills = drawKills(seed, 3, [
      { victim: 'worker', signal: 'SIGKILL' },
      { victim: 'appium', signal: 'SIGKILL' },
      { victim: 'group', signal: 'SIGKILL' },
    ]);
    const [cleanFolder, end] = await Promise.all([
      cleanRun(sweep, join(folder.path, 'clean')),
      soak({
        ...{ seed, sweep, phones, kills, launches: launchesOf(size), folder: join(folder.path, 'soaked') },
        faults: () => faults,
        say: (sentence) => {
          console.log(`      ${sentence}`);
        },
      }),
    ]);
    soaked = end;
    clean = readTables(cleanFolder);
    tables = readTables(soaked.run ?? '');
  });

  it('comes to its end when it is resumed, whatever was killed', () => {
    expect(soaked.failures).to.deep.equal([]);
    expect(soaked.killed).to.have.length(3);
    expect(soaked.ends.at(-1)).to.include({ exitCode: 0 });
    expect(soaked.phones.said()).not.to.contain('never struck');
  });

  it('has every row, sample and figure of a run that nothing happened to', () => {
    expect(tables.results).to.have.length(phones * casesOf(size));
    expect(check(tables, { clean, phones, excused: new Map() })).to.deep.equal([]);
  });

  it('journals what it lost and to what', () => {
    const reasons = tables.launches.flatMap(({ status, reason }) => (status === 'lost' ? [reason] : []));
    for (const reason of reasons) expect(reason).to.match(/ \(.+\)/);
    expect(reasons.join('\n')).to.contain('WebDriverAgent did not answer').and.contain('the phone was not attached');
  });
});
