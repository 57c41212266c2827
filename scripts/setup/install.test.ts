import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { run } from '../../test/rig/command.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { TemporaryFolder } from '../../test/rig/temporary-folder.js';
import { installationKey } from '../../src/host/installation.js';
import { use } from '../../src/host/claim.js';
import { projectRoot } from '../../src/project.js';

/** What npm writes down of two packages, of which this machine need not have the second. */
const packages = {
  'node_modules/one': { version: '1.0.0', integrity: 'sha512-one' },
  'node_modules/for-another-machine': { version: '2.0.0', integrity: 'sha512-two', optional: true },
};
const lockfile = (more = {}): string =>
  JSON.stringify({ name: 'p', packages: { '': { name: 'p' }, ...packages, ...more } });
const installed = (more = {}): string =>
  JSON.stringify({ name: 'p', packages: { 'node_modules/one': packages['node_modules/one'], ...more } });

describe('setting up what is lacking', () => {
  let project: TemporaryFolder;
  let locks: string;
  let calls: string;
  let bin: string;

  beforeEach(() => {
    project = temporaryFolder();
    locks = temporaryFolder().path;
    calls = join(temporaryFolder().path, 'calls');
    const npm = temporaryFolder().write('npm', `#!/bin/sh\necho "$@" >> '${calls}'\nmkdir -p node_modules\n`);
    chmodSync(npm, 0o755);
    bin = join(npm, '..');
    project.write('package-lock.json', lockfile());
    project.write('node_modules/.package-lock.json', installed());
  });

  const setUp = () =>
    run(
      process.execPath,
      [
        ...['--input-type=module', '--eval'],
        `import { installWhenStale } from ${JSON.stringify(join(projectRoot, 'scripts/setup/install.mjs'))};
         installWhenStale(${JSON.stringify(project.path)}, ${JSON.stringify(locks)});`,
      ],
      { env: { PATH: [bin, process.env['PATH'] ?? ''].join(delimiter) } },
    );

  const npmCalls = (): string[] => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []);

  it('installs nothing after a plain npm ci, and remembers that', async () => {
    const more = { 'node_modules/not-wanted-any-more': { version: '1' } };
    project.write('node_modules/.package-lock.json', installed(more));
    expect((await setUp()).exitCode).to.equal(0);
    expect(npmCalls()).to.deep.equal([]);
    rmSync(join(project.path, 'node_modules/.package-lock.json'));
    expect((await setUp()).exitCode).to.equal(0);
    expect(npmCalls()).to.deep.equal([]);
  });

  for (const [what, change] of [
    [
      'nothing is installed',
      () => {
        rmSync(join(project.path, 'node_modules'), { recursive: true });
      },
    ],
    [
      'a package is missing',
      () => project.write('package-lock.json', lockfile({ 'node_modules/b': { version: '1' } })),
    ],
    [
      'a package has another version',
      () => project.write('package-lock.json', lockfile({ 'node_modules/one': { version: '1.0.1' } })),
    ],
    [
      'one lies in another that should not',
      () =>
        project.write(
          'node_modules/.package-lock.json',
          installed({ 'node_modules/one/node_modules/b': { version: '1' } }),
        ),
    ],
    ['nobody knows what is installed', () => project.write('node_modules/.package-lock.json', 'x')],
  ] as const) {
    it(`installs once when ${what}`, async () => {
      change();
      expect((await setUp()).exitCode).to.equal(0);
      expect(npmCalls()).to.deep.equal(['ci --no-audit --no-fund --loglevel=error']);
      await setUp();
      expect(npmCalls()).to.have.length(1);
    });
  }

  it('refuses to install under a run that lives: exit 4', async () => {
    project.write('package-lock.json', lockfile({ 'node_modules/b': { version: '1' } }));
    const claim = use(locks, installationKey(project.path));
    const { exitCode, stderr } = await setUp();
    expect(exitCode).to.equal(4);
    expect(stderr).to.equal(
      `rezbench: package-lock.json has changed, and process ${String(process.pid)} still uses what is installed; wait for it or end it, then start again`,
    );
    expect(npmCalls()).to.deep.equal([]);
    claim.release();
    expect((await setUp()).exitCode).to.equal(0);
    expect(npmCalls()).to.have.length(1);
  });

  it("builds the driver's library for tunnels once, and goes on where that fails", async () => {
    const library = project.write(
      'node_modules/appium-xcuitest-driver/node_modules/appium-ios-tuntap/package.json',
      '{"name": "appium-ios-tuntap"}',
    );
    expect((await setUp()).stderr).to.equal('');
    expect(npmCalls()).to.deep.equal(['run install']);
    await setUp();
    expect(npmCalls()).to.have.length(1);
    project.write('package-lock.json', `${lockfile()} `);
    writeFileSync(join(bin, 'npm'), '#!/bin/sh\nexit 1\n');
    const { exitCode, stderr } = await setUp();
    expect(exitCode).to.equal(0);
    expect(stderr).to.match(/library for tunnels does not load .*reached through usbmux; docs\/install\.md/);
    expect(existsSync(library)).to.equal(true);
  });

  it('leaves alone what a link leads to', async () => {
    const real = temporaryFolder().path;
    rmSync(join(project.path, 'node_modules'), { recursive: true });
    symlinkSync(real, join(project.path, 'node_modules'));
    mkdirSync(join(real, 'one'));
    expect((await setUp()).exitCode).to.equal(0);
    expect(npmCalls()).to.deep.equal([]);
  });
});
