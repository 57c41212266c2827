import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { occupiedPort } from '../rig/occupied-port.js';
import { rezbench } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

const sweep = 'test/sweeps/one-case.yaml';

/** What a user sees when something is amiss: one sentence, the documented exit code, and nothing lost. */
describe('when something is amiss', function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  const out = (name: string): string => join(folder.path, name);
  const env = { USBMUXD_SOCKET_ADDRESS: `UNIX:${out('nobody.sock')}` };

  it('without a phone: exit 4, and how to go on', async () => {
    const { exitCode, stderr } = await rezbench(['run', sweep, '--app', folder.write('x.ipa', '')], { env });
    expect(exitCode).to.equal(4);
    expect(stderr).to.match(/^rezbench: no iPhone is attached; .*\(npx rezbench virtual\)$/m);
  });

  it('a sweep file that is not there', async () => {
    const { exitCode, stderr } = await rezbench(['run', out('none.yaml'), '--virtual', '1']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.equal(`rezbench: ${out('none.yaml')} cannot be read; name an existing file`);
  });

  it('a malformed sweep file: file, line and field', async () => {
    const file = folder.write('bad.yaml', readFileSync(sweep, 'utf8').replace('[64x64]', '[64by64]'));
    const { exitCode, stderr } = await rezbench(['run', file, '--virtual', '1']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.match(/^rezbench: .*bad\.yaml:6: field sizes\.0: must be WIDTHxHEIGHT/);
  });

  it('a model that is not there', async () => {
    const file = folder.write(
      'model.yaml',
      readFileSync(sweep, 'utf8').replace('plain-x2-fp16-64', './gone.mlpackage'),
    );
    const { exitCode, stderr } = await rezbench(['run', file, '--virtual', '1']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.match(/^rezbench: .*gone\.mlpackage does not exist; /);
  });

  it('an image that cannot be read', async () => {
    const images = temporaryFolder();
    copyFileSync('package.json', join(images.path, 'broken.png'));
    const file = folder.write('image.yaml', `${readFileSync(sweep, 'utf8')}quality:\n  testset: ${images.path}\n`);
    const { exitCode, stderr } = await rezbench(['run', file, '--virtual', '1']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.match(/^rezbench: .*broken\.png cannot be read as an image; /);
  });

  it('a port in use', async () => {
    const port = await occupiedPort();
    const args = ['run', sweep, '--virtual', '1', '--out', out('port'), '--appium-port', String(port)];
    const { exitCode, stderr } = await rezbench(args);
    expect(exitCode).to.equal(2);
    expect(stderr).to.contain(`port ${String(port)} on 127.0.0.1 is in use`);
  });

  it('a driver that is not installed', async () => {
    const args = ['run', sweep, '--virtual', '1', '--out', out('driver')];
    const { exitCode, stderr } = await rezbench(args, { env: { APPIUM_HOME: out('empty-home') } });
    expect(exitCode).to.equal(2);
    expect(stderr).to.match(/^rezbench: the XCUITest driver is not installed in APPIUM_HOME .*npm ci/m);
  });

  it('an app that never says hello: the attempt is lost, says nothing about the model, and is made again', async () => {
    const args = ['run', sweep, '--virtual', '1', '--out', out('hello'), '--fault', 'freeze:4'];
    const { exitCode, stderr } = await rezbench(args);
    expect(exitCode, stderr).to.equal(0);
    const run = onlyRun(out('hello'));
    expect(rowsOf(join(run, 'results.csv'))[0]).to.include({ status: 'ok' });
    const attempts = rowsOf(join(run, 'launches.csv'));
    const [lost, ...others] = attempts.filter(({ status }) => status === 'lost');
    expect(others).to.deep.equal([]);
    expect(lost).to.include({
      kind: 'measure',
      reason: 'the app did not begin its work (it said no hello for 4 s)',
    });
    expect(attempts.at(-1)).to.include({ kind: 'measure', status: 'ok', attempt: '2' });
  });

  it('resuming a run that is whole measures nothing again', async () => {
    expect((await rezbench(['run', sweep, '--virtual', '1', '--out', out('whole')])).exitCode).to.equal(0);
    const run = onlyRun(out('whole'));
    const before = readFileSync(join(run, 'results.csv'));
    expect((await rezbench(['run', '--resume', run, '--virtual', '1'])).exitCode).to.equal(0);
    expect(readFileSync(join(run, 'results.csv'))).to.deep.equal(before);
  });
});
