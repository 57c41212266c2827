import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { stringify } from 'yaml';
import { newSweepRun } from '../src/cli/sweep-run.js';
import { readSweep } from '../src/plan/sweep.js';
import { recordMoves } from '../src/results/moves.js';
import { createRun } from '../src/run/start.js';
import { readFleet } from '../src/virtual/fleet.js';
import { temporaryFolder } from './rig/temporary-folder.js';
import { carryOutHere } from './twin-lab.js';

describe('phones of one model that share a sweep', () => {
  it('have one row for each case among them, also of variants that moved', async () => {
    const home = temporaryFolder().path;
    const [sweep, fleetFile] = [join(home, 'sweep.yaml'), join(home, 'fleet.yaml')];
    const variants = ['plain-x2-fp16-64', 'plain-x2-fp32-64', 'plain-x2-int8-64'];
    const measure = { warmup: 1, iterations: 3, min_seconds: 0, end_to_end_iterations: 1, paced_iterations: 0 };
    const asked = { name: 's', seed: 1, share: 'model', variants, compute_units: ['cpuOnly', 'all'], sizes: ['64x64'] };
    writeFileSync(sweep, stringify({ ...asked, measure }));
    const phones = [
      { name: 'one', model: 'iPhone15,2', ios: '17.5', speed: 1 },
      { name: 'two', model: 'iPhone15,2', ios: '17.5', speed: 1 },
      { name: 'other', model: 'iPhone16,1', ios: '18.5', speed: 1 },
    ];
    writeFileSync(fleetFile, stringify({ latency: 'modelled', seed: 1, noise: 'quiet', phones }));
    const fleet = readFleet(fleetFile, 1);
    const { request } = await newSweepRun(readSweep(sweep), join(home, 'out'));
    const sharers = fleet.phones.map(({ udid, osVersion, productType }) => ({ udid, osVersion, model: productType }));
    const folder = await createRun(request, join(home, 'out'), fleet, sharers);
    const rows = await carryOutHere(folder, fleet.phones, join(home, 'phones'));
    const of = (name: string): string[] =>
      rows.filter(({ device_name }) => device_name === name).map(({ case_id }) => case_id);
    expect(rows.every(({ status }) => status === 'ok')).to.equal(true);
    expect(of('other')).to.have.length(6);
    expect([...of('one'), ...of('two')].sort()).to.deep.equal(of('other').sort());
    expect([of('one').length, of('two').length].sort()).to.deep.equal([2, 4]);

    const [one, two] = [fleet.phones[0]?.udid ?? '', fleet.phones[1]?.udid ?? ''];
    const [moved = ''] = [
      ...new Set(rows.filter(({ device_udid }) => device_udid === one).map(({ variant }) => variant)),
    ];
    recordMoves(folder.path, [{ variant: moved, from: one, to: two }]);
    const after = await carryOutHere(folder, fleet.phones, join(home, 'phones'));
    expect(after).to.have.length(rows.length);
    expect(after.filter(({ variant }) => variant === moved).map(({ device_name }) => device_name)).to.have.members([
      ...['two', 'two', 'other', 'other'],
    ]);
  });
});
