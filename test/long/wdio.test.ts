import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { execa } from 'execa';
import { projectRoot } from '../../src/project.js';
import { rezbench, rowsOf, temporaryFolder } from '../cli.js';

const attach = () =>
  execa(process.execPath, [join(projectRoot, 'scripts/rezbench.mjs'), 'virtual', '--count', '2'], {
    cwd: projectRoot,
    reject: false,
  });

/** The suite without the command line, as WebdriverIO users run it, on two phones that somebody else keeps. */
describe('npx wdio run wdio.conf.ts', function () {
  this.timeout(180_000);
  const results = temporaryFolder();
  let phones: ReturnType<typeof attach>;
  let env: Readonly<Record<string, string>>;

  before('attach two virtual iPhones', async () => {
    phones = attach();
    const [line] = (await once(createInterface(phones.stdout), 'line')) as [string];
    env = Object.fromEntries(
      line
        .replace(/^export /, '')
        .split(' ')
        .map((setting) => setting.split('=') as [string, string]),
    );
  });

  after('detach them', async () => {
    phones.kill('SIGTERM');
    await phones;
    results.remove();
  });

  it('devices lists both', async () => {
    const { stdout } = await rezbench(['devices', '--json'], env);
    const udids = (JSON.parse(stdout) as { udid: string }[]).map(({ udid }) => udid);
    expect(udids).to.deep.equal(['00009999-0000000000000001', '00009999-0000000000000002']);
  });

  it('sweeps both at once, one worker a phone and one test a launch', async () => {
    const { exitCode, stdout } = await execa('npx', ['wdio', 'run', 'wdio.conf.ts'], {
      cwd: projectRoot,
      env: { ...env, REZBENCH_SWEEP: 'test/sweeps/one-case.yaml', REZBENCH_OUT: results.path },
      reject: false,
      stdin: 'ignore',
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
});
