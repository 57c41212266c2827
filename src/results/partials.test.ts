import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { removePartials } from './partials.js';

describe('what writers left unfinished', () => {
  const alive = `a.${String(process.pid)}-1.partial`;
  const dead = 'b.4194305-2.partial';

  it('goes from a run’s own folder, however deep, and nothing else does', () => {
    const folder = temporaryFolder();
    for (const name of [alive, join('outputs', dead), 'results.csv', 'a.partial']) folder.write(name, '');
    removePartials(folder.path, 'ours');
    expect(readdirSync(folder.path, { recursive: true }).sort()).to.deep.equal(['a.partial', 'outputs', 'results.csv']);
  });

  it('goes from a shared folder when its process is dead, or so old that the id is another’s', () => {
    const folder = temporaryFolder();
    for (const name of [alive, dead]) folder.write(name, '');
    removePartials(folder.path, 'shared');
    expect(readdirSync(folder.path)).to.deep.equal([alive]);
    const yesterday = new Date(Date.now() - 86_400_000);
    utimesSync(join(folder.path, alive), yesterday, yesterday);
    removePartials(folder.path, 'shared');
    expect(readdirSync(folder.path)).to.deep.equal([]);
  });

  it('is none where there is no folder', () => {
    removePartials(join(temporaryFolder().path, 'missing'), 'shared');
  });
});
