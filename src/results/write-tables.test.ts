import { readFileSync, writeFileSync } from 'node:fs';
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
} from '../../test/hand-made-run.js';
import { handMadeTables } from '../../test/hand-made-tables.js';
import { problemOf } from '../../test/rig/problem.js';
import { journalFile, planFile } from './run-folder.js';
import { tables, writeTables } from './write-tables.js';

/** The columns that readers of results.csv count on. More may come; none may go or change its name. */
const promised =
  `schema_version run_id case_id status reason device_udid device_name lab_name device_model device_kind latency_source
os_version os_build os_epoch app_build variant family technique function variant_sha256 model_format params nonzero_params
zero_share removed_share package_bytes weight_bytes weight_dtype compute_dtype compute_units image_width image_height
scale tiles pace_hz launches iterations latency_median_ms latency_ci_low_ms latency_ci_high_ms latency_ci_kind latency_mean_ms
latency_min_ms latency_p90_ms latency_p95_ms latency_p99_ms latency_max_ms end_to_end_median_ms first_prediction_ms
compile_ms cold_load_ms cold_load_shown warm_load_ms load_procedure memory_load_peak_bytes memory_predict_peak_bytes memory_model_bytes
memory_neural_bytes testset psnr_y_db psnr_rgb_db ssim_y ms_ssim ssimulacra2 flip niqe lpips dists psnr_delta_db fidelity_db
wrong_outputs
wrong_outputs_blame reference_variant placed_cpu_share
placed_gpu_share placed_ane_share observed_unit thermal_start thermal_end thermal_worst sentinel_before_ms
sentinel_after_ms anchor_variant anchor_median_ms anchor_all_median_ms throttled battery_level low_power_mode outlier_rate
lag1_autocorrelation drift_per_minute warnings started_at
finished_at`.split(/\s+/);

describe('the tables of a run', () => {
  const { folder, rowOf, table, write } = handMadeTables();

  it('have the promised columns, each once', () => {
    for (const { columns } of tables) {
      const names: readonly string[] = columns.map(({ name }) => name);
      expect(new Set(names)).to.have.property('size', names.length);
    }
    expect(tables[0].columns.map(({ name }) => name)).to.include.members(promised);
  });

  it('have keys among their columns', () => {
    for (const { columns, key } of tables) expect(columns.map(({ name }) => name)).to.include.members([...key]);
  });

  it('leave what is missing empty and write no 0 for it', () => {
    const launches = [plannedLaunch('m', { case: 'c' }), plannedLaunch('n', { case: 'd' })];
    const plan = planOf([plannedCase('c'), plannedCase('d')], launches);
    const [short, never] = write(plan, [finished('m', { status: 'ok' })], { m: measured([2_500_000]) });
    expect(Object.entries(never ?? {}).filter(([, cell]) => cell === '0')).to.deep.equal([['launches', '0']]);
    expect(short).to.include({ iterations: '1', latency_median_ms: '2.5', latency_mean_ms: '2.5' });
    const unknown = promised.filter((name) =>
      /ci_|_p9|end_to_end|first_|compile_ms|cold_|psnr|neural|placed|battery|sentinel|anchor|pace_/.test(name),
    );
    for (const name of unknown) expect(short?.[name], name).to.equal('');
    expect(table('quality')).to.deep.equal([]);
  });

  it('quote what would break a spreadsheet', () => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
    const reason = 'a "quote", a comma\nand a line';
    const deviceName = 'Ann, "the" phone';
    const rows = write(plan, [session({ deviceName }), finished('m', { status: 'error', step: 'load', reason })]);
    expect(rows[0]).to.include({ reason: `load: ${reason}`, device_name: deviceName });
    expect(readFileSync(join(folder.path, 'results.csv'), 'utf8')).to.contain(
      '"load: a ""quote"", a comma\nand a line"',
    );
  });

  it('are described column by column in the data package', () => {
    rowOf([[5]]);
    const described = JSON.parse(readFileSync(join(folder.path, 'datapackage.json'), 'utf8')) as {
      resources: { path: string; schema: { fields: { name: string; type: string }[]; missingValues: string[] } }[];
    };
    expect(described.resources.map(({ path }) => path)).to.deep.equal(tables.map(({ name }) => `${name}.csv`));
    for (const { path, schema } of described.resources) {
      const [header] = readFileSync(join(folder.path, path), 'utf8').split('\n');
      expect(header).to.equal(schema.fields.map(({ name }) => name).join(','));
      expect(schema.missingValues).to.deep.equal(['']);
    }
  });

  it('name what is damaged', async () => {
    const run = writeRun(folder.path, planOf([], []), [session()]);
    writeFileSync(journalFile(run, udid), '{}\n');
    expect((await problemOf(() => writeTables(run))).message).to.contain(`${udid}.jsonl:1 is damaged`);
    writeFileSync(planFile(run), JSON.stringify({ ...planOf([], []), seed: 'x' }));
    expect((await problemOf(() => writeTables(run))).message).to.match(/plan\.json: field seed is not what .* anew$/);
    writeFileSync(planFile(run), JSON.stringify({ ...planOf([], []), v: 2 }));
    expect((await problemOf(() => writeTables(run))).message).to.match(
      /plan\.json: field v is 2, and this version of rezbench reads 4; use the version that wrote the run, or sweep anew/,
    );
    writeFileSync(planFile(run), '{');
    expect((await problemOf(() => writeTables(run))).message).to.match(/plan\.json is damaged; run the sweep anew$/);
  });
});
