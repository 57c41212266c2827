import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { schemaVersion } from '../../src/results/column.js';
import { toCsv } from '../../src/results/csv.js';
import { provenanceFile } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { launchesTable } from '../../src/results/tables/launches.js';
import type { LaunchRow } from '../../src/results/tables/launches.js';
import { resultsTable } from '../../src/results/tables/results.js';
import type { CaseRow } from '../../src/results/tables/results.js';
import { gaussians } from './gaussians.js';

/** How large the made-up tables are. Cases are the product of the first four. */
export interface TablesSize {
  readonly phones: number;
  readonly variants: number;
  readonly units: number;
  readonly sizes: number;
  readonly launches: number;
  readonly iterations: number;
}

const models = [
  'iPhone12,1',
  'iPhone13,2',
  'iPhone13,3',
  'iPhone14,5',
  'iPhone14,2',
  'iPhone15,2',
  'iPhone15,4',
  'iPhone16,1',
  'iPhone17,3',
  'iPhone17,1',
  'iPhone18,3',
  'iPhone18,1',
];
const families = ['classical', 'lightweight', 'real', 'baseline'];
const techniques = [
  'fp32',
  'fp16',
  'int8',
  'w8a8',
  'palette6',
  'palette4',
  'sparse50',
  'sparse75',
  'heads50',
  'neurons50',
];
const dtypes = ['fp32', 'fp16', 'int8', 'palette'];
const unitNames = ['all', 'cpuOnly', 'cpuAndGPU', 'cpuAndNeuralEngine'];
const speeds = [1, 5.5, 2, 1.05];
const sides = [64, 128, 256];
const began = Date.UTC(2026, 10, 26, 1, 2, 3);

const provenance = {
  schema_version: schemaVersion,
  run_id: '2026-11-26T01-02-03-large',
  started_at: new Date(began).toISOString(),
  rezbench_version: '0.0.0',
  sweep: 'sweeps/large.yaml',
  plan_hash: 'h',
  seed: 1,
  host: { node: 'v20', platform: 'linux', cpu: 'made up', cores: 2, memory_bytes: 1 },
};

/** Writes the tables of a run on many phones, with every figure that a page shows; the same for the same size. */
export function writeSyntheticTables(path: string, size: TablesSize): RunFolder {
  const folder = { path, id: provenance.run_id };
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'plan.json'), '{}');
  writeFileSync(provenanceFile(folder), JSON.stringify(provenance));
  const next = gaussians(1);
  const [rows, launches]: [CaseRow[], LaunchRow[]] = [[], []];
  const samples = openSync(join(path, 'samples.csv'), 'w');
  writeSync(
    samples,
    'run_id,device_udid,case_id,launch,variant,arm,block,iteration,phase,latency_ns,t_ns,thermal_state\n',
  );
  for (let phone = 0; phone < size.phones; phone++) {
    let clock = began;
    for (let variant = 0; variant < size.variants; variant++) {
      for (let units = 0; units < size.units; units++) {
        for (let side = 0; side < size.sizes; side++) {
          const row = caseOf(folder.id, { phone, variant, units, side }, size, next);
          rows.push(row);
          for (let launch = 0; launch < size.launches; launch++) {
            const id = `measure-${row.case_id}-${String(launch + 1)}`;
            launches.push(launchOf(row, id, clock));
            clock += 9000;
            writeSync(samples, samplesOf(row, id, size.iterations, next));
          }
        }
      }
    }
  }
  closeSync(samples);
  writeFileSync(join(path, 'results.csv'), toCsv(resultsTable, rows));
  writeFileSync(join(path, 'launches.csv'), toCsv(launchesTable, launches));
  return folder;
}

interface Place {
  readonly phone: number;
  readonly variant: number;
  readonly units: number;
  readonly side: number;
}

