import { randomUUID } from 'node:crypto';
import { chmodSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import type { Context } from 'mocha';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Ran } from '../../test/rig/command.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { projectRoot } from '../project.js';
import { isHeld, lockPhone } from './lock.js';

/** Locks a phone as another user. Skips where this one may not become another. */
async function asNobody(context: Context, udid: string, folder: string): Promise<Ran> {
  if (process.getuid?.() !== 0) {
    console.log('      skipped: only root can become another user');
    context.skip();
  }
  // The folders of tests are their user's alone.
  for (let path = dirname(folder); path !== tmpdir() && path !== dirname(path); path = dirname(path))
    chmodSync(path, 0o755);
  const bundled = temporaryFolder();
  chmodSync(bundled.path, 0o755);
  const script = join(bundled.path, 'lock.mjs');
  await build({
    stdin: {
      contents: `
        import { lockPhone } from './src/phone/lock.ts';
        try {
          await lockPhone(process.argv[2], process.argv[3]);
          console.log('has it');
        } catch (error) {
          console.log(error.message);
          process.exitCode = error.exitCode;
        }`,
      resolveDir: projectRoot,
    },
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  const { exitCode, stdout, stderr, signal } = await execa(process.execPath, [script, udid, folder], {
    cwd: '/',
    uid: 65_534,
    gid: 65_534,
    reject: false,
  });
  return { exitCode, stdout, stderr, signal };
}

describe('the lock of a phone', () => {
  it('keeps a second run off it until the first lets go: exit 4', async () => {
    const udid = randomUUID();
    const unlock = await lockPhone(udid);
    const { message, exitCode } = await problemOf(() => lockPhone(udid));
    expect(message).to.equal(
      `${udid} is in use by another run (process ${String(process.pid)}); wait for it or end it`,
    );
    expect(isHeld(udid)).to.equal(true);
    expect(exitCode).to.equal(4);
    await unlock();
    expect(isHeld(udid)).to.equal(false);
    await (
      await lockPhone(udid)
    )();
  });

  it('is one between users, who may all write where it lies', async function () {
    const folder = join(temporaryFolder().path, 'in-use');
    const udid = randomUUID();
    const unlock = await lockPhone(udid, folder);
    expect(statSync(folder).mode & 0o7777).to.equal(0o1777);
    const { exitCode, stdout } = await asNobody(this, udid, folder);
    expect([exitCode, stdout]).to.deep.equal([
      4,
      `${udid} is in use by another run (process ${String(process.pid)}); wait for it or end it`,
    ]);
    await unlock();
    expect((await asNobody(this, udid, folder)).stdout).to.equal('has it');
  });

  it('says what to do where another user’s folder cannot be written: exit 4', async function () {
    const folder = temporaryFolder().path;
    chmodSync(folder, 0o755);
    const udid = randomUUID();
    const { exitCode, stdout } = await asNobody(this, udid, folder);
    expect([exitCode, stdout]).to.deep.equal([
      4,
      `${udid} cannot be kept off other runs, since ${folder} cannot be written (EACCES); make room there, or have its owner run chmod 1777 ${folder}`,
    ]);
  });

  it('trusts no folder in which others could remove it: exit 4', async function () {
    const folder = temporaryFolder().path;
    chmodSync(folder, 0o777);
    const { exitCode, stdout } = await asNobody(this, randomUUID(), folder);
    expect(stdout).to.equal(
      `in ${folder} any user can remove another's locks; have its owner run chmod 1777 ${folder}`,
    );
    expect(exitCode).to.equal(4);
  });

  it('follows no link that somebody laid where it lies: exit 4', async () => {
    const target = temporaryFolder().path;
    const folder = join(temporaryFolder().path, 'in-use');
    symlinkSync(target, folder);
    const { message, exitCode } = await problemOf(() => lockPhone(randomUUID(), folder));
    expect(message).to.equal(`${folder} is a link or a file that somebody put there; remove it`);
    expect(exitCode).to.equal(4);
    expect(readdirSync(target)).to.deep.equal([]);
  });

  it('leaves other phones alone', async () => {
    const unlocks = await Promise.all([lockPhone(randomUUID()), lockPhone(randomUUID())]);
    await Promise.all(unlocks.map((unlock) => unlock()));
  });
});
