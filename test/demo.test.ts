import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { plannedBytes } from '../src/plan/plan-bytes.js';
import { readPlan } from '../src/results/run-folder.js';
import { rezbench } from './rig/rezbench.js';
import { onlyRun, rowsOf } from './rig/run-folder.js';
import { temporaryFolder } from './rig/temporary-folder.js';
import type { Ran } from './rig/command.js';
import type { Row } from './rig/run-folder.js';

/** The main job, whole: unmodified Appium and XCUITest driver over the emulated wire, with a launch killed on the way, and killed again. */
describe('the demo, its app killed twice in a measurement', function () {
  this.timeout(900_000);
  const results = temporaryFolder();
  let ran: Ran;
  let run: string;
  let rows: Row[];

  before('run it', async () => {
    ran = await rezbench(['demo', '--out', results.path, '--fault', 'kill:measure:3', '--fault', 'kill:measure:4']);
    run = onlyRun(results.path);
    rows = rowsOf(join(run, 'results.csv'));
  });

  it('ends with the exit code for missing cases, a table and the path of the results', () => {
    expect(ran.exitCode).to.equal(4);
    expect(ran.stdout).to.contain(`results: ${run}`);
    expect(ran.stdout).to.match(/plain-x2-palette4-64 +cpuOnly +96x64 +(ok|crashed)/);
  });

  it('ends with what it found in two sentences, the page it has drawn, and what to do next', () => {
    expect(ran.stdout.replace(/\s+/g, ' ')).to.match(
      /Within 1 dB of the best PSNR-Y \([\d.]+ dB, [\w-]+\), [\w-]+ is the fastest \(.* the smallest \(.*\)\. Figures of a virtual iPhone say nothing of an iPhone/,
    );
    expect(ran.stdout).to.contain(`report: ${join(run, 'report/index.html')}`);
    expect(ran.stdout.trimEnd().split('\n').at(-1)).to.match(/^next, .*: npx rezbench run --models /);
  });

  it('shows a trade-off: what has the best PSNR is neither the fastest nor the smallest', () => {
    const ok = rows.filter(({ status }) => status === 'ok');
    const by = (column: string): (typeof rows)[number][] =>
      ok.toSorted((one, other) => Number(one[column]) - Number(other[column]));
    const best = by('psnr_y_db').at(-1)?.['variant'];
    expect(best).not.to.equal(by('latency_median_ms')[0]?.['variant']);
    expect(best).not.to.equal(by('package_bytes')[0]?.['variant']);
    expect(new Set(ok.map(({ family }) => family)).size).to.equal(3);
  });

  it('shows how far it is while it runs', () => {
    const total = /^ *\d+\/(\d+) {2}.* left {2}prepare-/m.exec(ran.stdout)?.[1];
    expect(Number(total)).to.be.greaterThan(0);
    expect(ran.stdout).to.contain(`${String(total)}/${String(total)}  0 s left`);
  });

  it('has one crashed row that names the step, and every other case ok', () => {
    const crashed = rows.filter(({ status }) => status === 'crashed');
    expect(crashed).to.have.length(1);
    expect(crashed[0]?.['reason']).to.match(/^the app died in measure, after it had failed before; quarantined /);
    expect(crashed[0]?.['latency_median_ms']).to.equal('');
    expect(rows.filter(({ status }) => status !== 'crashed').map(({ status }) => status)).to.deep.equal(
      Array.from({ length: rows.length - 1 }, () => 'ok'),
    );
  });

  it('wrote no more than its plan said, and no less than a twentieth of that', () => {
    const folder = { path: run, id: basename(run) };
    const { host } = plannedBytes(readPlan(folder));
    const files = readdirSync(results.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    expect(bytes).to.be.within(host / 20, host);
  });

  it('covers variants and compute units', () => {
    const distinct = (column: string): number => new Set(rows.map((row) => row[column])).size;
    expect(distinct('variant')).to.be.at.least(4);
    expect(distinct('compute_units')).to.equal(2);
    expect(new Set(rows.map(({ tiles }) => tiles))).to.deep.equal(new Set(['2']));
    expect(new Set(rows.map((row) => row['device_kind']))).to.deep.equal(new Set(['virtual']));
  });

  it('loaded each model cold once, after a purge, and warm where it measured', () => {
    const launches = rowsOf(join(run, 'launches.csv'));
    const proceduresOf = (kind: string) =>
      new Set(launches.filter((launch) => launch['kind'] === kind).map((launch) => launch['load_procedure']));
    expect(launches.filter(({ kind }) => kind === 'purge').map(({ launch }) => launch)).to.deep.equal(['purge-1']);
    expect(proceduresOf('prepare')).to.deep.equal(new Set(['purged']));
    expect(proceduresOf('measure')).to.deep.equal(new Set(['prepared']));
    for (const row of rows) expect(Number(row['cold_load_ms']), row['case_id']).to.be.greaterThan(0);
  });

  it('measured the anchors again and again', () => {
    const anchors = rowsOf(join(run, 'launches.csv')).filter(({ kind }) => kind === 'anchor');
    for (const units of ['cpuOnly', 'all']) {
      const own = anchors.filter((anchor) => anchor['compute_units'] === units);
      expect(own.map(({ launch }) => launch)).to.deep.equal(
        own.map((_, index) => `anchor-${units}-${String(index + 1)}`),
      );
      expect(own).to.have.length.above(1);
    }
  });

  it('measured plausible latencies, memory and PSNR', () => {
    for (const row of rows.filter(({ status }) => status === 'ok')) {
      const number = (column: string): number => Number(row[column] === '' ? NaN : row[column]);
      expect(number('latency_median_ms'), row['case_id']).to.be.within(0.1, 20_000);
      expect(number('latency_min_ms')).to.be.at.most(number('latency_median_ms'));
      expect(number('end_to_end_median_ms')).to.be.greaterThan(0);
      expect(number('warm_load_ms')).to.be.greaterThan(0);
      expect(number('memory_predict_peak_bytes')).to.be.within(50e6, 4e9);
      expect(number('psnr_y_db')).to.be.within(30, 45);
      expect(number('ssim_y')).to.be.within(0.8, 1);
      expect(number('anchor_median_ms')).to.be.greaterThan(0);
      expect(number('anchor_all_median_ms')).to.be.greaterThan(0);
    }
  });

  it('has a row for every image that every variant enlarged', () => {
    const quality = rowsOf(join(run, 'quality.csv'));
    const pairs = new Set(rows.map((row) => `${row['variant'] ?? ''} ${row['compute_units'] ?? ''}`));
    expect(quality).to.have.length(pairs.size * 4);
    expect(new Set(quality.map(({ image }) => image))).to.deep.equal(
      new Set(['astronaut', 'chelsea', 'coffee', 'gradient']),
    );
  });

  it('gives the same tables again from the journals alone', async () => {
    const names = readdirSync(run).filter((name) => name.endsWith('.csv'));
    expect(names).to.include.members(['results.csv', 'quality.csv', 'launches.csv', 'samples.csv']);
    const before = names.map((name) => readFileSync(join(run, name)));
    for (const name of names) rmSync(join(run, name));
    expect((await rezbench(['tables', run])).exitCode).to.equal(ran.exitCode);
    expect(names.map((name) => readFileSync(join(run, name)))).to.deep.equal(before);
  });

  it('wrote a column for every field that the data package describes, in that order', () => {
    const { resources } = JSON.parse(readFileSync(join(run, 'datapackage.json'), 'utf8')) as {
      resources: { path: string; schema: { fields: { name: string }[] } }[];
    };
    for (const { path, schema } of resources) {
      const [header] = readFileSync(join(run, path), 'utf8').split('\n');
      expect(header).to.equal(schema.fields.map(({ name }) => name).join(','));
    }
  });

  it('is drawn as a page, and again when that is asked for', async () => {
    const page = join(run, 'report/index.html');
    expect(readFileSync(page, 'utf8')).to.contain('swinir-c-x2-fp16-64');
    const { exitCode, stderr } = await rezbench(['report', run]);
    expect(exitCode, stderr).to.equal(0);
  });

  it('says where the figures come from', () => {
    const provenance = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as Record<string, unknown>;
    expect(provenance).to.include.keys('run_id', 'plan_hash', 'seed', 'rezbench_version', 'host');
  });
});
