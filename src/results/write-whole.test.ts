import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { projectRoot } from '../project.js';
import { writeWhole } from './write-whole.js';

describe('a file that is written whole', () => {
  it('is there with its content and nothing beside it, in a folder that is made for it', () => {
    const folder = join(temporaryFolder().path, 'a/b');
    writeWhole(join(folder, 'c'), 'old');
    writeWhole(join(folder, 'c'), Buffer.from('new'));
    expect(readFileSync(join(folder, 'c'), 'utf8')).to.equal('new');
    expect(readdirSync(folder)).to.deep.equal(['c']);
  });

  it('leaves nothing behind when it cannot be put in its place', () => {
    const folder = temporaryFolder().path;
    mkdirSync(join(folder, 'c/d'), { recursive: true });
    expect(() => {
      writeWhole(join(folder, 'c'), 'text');
    }).to.throw('EISDIR');
    expect(readdirSync(folder)).to.deep.equal(['c']);
  });

  it('may be written by several processes at once', async () => {
    const folder = temporaryFolder().path;
    const file = join(folder, 'c');
    const script = `
      import { writeWhole } from ${JSON.stringify(join(projectRoot, 'src/results/write-whole.ts'))};
      for (let turn = 0; turn < 300; turn++) writeWhole(${JSON.stringify(file)}, 'x'.repeat(100_000));
    `;
    const write = () =>
      execa(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], { cwd: projectRoot });
    await Promise.all([write(), write()]);
    expect(readFileSync(file, 'utf8')).to.equal('x'.repeat(100_000));
    expect(readdirSync(folder)).to.deep.equal(['c']);
  });
});
