import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { projectRoot } from '../../src/project.js';
import type { FirstLightReport } from '../../src/first-light/report.js';
import { checksThat, readFirstLight } from '../rig/first-light-report.js';
import { rezbench } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import type { Ran } from '../rig/command.js';

const checkOf = ({ checks }: FirstLightReport, name: string) => checks.find((check) => check.name === name);

const figuresOf = (report: FirstLightReport, name: string): Readonly<Record<string, unknown>> =>
  checkOf(report, name)?.figures ?? {};

describe('first light of a virtual iPhone', function () {
  this.timeout(480_000);
  const results = temporaryFolder();
  let ran: Ran;
  let report: FirstLightReport;

  before('run it', async () => {
    ran = await rezbench(['first-light', '--virtual', '--out', results.path]);
    report = readFirstLight(join(onlyRun(results.path), 'first-light-1.json'));
  });

  it('succeeds, with every check in a table and the path of the report', () => {
    expect(ran.exitCode, ran.stdout + ran.stderr).to.equal(0);
    expect(ran.stdout).to.match(/^kill_classified +passed +events \d+, status crashed, step measure/m);
    expect(ran.stdout).to.contain(`report: ${join(onlyRun(results.path), 'first-light-1.json')}`);
  });

  it('passes what a virtual iPhone can answer, and does not judge figures that mean something on an iPhone only', () => {
    expect(checksThat('passed', report)).to.have.length(31);
    expect(checksThat('not_applicable', report)).to.deep.equal([
      'tunnel_lasts',
      'push_time',
      'placement',
      'output_backings',
      'system_upscaler',
      'neural_memory_readable',
      'neural_memory_counted',
      'sentinel_useful',
      'thermal_state',
      'cools_down',
      'low_power_off',
      'battery_readable',
    ]);
  });

  it('loads a model first, purged and prepared, and keeps for later runs that a purge makes loads slower', () => {
    const figures = figuresOf(report, 'cold_load_slower');
    expect(figures['slower_than_prepared']).to.include('purged');
    for (const name of ['after_install_load_ms', 'purged_load_ms', 'prepared_load_ms'])
      expect(figures[name], name).to.have.length(2);
    const [finding = ''] = readdirSync(join(results.path, '.first-light'));
    expect(finding).to.match(/-21F79\.json$/);
    expect(JSON.parse(readFileSync(join(results.path, '.first-light', finding), 'utf8'))).to.include({
      purgedIsSlower: true,
      run: report.run_id,
    });
  });

  it('installs the app anew, and finds it installed', () => {
    const figures = figuresOf(report, 'build_found');
    expect(figures['installed_build']).to.equal(report.app.build);
    expect(figures).not.to.have.property('build_after_removal');
    expect(checkOf(report, 'installation_noticed')?.outcome).to.equal('passed');
  });

  it('still does the work behind those figures', () => {
    expect(figuresOf(report, 'cools_down')['waited_ms']).to.have.length(2);
    expect(figuresOf(report, 'push_time')).to.include({ pushed_bytes: 8_004_096 });
  });

  it('measures what it claims', () => {
    const peaks = figuresOf(report, 'peak_memory_resets');
    expect(peaks['small_peak_bytes']).to.be.greaterThan(20e6);
    expect(peaks['big_peak_bytes']).to.be.greaterThan(Number(peaks['small_peak_bytes']));
    const psnr = figuresOf(report, 'psnr_on_all_units');
    expect(psnr['psnr_y_db']).to.have.length(4);
    expect(psnr['psnr_y_db']).to.deep.equal(psnr['host_psnr_y_db']);
    const { app_ms, host_at_least_ms, host_at_most_ms } = figuresOf(report, 'clock_agrees');
    expect(app_ms).to.be.within(Number(host_at_least_ms) * 0.99, Number(host_at_most_ms) * 1.01);
  });

  it('names the software between host and phone, and not the phone', () => {
    const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(report.driver).to.include({
      appium: dependencies['appium'],
      xcuitest_driver: dependencies['appium-xcuitest-driver'],
      webdriverio: dependencies['webdriverio'],
      webdriveragent_by: 'url',
    });
    expect(report.phone).to.include({ kind: 'virtual', model: 'iPhone99,1', ios_version: '17.5' });
    expect(report.app.build).to.match(/^[0-9a-f]{12}$/);
    expect(JSON.stringify(report)).not.to.match(/00009999|Virtual iPhone 1/);
  });

  it('leaves the tables of a run, with one row for each case that it measured', () => {
    const rows = rowsOf(join(onlyRun(results.path), 'results.csv'));
    expect(rows.map(({ status }) => status)).to.deep.equal(['ok', 'ok', 'ok']);
  });
});
