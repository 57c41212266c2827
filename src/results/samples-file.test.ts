import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  finished,
  measured,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  started,
  writeRun,
} from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { smallDisk } from '../../test/rig/small-disk.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { readRun } from './read-run.js';
import type { RunFolder } from './run-folder.js';
import { SamplesFile } from './samples-file.js';
import { writeTables } from './write-tables.js';

function runOf(path: string, samples: number): RunFolder {
  const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
  const latencies = Array.from({ length: samples }, (_, index) => 1_000_000 + index);
  const entries = [session(), started('m'), finished('m', { status: 'ok' })];
  return writeRun(path, plan, entries, { m: measured(latencies) });
}

const partials = ({ path }: RunFolder): string[] => readdirSync(path).filter((name) => name.endsWith('.partial'));

describe('samples.csv, which a thread writes', () => {
  it('stays as it was when it does not fit on the disk, and nothing half is left', function () {
    const disk = smallDisk(this, 6_000_000);
    const run = runOf(disk.path, 100_000);
    writeFileSync(join(run.path, 'samples.csv'), 'as it was');
    const samples = new SamplesFile(join(run.path, 'samples.csv'));
    for (const phone of readRun(run)) samples.add(phone);
    samples.end();
    expect(() => {
      samples.finish();
    })
      .to.throw('ENOSPC')
      .with.property('code', 'ENOSPC');
    expect(readFileSync(join(run.path, 'samples.csv'), 'utf8')).to.equal('as it was');
    expect(partials(run)).to.deep.equal([]);
  });

  it('stays as it was when a later phone has a damaged journal', async () => {
    const run = runOf(temporaryFolder().path, 1000);
    writeFileSync(join(run.path, 'journal', 'zz.jsonl'), 'no JSON\n');
    expect((await problemOf(() => writeTables(run))).message).to.contain('zz.jsonl:1 is damaged');
    expect(existsSync(join(run.path, 'samples.csv'))).to.equal(false);
    expect(partials(run)).to.deep.equal([]);
  });
});
