import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { attachVirtualIphones } from '../rig/attached-phones.js';
import type { AttachedPhones } from '../rig/attached-phones.js';
import { rezbench } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { wdio } from '../rig/wdio.js';

/** Two phones that somebody else keeps, through the suite without the command line and through the command line. */
describe('phones that rezbench virtual keeps in another shell', function () {
  this.timeout(180_000);
  const results = temporaryFolder();
  let phones: AttachedPhones;

  before('attach two virtual iPhones', async () => {
    phones = await attachVirtualIphones({ count: 2 });
  });

  after('detach them', () => phones.detach());

  it('are listed by devices', async () => {
    const { stdout } = await rezbench(['devices', '--json'], { env: phones.env });
    const udids = (JSON.parse(stdout) as { udid: string }[]).map(({ udid }) => udid);
    expect(udids).to.deep.equal(['00009999-0000000000000001', '00009999-0000000000000002']);
  });

  it('are swept at once by npx wdio run wdio.conf.ts, one worker a phone and one test a launch', async () => {
    const { exitCode, stdout } = await wdio([], {
      env: { ...phones.env, REZBENCH_SWEEP: 'test/sweeps/one-case.yaml', REZBENCH_OUT: results.path },
    });
    expect(exitCode, stdout).to.equal(0);
    expect(stdout).to.match(/Spec Files:\s+2 passed, 2 total/);
    expect(stdout).to.contain('measure-plain-x2-fp16-64-cpuOnly-64x64');
    const run = /^results: (.*)$/m.exec(stdout)?.[1] ?? '';
    const rows = rowsOf(join(run, 'results.csv'));
    expect(rows.map(({ device_udid, status }) => `${device_udid ?? ''} ${status ?? ''}`)).to.deep.equal([
      '00009999-0000000000000001 ok',
      '00009999-0000000000000002 ok',
    ]);
  });

  it('are swept by rezbench run with nothing but the printed variables', async () => {
    const out = join(temporaryFolder().path, 'out');
    const { exitCode, stdout, stderr } = await rezbench(['run', 'test/sweeps/one-case.yaml', '--out', out], {
      env: phones.env,
    });
    expect(exitCode, stdout + stderr).to.equal(0);
    expect(rowsOf(join(onlyRun(out), 'results.csv')).map(({ status }) => status)).to.deep.equal(['ok', 'ok']);
  });
});
