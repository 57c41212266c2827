import { writeFileSync } from 'node:fs';
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
  udid,
  writeRun,
} from '../../../../test/hand-made-run.js';
import { handMadeTables } from '../../../../test/hand-made-tables.js';
import { problemOf } from '../../../../test/rig/problem.js';
import { rowsOf } from '../../../../test/rig/run-folder.js';
import type { Row } from '../../../../test/rig/run-folder.js';
import type { Event, LoadProcedure } from '../../../contract/events.js';
import { keepColdLoadFinding } from '../../cold-load-finding.js';
import { writeTables } from '../../write-tables.js';

describe('the tables of a run', () => {
  const { folder, table, write } = handMadeTables();

  describe('about loads', () => {
    const loading = (procedure: LoadProcedure, loadMs: number): Event[] =>
      measured([5_000_000]).map((event) =>
        event.event === 'result' && event.do === 'load'
          ? { ...event, procedure, loadNs: loadMs * 1_000_000, footprintPeakBytes: loadMs }
          : event,
      );
    const plan = planOf(
      [plannedCase('c')],
      [
        plannedLaunch('prepare', { kind: 'prepare' }),
        plannedLaunch('m', { case: 'c' }),
        plannedLaunch('m-2', { case: 'c' }),
      ],
      {
        purge: plannedLaunch('purge', { kind: 'purge' }),
        primes: [plannedLaunch('prime-net-all', { kind: 'prime' })],
      },
    );
    const rowWith = (launches: Readonly<Record<string, readonly Event[]>>): Row => {
      const [row] = write(
        plan,
        Object.keys(launches).map((id) => finished(id, { status: 'ok' })),
        launches,
      );
      return row ?? {};
    };

    it('call one cold or warm by what the app says of it, and take memory from a prepared one', () => {
      const row = rowWith({
        prepare: loading('purged', 90),
        m: loading('after_install', 80),
        'm-2': loading('prepared', 7),
      });
      expect(row).to.include({ cold_load_ms: '90', warm_load_ms: '7', load_procedure: 'after_install' });
      expect(row).to.include({ memory_load_peak_bytes: '7', memory_predict_peak_bytes: '60', cold_load_shown: '' });
    });

    it('leave empty what no launch can tell, and say so', () => {
      const row = rowWith({ prepare: loading('after_install', 90), m: loading('purged', 80) });
      expect(row).to.include({ cold_load_ms: '', warm_load_ms: '', load_procedure: 'purged' });
      expect(row).to.include({ memory_load_peak_bytes: '', memory_predict_peak_bytes: '', memory_model_bytes: '' });
      expect(row['warnings']).to.contain('no launch found its model prepared');
      expect(row).to.include({ latency_median_ms: '5' });
    });

    it('have primes and purges among the launches alone', () => {
      rowWith({ 'purge-1': [], 'prime-net-all-1': loading('after_install', 70), m: loading('prepared', 7) });
      const launches = table('launches').map((row) => [row['kind'], row['variant'], row['load_procedure']]);
      expect(launches).to.deep.equal([
        ['purge', '', ''],
        ['prime', 'net', 'after_install'],
        ['measure', 'net', 'prepared'],
      ]);
      expect(new Set(table('samples').map((row) => row['launch']))).to.deep.equal(new Set(['m']));
      expect(table('results').map((row) => [row['case_id'], row['launches']])).to.deep.equal([['c', '1']]);
    });

    it('say what first light showed on this phone and iOS build, and complain of a damaged finding', async () => {
      const home = join(folder.path, 'results');
      const run = { path: join(home, 'run'), id: 'run' };
      const shown = (): string | undefined => {
        writeTables(
          writeRun(run.path, plan, [session(), finished('m', { status: 'ok' })], { m: loading('prepared', 7) }),
        );
        return rowsOf(join(run.path, 'results.csv'))[0]?.['cold_load_shown'];
      };
      expect(shown()).to.equal('');
      const finding = { purgedIsSlower: true, run: 'first-light' };
      keepColdLoadFinding(run, { udid, osBuild: 'another' }, finding);
      expect(shown()).to.equal('');
      keepColdLoadFinding(run, { udid, osBuild: '21F79' }, finding);
      expect(shown()).to.equal('true');
      keepColdLoadFinding(run, { udid, osBuild: '21F79' }, { ...finding, purgedIsSlower: false });
      expect(shown()).to.equal('false');
      const file = join(home, '.first-light', `${udid}-21F79.json`);
      writeFileSync(file, '{}');
      expect((await problemOf(shown)).message).to.equal(
        `${file} is damaged; remove it, and run first light on that phone again`,
      );
    });
  });
});
