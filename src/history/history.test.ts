import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { TemporaryFolder } from '../../test/rig/temporary-folder.js';
import { toCsv } from '../results/csv.js';
import { openRunFolder } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { resultsTable } from '../results/tables/results.js';
import type { CaseRow } from '../results/tables/results.js';
import { seeded } from '../stats/seeded.js';
import { openHistory } from './database.js';
import type { History } from './database.js';
import { exportHistory, mergeExport } from './exchange.js';
import { importRun } from './import-run.js';
import { exportSamples } from './samples.js';
import { trends } from './trend.js';

const now = new Date('2026-03-01T00:00:00Z');
const udid = '00008120-000A0001';

describe('a history', () => {
  let folder: TemporaryFolder;
  let history: History;
  const at = (name: string): string => join(folder.path, name);
  const refusalOf = async (action: Promise<unknown>): Promise<string> => (await problemOf(() => action)).message;

  beforeEach(async () => {
    folder = temporaryFolder();
    history = await openHistory(at('history.duckdb'), { mayMake: true });
  });
  afterEach(() => {
    history.close();
  });

  /** A run of one night whose tables have the given rows. */
  function run(night: number, rows: readonly Partial<CaseRow>[]): RunFolder {
    const id = `2026-01-${String(night).padStart(2, '0')}-nightly`;
    const path = at(id);
    mkdirSync(path, { recursive: true });
    const started_at = `2026-01-${String(night).padStart(2, '0')}T02:00:00.000Z`;
    const whole = rows.map((row) =>
      caseRow({ run_id: id, device_udid: udid, os_build: '21F79', app_build: 'a1', started_at, ...row }),
    );
    writeFileSync(join(path, 'results.csv'), toCsv(resultsTable, whole));
    writeFileSync(join(path, 'plan.json'), '{}');
    return openRunFolder(path);
  }

  const count = async (): Promise<number> =>
    (await history.ask<{ n: number }>('SELECT count(*)::INTEGER AS n FROM cases'))[0]?.n ?? 0;

  it('takes a run once, and again only where its tables were written anew', async () => {
    const first = run(1, [{ latency_median_ms: 20 }, { case_id: 'b-all-64x64', latency_median_ms: 30 }]);
    expect(await importRun(history, first, now)).to.equal('new');
    expect(await importRun(history, first, now)).to.equal('known');
    expect(await count()).to.equal(2);
    run(1, [{ latency_median_ms: 21 }]);
    expect(await importRun(history, first, now)).to.equal('replaced');
    const rows = await history.ask('SELECT latency_median_ms, psnr_y_db FROM cases');
    // A figure that is missing stays missing.
    expect(rows).to.deep.equal([{ latency_median_ms: 21, psnr_y_db: null }]);
  });

  it('takes nothing of a run whose tables are damaged or empty, and names the file', async () => {
    const damaged = run(1, [{ latency_median_ms: 20 }]);
    const file = join(damaged.path, 'results.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/,20,/, ',twenty,'));
    expect(await refusalOf(importRun(history, damaged, now))).to.match(/results\.csv:2: column latency_median_ms/);
    expect(await refusalOf(importRun(history, run(2, []), now))).to.match(/results\.csv has no row/);
    expect(await count()).to.equal(0);
  });

  it('refuses a file that is no history', async () => {
    const file = folder.write('other.duckdb', 'not a database'.repeat(100));
    expect(await refusalOf(openHistory(file, { mayMake: true }))).to.match(/other\.duckdb cannot be read as a history/);
    expect(await refusalOf(openHistory(at('none.duckdb'), { mayMake: false }))).to.match(/is not there; fill/);
  });

  it('finds the night since which a case is slower, and says nothing of one that only varies', async () => {
    const random = seeded(7);
    const noise = (): number => 1 + 0.01 * (random() + random() + random() - 1.5);
    for (let night = 1; night <= 24; night++) {
      const slower = night >= 18 ? 1.06 : 1;
      const rows = [
        { latency_median_ms: 20 * noise() * slower, variant_sha256: (night >= 18 ? 'b' : 'a').repeat(64) },
        { case_id: 'b-all-64x64', latency_median_ms: 30 * noise() },
      ];
      await importRun(history, run(night, rows), now);
    }
    const found = await trends(history, { metric: 'latency_median_ms', cases: '*' });
    expect(found.map(({ case_id, alarm }) => [case_id, alarm?.direction])).to.deep.equal([
      ['a-all-64x64', 'up'],
      ['b-all-64x64', undefined],
    ]);
    const [change] = found[0]?.changes ?? [];
    expect(change).to.include({ run_id: '2026-01-18-nightly', new_package: true });
    expect(change?.percent).to.be.within(5, 7);
    expect(await trends(history, { metric: 'latency_median_ms', cases: 'b-*' })).to.have.length(1);
  });

  it('begins anew with another iOS or build of the app', async () => {
    for (let night = 1; night <= 12; night++) {
      const os_build = night > 6 ? '21G80' : '21F79';
      await importRun(history, run(night, [{ latency_median_ms: night > 6 ? 40 : 20, os_build }]), now);
    }
    const found = await trends(history, { metric: 'latency_median_ms', cases: '*' });
    expect(found.map(({ os_build, points, baseline }) => [os_build, points.length, baseline])).to.deep.equal([
      ['21F79', 6, undefined],
      ['21G80', 6, undefined],
    ]);
  });

  it('gives the trend of the named phones alone, as this lab measured them', async () => {
    const other = { device_udid: "O'Brien", latency_median_ms: 30 };
    await importRun(history, run(1, [{ latency_median_ms: 20 }, other]), now);
    const asked = async (...ownPhones: string[]): Promise<(number | undefined)[]> =>
      (await trends(history, { metric: 'latency_median_ms', cases: '*', ownPhones })).map(
        ({ points }) => points[0]?.value,
      );
    expect(await asked(udid)).to.deep.equal([20]);
    expect(await asked(other.device_udid, udid)).to.have.members([20, 30]);
    expect(await asked('unknown')).to.deep.equal([]);
    expect(await asked()).to.deep.equal([]);
    await history.ask(`UPDATE cases SET lab = 'oslo'`);
    expect(await asked(udid)).to.deep.equal([]);
  });

  it('refuses a metric that is none', async () => {
    const asked = trends(history, { metric: 'latency; DROP TABLE cases', cases: '*' });
    expect(await refusalOf(asked)).to.match(/no such column of numbers/);
  });

  describe('of another lab', () => {
    const theirs = (name: string): string => at(`export-${name}`);

    async function exported(name: string): Promise<string> {
      await importRun(history, run(1, [{ latency_median_ms: 20, device_name: 'Ada’s iPhone', lab_name: 'desk' }]), now);
      await exportHistory(history, name, theirs(name));
      return theirs(name);
    }

    it('is merged, once, under its name, without telling whose phone it was', async () => {
      const from = await exported('oslo');
      const merged = await openHistory(at('merged.duckdb'), { mayMake: true });
      for (let turn = 0; turn < 2; turn++) {
        expect(await mergeExport(merged, from)).to.deep.equal({ lab: 'oslo', runs: 1, cases: 1 });
      }
      const rows = await merged.ask<Record<string, string>>(
        'SELECT lab, device_udid, device_name, lab_name, latency_median_ms FROM cases',
      );
      merged.close();
      expect(rows).to.have.length(1);
      expect(rows[0]).to.include({ lab: 'oslo', device_name: null, lab_name: null, latency_median_ms: 20 });
      expect(rows[0]?.['device_udid']).to.match(/^udid-[0-9a-f]{32}$/);
      const bytes = readFileSync(join(from, 'cases.parquet'), 'latin1');
      expect(bytes).not.to.contain(udid).and.not.to.contain('Ada');
    });

    it('is refused, and changes nothing, where it was changed or tells a UDID', async () => {
      const from = await exported('oslo');
      const file = join(from, 'cases.parquet');
      const honest = readFileSync(file);
      writeFileSync(file, Buffer.concat([honest, Buffer.from('x')]));
      expect(await refusalOf(mergeExport(history, from))).to.match(/cases\.parquet is not what its lab exported/);
      // One that its lab made by hand.
      await history.ask(`COPY (SELECT * EXCLUDE lab FROM cases) TO '${file}.2' (FORMAT parquet)`);
      const manifest = JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8')) as { sha256: object };
      writeFileSync(file, readFileSync(`${file}.2`));
      const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
      writeFileSync(
        join(from, 'manifest.json'),
        JSON.stringify({ ...manifest, sha256: { ...manifest.sha256, cases: sha256 } }),
      );
      expect(await refusalOf(mergeExport(history, from))).to.match(/has a UDID that is not hashed/);
      expect(await count()).to.equal(1);
    });

    it('needs a name, and a new folder', async () => {
      expect(await refusalOf(exportHistory(history, 'Oslo!', theirs('x')))).to.match(/--lab Oslo!: must be of a-z/);
      const from = await exported('oslo');
      expect(await refusalOf(exportHistory(history, 'oslo', from))).to.match(/holds something already/);
    });
  });

  it('writes the samples of runs as Parquet, as they are', async () => {
    const first = run(1, [{}]);
    writeFileSync(
      join(first.path, 'samples.csv'),
      'run_id,device_udid,case_id,latency_ns\nr,u,c,9007199254740993\nr,u,c,\n',
    );
    const file = at('samples.parquet');
    expect(await exportSamples([first], file)).to.equal(2);
    const rows = await history.ask(`SELECT latency_ns::VARCHAR AS ns FROM read_parquet('${file}')`);
    expect(rows).to.deep.equal([{ ns: '9007199254740993' }, { ns: null }]);
    expect(await refusalOf(exportSamples([first], file))).to.match(/is there already/);
  });
});
