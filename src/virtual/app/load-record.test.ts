import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { loadsSchema } from '../../contract/events.js';
import type { LoadProcedure, Loads } from '../../contract/events.js';
import { contractVersion } from '../../contract/job.js';
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
    expect(written()).to.deep.equal({ v: contractVersion, osBuild: '21F79', purged: false, begun: [], loaded: [] });
  });

  /** A load that comes to its end. */
  function load(record: LoadRecord, key = 'a/all'): LoadProcedure {
    const procedure = record.begin(key);
    record.end(key);
    return procedure;
  }

  it('has a load on disk before it begins, and in another list once it has ended', () => {
    const record = open();
    expect(record.begin('a/all')).to.equal('after_install');
    expect(written()).to.deep.include({ begun: ['a/all'], loaded: [] });
    record.end('a/all');
    expect(written()).to.deep.include({ begun: [], loaded: ['a/all'] });
    expect(load(record)).to.equal('prepared');
    expect(load(record, 'a/cpuOnly')).to.equal('after_install');
    expect(written()).to.deep.include({ begun: [], loaded: ['a/all', 'a/cpuOnly'] });
  });

  it('is what the next process of the installation goes by', () => {
    load(open());
    expect(load(open())).to.equal('prepared');
    open().purge(() => undefined);
    expect(load(open())).to.equal('purged');
    expect(load(open())).to.equal('prepared');
  });

  it('knows nothing of what a load left that was cut off, be it the first of its key or not', () => {
    open().begin('a/all');
    load(open(), 'a/cpuOnly');
    open().begin('a/cpuOnly');
    expect(written()).to.deep.include({ begun: ['a/all', 'a/cpuOnly'], loaded: [] });
    expect(open().begin('a/all')).to.equal('unknown');
    expect(load(open())).to.equal('unknown');
    expect(load(open())).to.equal('prepared');
    open().purge(() => undefined);
    expect(load(open(), 'a/cpuOnly')).to.equal('purged');
  });

  for (const [what, installation, osBuild] of [
    ['another installation', '/Bundle/B', '21F79'],
    ['another build of iOS', '/Bundle/A', '22A100'],
  ] as const) {
    it(`begins anew in ${what}`, () => {
      const record = open();
      record.purge(() => undefined);
      load(record);
      const next = open(installation, osBuild);
      expect(written()).to.deep.equal({ v: contractVersion, osBuild, purged: false, begun: [], loaded: [] });
      expect(next.begin('a/all')).to.equal('after_install');
    });
  }

  it('begins anew when it is missing or is not a record', () => {
    load(open());
    rmSync(file());
    expect(load(open())).to.equal('after_install');
    writeFileSync(file(), '{"v":1}');
    expect(load(open())).to.equal('after_install');
  });

  it('knows nothing of the loads before a purge that did not come to its end', () => {
    const record = open();
    record.purge(() => undefined);
    load(record);
    expect(() => {
      record.purge(() => {
        throw new Error('the app died');
      });
    }).to.throw('died');
    expect(load(open())).to.equal('unknown');
    expect(load(open(), 'b/all')).to.equal('purged');
  });
});
