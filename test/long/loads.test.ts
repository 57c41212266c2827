import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { cacheLogIn } from '../../src/virtual/app/system/model-cache.js';
import { openVirtualLab } from '../../src/virtual/lab.js';
import type { VirtualLab } from '../../src/virtual/lab.js';
import { rezbench, start } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import type { Row } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

const sweep = (seed: number): string => `name: loads
seed: ${String(seed)}
variants: [plain-x2-fp16-64, plain-x2-fp32-64, plain-x2-int8-64]
compute_units: [cpuOnly, cpuAndGPU, all]
sizes: [64x64, 48x48]
measure:
  warmup: 1
  iterations: 3
  min_seconds: 0
  end_to_end_iterations: 1
  pause_seconds: 0.1
  paced_iterations: 0
`;

/* What the tables call cold and warm is compared with the phone's own log of its model cache, which the app cannot see. */
describe('loads of 3 variants on 3 compute units at 2 sizes', function () {
  this.timeout(900_000);
  const folder = temporaryFolder();
  let lab: VirtualLab;

  before('attach a phone', async () => {
    lab = await openVirtualLab({ count: 1, faults: [] });
  });
  after(() => lab.close());

  const [resumed, updated] = [join(folder.path, 'resumed'), join(folder.path, 'updated')];

  it('agree with the cache in a run that was interrupted and resumed', async () => {
    const asked = ['run', folder.write('one.yaml', sweep(1)), '--out', resumed];
    const first = start(asked, { env: lab.settings });
    await first.line(/^ *1[4-9]\/27 /);
    first.signal('SIGINT');
    expect((await first.ended).exitCode).to.equal(130);
    const { exitCode, stderr } = await rezbench(['run', '--resume', onlyRun(resumed)], { env: lab.settings });
    expect(exitCode, stderr).to.equal(0);
    expectAgreement(onlyRun(resumed));
  });

  it('agree with it in another order on the same phone, with a newer iOS', async () => {
    await lab.iphones[0]?.update('18.5');
    const asked = ['run', folder.write('two.yaml', sweep(2)), '--out', updated];
    const { exitCode, stderr } = await rezbench(asked, { env: lab.settings });
    expect(exitCode, stderr).to.equal(0);
    expectAgreement(onlyRun(updated));
    expect(new Set(rowsOf(join(onlyRun(updated), 'results.csv')).map((row) => row['os_version']))).to.deep.equal(
      new Set(['18.5']),
    );
  });

  it('are not mixed from two versions of iOS: the run before the update is not gone on with', async () => {
    await lab.iphones[0]?.update('17.5');
    const asked = ['run', folder.write('three.yaml', sweep(3)), '--out', join(folder.path, 'mixed')];
    const first = start(asked, { env: lab.settings });
    await first.line(/^ *(?:[2-9]|1\d)\/27 /);
    first.signal('SIGINT');
    await first.ended;
    await lab.iphones[0]?.update('18.5');
    const run = onlyRun(join(folder.path, 'mixed'));
    const { exitCode, stderr } = await rezbench(['run', '--resume', run], { env: lab.settings });
    expect(exitCode).to.equal(4);
    expect(stderr).to.match(/has iOS 18\.5 .*had 17\.5 .*start a new run/);
  });

  it('are not called prepared after one that another run left cut off', async () => {
    const cutOff = await openVirtualLab({ count: 1, faults: ['kill:load:1', 'kill:load:2'] });
    try {
      const one = sweep(4)
        .replace(/^variants:.*$/m, 'variants: [plain-x2-fp16-64]')
        .replace(/^compute_units:.*$/m, 'compute_units: [all]');
      const file = folder.write('cut.yaml', one);
      const run = (name: string) => ['run', file, '--out', join(folder.path, name)];
      // Its first load, that of the prepare, is killed, and so is that of its second try; the run ends with what comes after it.
      const first = start(run('cut'), { env: cutOff.settings });
      await first.line(/^ *[12]\/3 /);
      first.signal('SIGINT');
      await first.ended;
      const { exitCode, stderr } = await rezbench(run('after'), { env: cutOff.settings });
      expect(exitCode, stderr).to.equal(0);
      const loads = rowsOf(join(onlyRun(join(folder.path, 'after')), 'launches.csv'));
      const procedures = loads.map(({ kind, load_procedure: procedure }) => `${kind ?? ''} ${procedure ?? ''}`);
      expect(procedures).to.include('prepare purged').and.to.include('measure prepared');
      expectHonest(onlyRun(join(folder.path, 'after')), cutOff);
    } finally {
      await cutOff.close();
    }
  });

  /** Each load was what its row says it was. Returns those rows. */
  function expectHonest(run: string, on: VirtualLab): Row[] {
    const log = new Map(
      cacheLogIn(readFileSync(on.iphones[0]?.cacheLog ?? '', 'utf8')).map((entry) => [
        entry.arguments.find((argument) => argument.startsWith('jobs/')),
        entry.result,
      ]),
    );
    const nameOf = ({ run_id: id = '', launch = '', attempt = '' }: Row): string =>
      `jobs/${id}.${launch}.${attempt}.json`;
    const loads = rowsOf(join(run, 'launches.csv')).filter((row) => row['load_procedure'] !== '');
    for (const row of loads) {
      if (row['load_procedure'] === 'unknown') continue;
      const expected = row['load_procedure'] === 'prepared' ? 'hit' : 'miss';
      expect(log.get(nameOf(row)), `${nameOf(row)} ${row['load_procedure'] ?? ''}`).to.equal(expected);
    }
    return loads;
  }

  /** Besides, every case has both figures. */
  function expectAgreement(run: string): void {
    const loads = expectHonest(run, lab);
    expect(loads.length).to.be.at.least(27);
    const procedures = (kind: string) =>
      new Set(loads.filter((row) => row['kind'] === kind).map((row) => row['load_procedure']));
    expect(procedures('prepare')).to.deep.equal(new Set(['purged']));
    expect(procedures('measure')).to.deep.equal(new Set(['prepared']));
    const rows = rowsOf(join(run, 'results.csv'));
    expect(rows).to.have.length(18);
    for (const row of rows) {
      expect(row['status'], row['reason']).to.equal('ok');
      expect(Number(row['cold_load_ms']), row['case_id']).to.be.above(Number(row['warm_load_ms']));
      expect(Number(row['warm_load_ms'])).to.be.above(0);
      expect(Number(row['memory_load_peak_bytes'])).to.be.above(0);
    }
  }
});
