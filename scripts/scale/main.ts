/**
 * The nights of a farm of 10, 100 and 1,000 phones:
 *
 *   npx tsx scripts/scale/main.ts [--phones 10,100,1000] [--each | --made-up] [--variants 24] [--models 5] [--nights 12] [--home FOLDER]
 *
 * The plan, its sharing, rounds, sessions, journals, moves, tables, gate, history and page are those of `rezbench`. What is
 * simulated are the phones: the app's twin in this process, whose latency is modelled, without Appium and a cable. One phone in
 * ten is lost in the midst of the night. Phones of one model share the variants; with --each every phone measures all.
 * That takes an hour for a thousand phones; --made-up writes the journals and events of such a night instead of carrying it out.
 *
 * Printed for each size is what each work took, in processor seconds and in a process of its own, how large its files are, and how all that grows: the
 * exponent b of cost = a * phones^b. A row that lacks or is there twice is an error. Later nights have the first one's rows
 * with other latencies. FOLDER should be in memory: each line of a journal is on disk before the night goes on.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openRunFolder } from '../../src/results/run-folder.js';
import { spentSchema } from '../perf/spent.js';
import { foundIn, wrongRows } from './check-night.js';
import type { NightFound } from './check-night.js';
import type { Farm } from './farm.js';
import { growthExponent } from './growth.js';
import { historyOf, workNames, works } from './works.js';
import type { Done, Work } from './works.js';

const { values } = parseArgs({
  options: {
    phones: { type: 'string', default: '10,100,1000' },
    each: { type: 'boolean', default: false },
    'made-up': { type: 'boolean', default: false },
    variants: { type: 'string', default: '24' },
    models: { type: 'string', default: '5' },
    nights: { type: 'string', default: '12' },
    iterations: { type: 'string', default: '50' },
    home: { type: 'string', default: tmpdir() },
    /** Set in the processes that this one starts. */
    work: { type: 'string' },
    runs: { type: 'string', default: '[]' },
  },
});

const farmOf = (phones: number): Farm => ({
  phones,
  models: Number(values.models),
  shares: !values.each && !values['made-up'],
  isMadeUp: values['made-up'],
  variants: Number(values.variants),
  iterations: Number(values.iterations),
  lostPercent: 10,
  nights: Number(values.nights),
});

const doneSchema = spentSchema.extend({ made: z.array(z.string()) });

function inProcess(work: Work, phones: number, home: string, runs: readonly string[]): Done {
  const { each, variants, models, nights, iterations } = values;
  const { stdout, status } = spawnSync(
    process.execPath,
    [
      ...process.execArgv,
      fileURLToPath(import.meta.url),
      ...['--phones', String(phones), '--variants', variants, '--models', models, '--nights', nights],
      ...['--iterations', iterations, '--home', home, '--work', work, '--runs', JSON.stringify(runs)],
      ...(each ? ['--each'] : []),
      ...(values['made-up'] ? ['--made-up'] : []),
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`${work} ended with ${String(status)}`);
  return doneSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
}

/** Of a file, or of everything in a folder. */
function bytesOf(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

type Figures = Readonly<Record<string, number>>;

function figuresOf(done: ReadonlyMap<Work, Done>, found: NightFound, run: string, home: string): Figures {
  const of = (work: Work): Done => done.get(work) ?? { wallMs: NaN, cpuMs: NaN, peakMb: NaN, made: [] };
  const mb = (...path: string[]): number => bytesOf(join(run, ...path)) / 1e6;
  const seconds = (work: Work): number => of(work).cpuMs / 1e3;
  const nights = Number(values.nights);
  return {
    ...found,
    'plan s': seconds('plan'),
    'plan.json MB': mb('plan.json'),
    'carry out s': seconds('carry out'),
    'journals and events MB': mb('journal'),
    'samples.csv MB': mb('samples.csv'),
    'results.csv MB': mb('results.csv'),
    'tables s': seconds('tables'),
    'tables peak MB': of('tables').peakMb,
    'gate s': seconds('gate'),
    'gate peak MB': of('gate').peakMb,
    'import s/night': seconds('import') / nights,
    'import peak MB': of('import').peakMb,
    'history MB/night': bytesOf(historyOf(home)) / 1e6 / nights,
    'trend s': seconds('trend'),
    'trend peak MB': of('trend').peakMb,
    'report s': seconds('report'),
    'report peak MB': of('report').peakMb,
    'page MB': mb('report', 'index.html'),
  };
}

function simulate(phones: number, home: string): Figures {
  mkdirSync(home, { recursive: true });
  const farm = farmOf(phones);
  const done = new Map<Work, Done>();
  const runs: string[] = [];
  let found: NightFound | undefined;
  for (const work of workNames) {
    const one = inProcess(work, phones, home, runs);
    const { cpuMs, wallMs, peakMb } = one;
    const [cpu, clock] = [cpuMs, wallMs].map((ms) => (ms / 1e3).toFixed(1));
    console.error(
      `${String(phones)} phones: ${work} ${String(cpu)} s, ${String(clock)} s by the clock, ${peakMb.toFixed(0)} MB`,
    );
    done.set(work, one);
    runs.push(...one.made);
    if (work !== 'tables') continue;
    const folder = openRunFolder(runs[0] ?? '');
    const wrong = wrongRows(folder, farm);
    if (wrong.length > 0) throw new Error(`the night is not whole: ${wrong.slice(0, 5).join('; ')}`);
    found = foundIn(folder, farm);
  }
  if (found === undefined) throw new Error('the night has no tables');
  return figuresOf(done, found, runs[0] ?? '', home);
}

function main(): void {
  const home = mkdtempSync(join(values.home, 'rezbench-scale-'));
  const sizes = values.phones.split(',').map(Number);
  try {
    const all = sizes.map((phones) => {
      const figures = simulate(phones, join(home, String(phones)));
      rmSync(join(home, String(phones)), { recursive: true });
      return figures;
    });
    const rounded = (value: number | undefined): number | undefined => value && Number(value.toPrecision(3));
    const names = Object.keys(all[0] ?? {});
    console.table(
      Object.fromEntries(
        names.map((name) => [
          name,
          {
            ...Object.fromEntries(sizes.map((phones, index) => [phones, rounded(all[index]?.[name])])),
            growth: growthExponent(sizes.map((phones, index) => [phones, all[index]?.[name] ?? 0]))?.toFixed(2),
          },
        ]),
      ),
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

if (values.work === undefined) main();
else {
  const { home } = values;
  const runs = z.array(z.string()).parse(JSON.parse(values.runs));
  console.log(JSON.stringify(await works[values.work as Work]({ home, farm: farmOf(Number(values.phones)), runs })));
}
