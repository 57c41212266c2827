import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { gateRun } from '../src/gate/gate-run.js';
import { reportRuns } from '../src/report/report-runs.js';
import { toCsv } from '../src/results/csv.js';
import { readCaseRows, readLaunchRows } from '../src/results/read-tables.js';
import { writeRedactedTables } from '../src/results/redacted-tables.js';
import { resultsTable } from '../src/results/tables/results.js';
import { writeTables } from '../src/results/write-tables.js';
import { projectRoot } from '../src/project.js';
import { temporaryFolder } from './rig/temporary-folder.js';

const secrets = ['00008110-000A11223344401E', '00008120-000B55667788801E', "Ann's pocket", 'Lab shelf 7', 'ann.smith'];

/** The committed run, as if it had been made on two phones of a person, and failed once with a path in its reason. */
describe('what is made of a run to be shown to others', () => {
  const results = temporaryFolder();
  const texts = new Map<string, string>();
  let folder: { readonly path: string; readonly id: string };
  let untouched: string;

  before(async () => {
    folder = { path: join(results.path, 'run'), id: 'run' };
    mkdirSync(folder.path);
    cpSync(join(projectRoot, 'test/golden/run'), folder.path, { recursive: true });
    const given = writeTables(folder).rows;
    const rows = given.map((row, index) => ({
      ...row,
      device_udid: secrets[index % 2] ?? '',
      device_name: secrets[2],
      ...(index % 2 === 1 && { lab_name: secrets[3] }),
      ...(index === 0 && { reason: `no /Users/${secrets[4] ?? ''}/model on ${secrets[1] ?? ''}` }),
    }));
    untouched = toCsv(resultsTable, rows);
    writeFileSync(join(folder.path, 'results.csv'), untouched);
    const provenance = JSON.parse(readFileSync(join(folder.path, 'run.json'), 'utf8')) as object;
    const sweep = `/home/${secrets[4] ?? ''}/sweep.yaml`;
    const file = `/srv/${secrets[4] ?? ''}/fleet.yaml`;
    const fleet = { file, latency: 'modelled', seed: 1, sha256: '0'.repeat(64) };
    writeFileSync(join(folder.path, 'run.json'), JSON.stringify({ ...provenance, sweep, fleet }));
    const budgets = join(results.path, 'budgets.yaml');
    writeFileSync(
      budgets,
      `rules:\n- {metric: latency_median_ms, max: 1.0e+9}\n- {match: {device: "Lab*"}, metric: latency_median_ms, max: 1.0e-6}\n`,
    );
    gateRun(folder, { file: budgets, level: 'nightly', allowVirtual: true }, { redact: true });
    await reportRuns([folder], { redact: true });
    writeRedactedTables(folder);
    const home = join(folder.path, 'redacted');
    for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
      if (statSync(join(home, name)).isFile()) texts.set(name, readFileSync(join(home, name), 'utf8'));
    }
  });

  it('is a verdict, a report and all tables', () => {
    const names = ['verdict.json', 'verdict.md', 'junit.xml', 'report/index.html', 'datapackage.json'];
    expect([...texts.keys()]).to.include.members([
      ...names,
      'results.csv',
      'quality.csv',
      'launches.csv',
      'samples.csv',
    ]);
  });

  it('has none of the secrets', () => {
    for (const [name, text] of texts) {
      for (const secret of secrets) expect(`${name} ${text}`.includes(secret), `${name}: ${secret}`).to.equal(false);
    }
  });

  it('calls a phone the same everywhere', () => {
    const called = readCaseRows({ path: join(folder.path, 'redacted'), id: 'run' }).map((row) => [
      row.device_udid,
      row.device_name,
      row.lab_name,
    ]);
    expect(called.map(([udid]) => udid).slice(0, 2)).to.deep.equal(['<udid-1>', '<udid-2>']);
    expect(new Set(called.map(([, name]) => name))).to.have.property('size', 1);
    expect(texts.get('junit.xml')).to.contain('(&lt;udid-2>)');
    expect(texts.get('verdict.md')).to.match(/&lt;name-\d\\>/);
    expect(texts.get('report/index.html')).to.contain('&lt;udid-1&gt;').and.to.contain('&lt;udid-2&gt;');
  });

  it('keeps every figure', () => {
    const redacted = { path: join(folder.path, 'redacted'), id: 'run' };
    const figures = (rows: readonly object[]): unknown[] =>
      rows.map((row) => Object.values(row).filter((cell) => typeof cell === 'number'));
    expect(figures(readCaseRows(redacted))).to.deep.equal(figures(readCaseRows(folder)));
    expect(figures(readLaunchRows(redacted))).to.deep.equal(figures(readLaunchRows(folder)));
  });

  it('is judged by the names as they are', () => {
    expect(JSON.parse(texts.get('verdict.json') ?? ''))
      .to.have.nested.property('counts.failed')
      .that.is.above(0);
  });

  it('leaves what is for the owner as it is', () => {
    expect(readFileSync(join(folder.path, 'results.csv'), 'utf8')).to.equal(untouched);
    expect(readdirSync(folder.path)).not.to.include('verdict.json');
  });
});
