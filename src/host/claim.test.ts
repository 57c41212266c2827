import { spawn } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { beforeEach, describe, it } from 'mocha';
import { Command } from '../../test/rig/command.js';
import { isRunning } from '../../test/rig/processes.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { projectRoot } from '../project.js';
import { endWithThisProcess } from './children.js';
import { claim, holdersOf, use } from './claim.js';
import type { Claim, Holder } from './claim.js';
import { ownTag, tagOf } from './process-tag.js';
import { eventually } from '../../test/rig/eventually.js';

/** A process of its own that claims a thing, says what came of it, and does `then`. */
const claiming = (folder: string, then: string, first = ''): Command =>
  new Command(process.execPath, [
    ...['--import', 'tsx', '--input-type=module', '--eval'],
    `import { claim } from ${JSON.stringify(join(projectRoot, 'src/host/claim.ts'))};
     import { endWithThisProcess } from ${JSON.stringify(join(projectRoot, 'src/host/children.ts'))};
     import { spawn } from 'node:child_process';
     ${first}
     const claimed = await claim(${JSON.stringify(folder)}, 'thing');
     console.log('release' in claimed ? 'has it' : 'refused ' + claimed.pid);
     ${then}`,
  ]);

const forever = 'setInterval(() => {}, 1e6);';

