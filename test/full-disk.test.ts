import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execaSync } from 'execa';
import { afterEach, describe, it } from 'mocha';
import type { Context } from 'mocha';
import { main } from '../src/cli/main.js';
import { readLab } from '../src/plan/lab.js';
import { updateLab } from '../src/setup/lab-file.js';
import { openVirtualLab } from '../src/virtual/lab.js';
import { heardConsole } from './rig/console.js';
import { plannedCase, plannedLaunch, planOf, finished, session, started, writeRun } from './hand-made-run.js';
import { problemOf } from './rig/problem.js';
import { smallDisk } from './rig/small-disk.js';
import type { SmallDisk } from './rig/small-disk.js';
import { temporaryFolder } from './rig/temporary-folder.js';

describe('a full disk', () => {
  const heard = heardConsole();
  const temporary = process.env['TMPDIR'];

  afterEach(() => {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  });

  const contents = (folder: string): ReadonlyMap<string, string> =>
    new Map(
      readdirSync(folder).flatMap((name) =>
        name.includes('.') ? [[name, readFileSync(join(folder, name), 'latin1')]] : [],
      ),
    );

  const filled = (context: Context): SmallDisk => {
    const disk = smallDisk(context);
    disk.fill();
    return disk;
  };

  it('keeps the tables of a run as they were, and has them whole once there is space: exit 4, then 0', async function () {
    const disk = smallDisk(this);
    const plan = planOf([plannedCase('c')], [plannedLaunch('a', { case: 'c' })]);
    const { path } = writeRun(join(disk.path, 'run'), plan, [session(), started('a'), finished('a', { status: 'ok' })]);
    expect(await main(['tables', path])).to.equal(0);
    const before = contents(path);
    expect(before).to.include.keys('results.csv', 'launches.csv', 'samples.csv', 'datapackage.json');
    disk.fill();
    expect(await main(['tables', path])).to.equal(4);
    expect(heard.said.at(-1)).to.match(
      /^rezbench: this host could not do its part \(ENOSPC: .*\); mend that and start again$/,
    );
    expect(contents(path)).to.deep.equal(before);
    disk.empty();
    expect(await main(['tables', path])).to.equal(0);
    expect(contents(path)).to.deep.equal(before);
  });

  it('leaves the lab of a person as it was when phones are to be added', function () {
    const disk = smallDisk(this);
    const path = join(disk.path, 'lab.yaml');
    // As long as a page, so that the file needs another with one phone more.
    const text = `# ${'a'.repeat(4050)}\ndevices:\n  - { name: a, udid: b }\n`;
    writeFileSync(path, text);
    disk.fill();
    const add = (): boolean => updateLab(path, [{ udid: 'c', name: 'd', model: 'iPhone' }], undefined);
    expect(add).to.throw(/ENOSPC/);
    expect(readFileSync(path, 'utf8')).to.equal(text);
    disk.empty();
    expect(add()).to.equal(true);
    expect(readLab(path).devices.map(({ udid }) => udid)).to.deep.equal(['b', 'c']);
  });

  it('for results is said before any phone is asked: exit 4', async function () {
    const disk = filled(this);
    const sweep = ['run', 'test/sweeps/one-case.yaml', '--virtual', '1', '--dry-run', '--out'];
    expect(await main([...sweep, disk.path])).to.equal(4);
    expect(heard.said.at(-1)).to.match(
      /^rezbench: .*\.rgb cannot be written \(ENOSPC: .*\); make room for it and run again$/,
    );
    disk.empty();
    expect(await main([...sweep, disk.path])).to.equal(0);
  });

  it('for temporary files is said, and leaves nothing behind', async function () {
    const disk = smallDisk(this, 100_000);
    process.env['TMPDIR'] = disk.path;
    expect(await main(['virtual'])).to.equal(4);
    expect(heard.said.at(-1)).to.match(/^rezbench: this host could not do its part \(ENOSPC: /);
    expect(readdirSync(disk.path)).to.deep.equal([]);
  });

  it('or a folder for temporary files that is missing is said: exit 4', async () => {
    process.env['TMPDIR'] = join(temporaryFolder().path, 'missing');
    const { message, exitCode } = await problemOf(() => openVirtualLab({ count: 1, faults: [] }));
    expect(message).to.equal(
      `no temporary folder can be made in ${tmpdir()} (ENOENT); make room there, or set TMPDIR to another folder`,
    );
    expect(exitCode).to.equal(4);
  });

  it('or one that is only read is said, and nothing in it is changed: exit 4', async function () {
    const disk = smallDisk(this);
    const plan = planOf([plannedCase('c')], [plannedLaunch('a', { case: 'c' })]);
    const { path } = writeRun(join(disk.path, 'run'), plan, []);
    execaSync('mount', ['-o', 'remount,ro', disk.path]);
    expect(await main(['tables', path])).to.equal(4);
    expect(heard.said.at(-1)).to.match(/^rezbench: this host could not do its part \(EROFS: /);
    expect(await main(['run', 'test/sweeps/one-case.yaml', '--dry-run', '--out', disk.path])).to.equal(4);
    expect(heard.said.at(-1)).to.match(/^rezbench: this host could not do its part \(EROFS: /);
    expect(existsSync(join(path, 'results.csv'))).to.equal(false);
  });
});