function caseOf(
  run_id: string,
  { phone, variant, units, side }: Place,
  { launches, iterations }: TablesSize,
  next: () => number,
): CaseRow {
  const technique = techniques[variant % techniques.length] ?? '';
  const family = families[Math.floor(variant / 6) % families.length] ?? '';
  const name = `${family}-x2-${technique}-${String(variant + 1).padStart(2, '0')}`;
  const [unit = '', pixels = 64] = [unitNames[units], sides[side]];
  const params = 20_000 * (1 + (variant % 6)) ** 2;
  const dtype = dtypes[variant % dtypes.length] ?? '';
  const bytes = params * (dtype === 'fp32' ? 4 : dtype === 'fp16' ? 2 : 1);
  const ms =
    (params / 30_000) * (speeds[units] ?? 1) * (pixels / 64) ** 2 * 0.9 ** (phone / 2) * Math.exp(0.05 * next());
  const quality = 31 + Math.log2(params / 10_000) * 0.55 + 0.25 * next() - (technique.includes('75') ? 1.5 : 0);
  const cells: Partial<CaseRow> = {
    schema_version: schemaVersion,
    run_id,
    case_id: `${name}-${unit}-${String(pixels)}x${String(pixels)}`,
    status: (phone + variant * 3 + units) % 97 === 0 ? 'crashed' : 'ok',
    device_udid: `00008${String(120 + phone)}-${String(phone).padStart(16, '0')}`,
    device_name: `Lab phone ${String(phone + 1)}`,
    device_model: models[phone % models.length],
    device_kind: 'physical',
    os_version: '18.5',
    os_build: '22F76',
    app_build: 'b1',
    variant: name,
    family,
    technique,
    variant_sha256: 'a'.repeat(64),
    model_format: 'mlpackage',
    params,
    nonzero_params: Math.round(params * (technique.startsWith('sparse') ? 0.4 : 1)),
    zero_share: technique.startsWith('sparse') ? 0.6 : 0,
    package_bytes: bytes + 40_000,
    weight_bytes: bytes,
    weight_dtype: dtype,
    compute_dtype: 'fp16',
    compute_units: unit,
    image_width: pixels,
    image_height: pixels,
    scale: 2,
    tiles: (pixels / 64) ** 2,
    launches,
    iterations: launches * iterations,
    latency_median_ms: round(ms),
    latency_ci_low_ms: round(ms * 0.98),
    latency_ci_high_ms: round(ms * 1.02),
    latency_p90_ms: round(ms * 1.06),
    cold_load_ms: round(300 + params / 500),
    cold_load_shown: true,
    warm_load_ms: round(40 + params / 8000),
    memory_load_peak_bytes: 40_000_000 + bytes * 3,
    memory_predict_peak_bytes: 50_000_000 + bytes * 4 + pixels * pixels * 900,
    psnr_y_db: round(quality),
    psnr_rgb_db: round(quality - 1.6),
    ssim_y: round(0.9 + (quality - 31) / 60),
    fidelity_db: round(45 + 4 * next()),
    placed_ane_share: units === 1 ? 0 : 0.92,
    placed_cpu_share: units === 1 ? 1 : 0.08,
    observed_unit: units === 1 ? 'cpu' : units === 2 ? 'gpu' : 'neural_engine',
    thermal_worst: 'fair',
    throttled: false,
    warnings:
      variant % 5 === 0
        ? `${String(1 + (variant % 7))} % of iterations are outliers; the sentinel was ${String(11 + phone)} % slower after the predictions`
        : undefined,
    started_at: new Date(began).toISOString(),
  };
  const reason =
    cells.status === 'ok'
      ? {}
      : {
          reason: 'the app died in measure',
          latency_median_ms: undefined,
          latency_ci_low_ms: undefined,
          latency_ci_high_ms: undefined,
        };
  return { ...nothing(resultsTable.columns), ...cells, ...reason } as CaseRow;
}

const nothing = (columns: readonly { readonly name: string }[]): object =>
  Object.fromEntries(columns.map(({ name }) => [name, undefined]));

const round = (value: number): number => Number(value.toFixed(6));

function launchOf(
  { run_id, device_udid, variant, compute_units, case_id }: CaseRow,
  launch: string,
  clock: number,
): LaunchRow {
  return {
    ...nothing(launchesTable.columns),
    ...{ run_id, device_udid, launch, variant, compute_units, case_id },
    attempt: 1,
    kind: 'measure',
    status: 'ok',
    started_at: new Date(clock).toISOString(),
    finished_at: new Date(clock + 8000).toISOString(),
    wall_ms: 8000,
    load_procedure: launch.endsWith('-1') ? 'after_install' : 'prepared',
    load_ms: launch.endsWith('-1') ? 800 : 60,
  } as LaunchRow;
}

function samplesOf(row: CaseRow, launch: string, iterations: number, next: () => number): string {
  const centre = (row.latency_median_ms ?? 5) * 1e6 * Math.exp(0.01 * next());
  let text = '';
  for (let iteration = 0; iteration < iterations; iteration++) {
    const ns = Math.round(centre * Math.exp(0.04 * next()));
    const thermal = iteration * 2 > iterations ? 'fair' : 'nominal';
    text += `${row.run_id},${row.device_udid},${row.case_id},${launch},${row.variant},,0,${String(iteration)},predict,${String(ns)},${String(iteration * ns)},${thermal}\n`;
  }
  return text;
}
