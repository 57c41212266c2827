import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { attachVirtualIphones } from '../rig/attached-phones.js';
import { checksThat, readFirstLight } from '../rig/first-light-report.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { wdio } from '../rig/wdio.js';

describe('first light by WebdriverIO, of a virtual iPhone whose app dies in its first load', function () {
  this.timeout(480_000);
  const results = temporaryFolder();
  let exitCode: number | undefined;
  let stdout: string;

  before('run it', async () => {
    const phone = await attachVirtualIphones({ faults: ['kill:load'] });
    ({ exitCode, stdout } = await wdio(['--spec', 'specs/first-light.spec.ts'], {
      env: { ...phone.env, REZBENCH_OUT: results.path },
    }));
    await phone.detach();
  });

  it('fails, names the launch and the step, and says what to do', () => {
    expect(exitCode).to.equal(1);
    expect(stdout).to.match(/every_launch_ends +FAILED/);
    expect(stdout).to.contain('installed: the app died in load');
    expect(stdout).to.contain('Read what the app wrote in journal/');
  });

  it('is inconclusive about what that launch should have shown, and judges the rest', () => {
    const report = readFirstLight(/^report: (.*)$/m.exec(stdout)?.[1] ?? '');
    expect(checksThat('failed', report)).to.deep.equal(['every_launch_ends']);
    expect(checksThat('inconclusive', report)).to.deep.equal([
      'installation_noticed',
      'compiled_kept',
      'cold_load_slower',
    ]);
    expect(checksThat('passed', report)).to.include.members(['kill_classified', 'recovers_from_kill', 'psnr_on_cpu']);
  });
});
