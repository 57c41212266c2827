import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { loadsSchema } from '../../contract/events.js';
import type { Loads } from '../../contract/events.js';
import { loadsPath } from '../../contract/paths.js';
import { containerAt } from './container.js';
import type { Container } from './container.js';
import { LoadRecord } from './load-record.js';

describe('the record of loads', () => {
  let container: Container;

  beforeEach(() => {
    container = containerAt(temporaryFolder().path, 'dev.rezbench.loads');
    mkdirSync(container.documents);
  });

  const open = (installation = '/Bundle/A', osBuild = '21F79'): LoadRecord =>
    LoadRecord.open(container, { installation, osBuild });
  const file = (): string => join(container.documents, loadsPath);
  const written = (): Loads => loadsSchema.parse(JSON.parse(readFileSync(file(), 'utf8')));

  it('is there for the host before anything was loaded', () => {
    open();
    expect(written()).to.deep.equal({ v: 3, osBuild: '21F79', purged: false, loaded: [] });
  });

  it('has a load on disk before it begins, and once', () => {
    const record = open();
    expect(record.begin('a/all')).to.equal('after_install');
    expect(written().loaded).to.deep.equal(['a/all']);
    expect(record.begin('a/all')).to.equal('prepared');
    expect(record.begin('a/cpuOnly')).to.equal('after_install');
    expect(written().loaded).to.deep.equal(['a/all', 'a/cpuOnly']);
  });

  it('is what the next process of the installation goes by', () => {
    const record = open();
    record.begin('a/all');
    expect(open().begin('a/all')).to.equal('prepared');
    record.purge(() => undefined);
    expect(open().begin('a/all')).to.equal('purged');
    expect(open().begin('a/all')).to.equal('prepared');
  });

  for (const [what, installation, osBuild] of [
    ['another installation', '/Bundle/B', '21F79'],
    ['another build of iOS', '/Bundle/A', '22A100'],
  ] as const) {
    it(`begins anew in ${what}`, () => {
      const record = open();
      record.purge(() => undefined);
      record.begin('a/all');
      const next = open(installation, osBuild);
      expect(written()).to.deep.equal({ v: 3, osBuild, purged: false, loaded: [] });
      expect(next.begin('a/all')).to.equal('after_install');
    });
  }

  it('begins anew when it is missing or is not a record', () => {
    open().begin('a/all');
    rmSync(file());
    expect(open().begin('a/all')).to.equal('after_install');
    writeFileSync(file(), '{"v":1}');
    expect(open().begin('a/all')).to.equal('after_install');
  });

  it('has no load for purged or prepared after a purge that did not come to its end', () => {
    const record = open();
    record.purge(() => undefined);
    record.begin('a/all');
    expect(() => {
      record.purge(() => {
        throw new Error('the app died');
      });
    }).to.throw('died');
    expect(written()).to.include({ purged: false });
    expect(open().begin('a/all')).to.equal('after_install');
  });
});
