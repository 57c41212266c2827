import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { heardConsole } from '../../test/rig/console.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { readLaunchRows } from '../../src/results/read-tables.js';
import { readPlan } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { concludeRun } from '../../src/run/conclude.js';
import { foundIn, wrongRows } from './check-night.js';
import { writeSweep } from './farm.js';
import type { Farm } from './farm.js';
import { growthExponent } from './growth.js';
import { carryOutNight, planNight } from './night.js';

const small: Farm = {
  ...{ phones: 10, models: 2, shares: true, variants: 2, iterations: 5 },
  ...{ lostPercent: 10, isMadeUp: false, nights: 1 },
};

async function nightOf(farm: Farm): Promise<RunFolder> {
  const home = temporaryFolder().path;
  const folder = await planNight(home, writeSweep(home, farm), farm);
  await carryOutNight(home, folder, farm);
  await concludeRun(folder);
  return folder;
}

describe('a night of a simulated farm', function () {
  this.timeout(60_000);
  const heard = heardConsole();

  it('has one row for each model and case, also of a phone that was lost in the midst of it', async () => {
    const folder = await nightOf(small);
    expect(wrongRows(folder, small)).to.deep.equal([]);
    // Two models, two variants and three compute units; each variant is one phone's, and that of the lost one another's.
    expect(foundIn(folder, small)).to.deep.equal({ rows: 12, ok: 12, busy: 5, lost: 1, moves: 1 });
    expect(heard.said.join('\n')).to.include('Farm 1 cannot carry out all of its variants');

    const { launches: planned } = readPlan(folder);
    const ended = readLaunchRows(folder).filter(({ status }) => status === 'ok');
    for (const { id, devices = [] } of planned) {
      const holders = ended.filter(({ launch, device_udid }) => launch === id && devices.includes(device_udid));
      expect(holders, id).to.have.length(devices.length);
    }

    const file = join(folder.path, 'results.csv');
    const [header = '', first = '', ...others] = readFileSync(file, 'utf8').trimEnd().split('\n');
    const rewrite = (lines: readonly string[]): void => {
      writeFileSync(file, `${[header, ...lines].join('\n')}\n`);
    };
    rewrite(others);
    expect(wrongRows(folder, small).join()).to.match(/^\S+ has 5 cases, not 6$/);
    rewrite([first, first, ...others]);
    expect(wrongRows(folder, small).join()).to.match(/^\S+ \S+ has 2 rows$/);
  });

  it('owes what a lost phone had to do where nobody shares', async () => {
    const farm = { ...small, phones: 3, variants: 1, shares: false };
    const folder = await nightOf(farm);
    expect(wrongRows(folder, farm)).to.deep.equal([]);
    const { rows, ok, lost, moves } = foundIn(folder, farm);
    expect([rows, lost, moves]).to.deep.equal([9, 1, 0]);
    expect(ok).to.be.within(6, 8);
  });
});

describe('growth', () => {
  it('is the power with which a cost grows', () => {
    const of = (power: number) => growthExponent([10, 100, 1000].map((size) => [size, 3 * size ** power]));
    expect([of(0), of(1), of(2)].map((power) => power?.toFixed(6))).to.deep.equal(['0.000000', '1.000000', '2.000000']);
    expect(growthExponent([[10, 5]])).to.equal(undefined);
  });
});