describe('a claim', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder().path;
  });

  const held = (claimed: Claim | Holder): Claim => {
    if ('release' in claimed) return claimed;
    throw new Error(`process ${String(claimed.pid)} has it`);
  };

  it('keeps others off until it is released, and then leaves nothing', async () => {
    const first = held(await claim(folder, 'thing'));
    expect(await claim(folder, 'thing')).to.deep.equal({ pid: process.pid, isElsewhere: false });
    held(await claim(folder, 'other')).release();
    expect(holdersOf(folder, 'thing')).to.deep.equal([{ pid: process.pid, isElsewhere: false }]);
    first.release();
    expect(holdersOf(folder, 'thing')).to.deep.equal([]);
    held(await claim(folder, 'thing')).release();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is one process’s when many come at once', async () => {
    const signs = temporaryFolder();
    const untilGo = `
      console.log('ready');
      const { existsSync } = await import('node:fs');
      while (!existsSync(${JSON.stringify(join(signs.path, 'go'))}));`;
    const commands = Array.from({ length: 4 }, () => claiming(folder, forever, untilGo));
    await Promise.all(commands.map((command) => command.line(/ready/)));
    signs.write('go', '');
    const said = await Promise.all(commands.map(async (command) => (await command.line(/has it|refused/))[0]));
    expect(said.filter((line) => line === 'has it')).to.have.length(1);
  });

  it('of a process that was killed is free at once', async () => {
    const command = claiming(folder, forever);
    await command.line(/has it/);
    expect(await claim(folder, 'thing')).to.deep.equal({ pid: command.pid, isElsewhere: false });
    command.signal('SIGKILL');
    await command.ended;
    expect(holdersOf(folder, 'thing')).to.deep.equal([]);
    held(await claim(folder, 'thing')).release();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is gone with a process that ends', async () => {
    await claiming(folder, '').ended;
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is not of a process that has got the id of a dead one', async () => {
    const [machine = '', pid = '', start = ''] = ownTag().split('.');
    writeFileSync(join(folder, `thing.${machine}.${pid}.${start}1.00000000`), '');
    expect(holdersOf(folder, 'thing')).to.deep.equal([]);
    held(await claim(folder, 'thing')).release();
  });

  it('of another machine holds as long as it is touched', async () => {
    const name = join(folder, 'thing.00000000.17.abc.00000000');
    writeFileSync(name, 'held');
    expect(await claim(folder, 'thing')).to.deep.equal({ pid: 17, isElsewhere: true });
    const longAgo = new Date(Date.now() - 120_000);
    utimesSync(name, longAgo, longAgo);
    held(await claim(folder, 'thing')).release();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is refused beside one that could not say that it holds, since its disk was full', async () => {
    writeFileSync(join(folder, 'thing.00000000.17.abc.00000000'), '');
    expect(await claim(folder, 'thing')).to.deep.equal({ pid: 17, isElsewhere: true });
  });

  it('ends what a dead holder left running, and nothing else', async () => {
    const left = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    const innocent = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    const pids = [left.pid ?? 0, innocent.pid ?? 0] as const;
    const [machine = '', , start = ''] = ownTag().split('.');
    const owner = `${machine}.4194305.${start}`;
    const dead = `thing.${owner}.00000000`;
    const [, , otherStart = ''] = (tagOf(pids[1]) ?? '').split('.');
    writeFileSync(join(folder, dead), '');
    writeFileSync(join(folder, `of.${owner}+${tagOf(pids[0]) ?? ''}`), '');
    writeFileSync(join(folder, `of.${owner}+${machine}.${String(pids[1])}.${otherStart}1`), '');
    const claimed = held(await claim(folder, 'thing'));
    try {
      expect(await isRunning(pids[0])).to.equal(false);
      expect(await isRunning(pids[1])).to.equal(true);
    } finally {
      innocent.kill('SIGKILL');
      claimed.release();
    }
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('leads to the end of what its process has started when that is killed', async () => {
    const command = claiming(
      folder,
      `const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
       endWithThisProcess(child.pid, 'SIGTERM');
       console.log('child ' + child.pid);
       ${forever}`,
    );
    const [, child = ''] = await command.line(/^child (\d+)/);
    expect(readdirSync(folder).filter((name) => name.includes(`+`) && name.includes(`.${child}.`))).to.have.length(1);
    command.signal('SIGKILL');
    await eventually(async () => !(await isRunning(Number(child))));
    held(await claim(folder, 'thing')).release();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('has its process’s children written down once, however many claims it has, and until the last is released', async () => {
    const claims = [held(await claim(folder, 'thing')), held(await claim(folder, 'other'))];
    const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    const forget = endWithThisProcess(child.pid ?? 0, 'SIGTERM');
    const its = tagOf(child.pid ?? 0) ?? '';
    // What an earlier test of this process has started may not have ended yet.
    const records = (): string[] => readdirSync(folder).filter((name) => name.endsWith(`+${its}`));
    try {
      expect(records()).to.deep.equal([`of.${ownTag()}+${its}`]);
      claims[0]?.release();
      claims[0]?.release();
      expect(records()).to.have.length(1);
      held(await claim(folder, 'thing')).release();
      expect(records()).to.have.length(1);
      claims[1]?.release();
      expect(readdirSync(folder)).to.deep.equal([]);
    } finally {
      forget();
      child.kill('SIGKILL');
    }
  });

  it('may be one of several where a thing is only used', () => {
    const uses = [use(folder, 'thing'), use(folder, 'thing')];
    expect(holdersOf(folder, 'thing')).to.have.length(2);
    for (const one of uses) one.release();
    const [machine = '', pid = '', start = ''] = ownTag().split('.');
    writeFileSync(join(folder, `thing.${machine}.${pid}.${start}1.00000000`), '');
    use(folder, 'thing').release();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('fails where the folder cannot be written', async () => {
    const missing = await claim(join(folder, 'none'), 'thing').catch((error: unknown) => error);
    expect(missing).to.have.property('code', 'ENOENT');
  });
});

describe('the tag of a process', () => {
  it('is the same whoever asks', async () => {
    const { stdout } = await execa(process.execPath, [
      ...['--import', 'tsx', '--input-type=module', '--eval'],
      `import { lifeOf, tagOf } from ${JSON.stringify(join(projectRoot, 'src/host/process-tag.ts'))};
       console.log(tagOf(${String(process.pid)}), lifeOf(${JSON.stringify(ownTag())}));`,
    ]);
    expect(stdout).to.equal(`${ownTag()} alive`);
  });
});
