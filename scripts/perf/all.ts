/**
 * Runs the benchmarks one after another, and writes docs/performance.md from what they measured:
 *
 *     npx tsx scripts/perf/all.ts [--only fleet,start] [--python PYTHON] [--check | --page]
 *
 * Each benchmark runs in a process of its own, and leaves its figures in scripts/perf/measured, which is committed. What is not
 * measured, since `--only` leaves it out or a tool is missing, keeps its section with the date of its figures. `--check` writes nothing and says
 * of each ratio whether the published one agrees; `--page` measures nothing and writes the page. Exits with 1 where a benchmark failed or
 * a ratio disagrees, with 2 for options that are none.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../src/project.js';
import { Problem } from '../../src/problem.js';
import { writeWhole } from '../../src/results/write-whole.js';
import { comparedText, compareRatios } from './agreement.js';
import { benchmarks, commandOf } from './benchmarks.js';
import type { Benchmark } from './benchmarks.js';
import { inWords, thisMachine } from './machine.js';
import { readMeasured, writeMeasured } from './measured.js';
import type { Measured } from './measured.js';
import { pageFile, renderPage } from './page.js';

interface Asked {
  readonly chosen: readonly Benchmark[];
  readonly python: string | undefined;
  readonly mode: 'measure' | 'check' | 'page';
}

/** How one benchmark came out. */
type Ended = 'done' | 'kept' | 'failed' | 'disagrees';

try {
  const asked = readOptions();
  const ended = asked.mode === 'page' ? [] : await measureAll(asked);
  if (asked.mode === 'page') await writePage();
  process.exitCode = ended.some((how) => how === 'failed' || how === 'disagrees') ? 1 : 0;
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function writePage(): Promise<void> {
  writeWhole(pageFile, await renderPage(benchmarks, (name) => readMeasured(name)));
}

function readOptions(): Asked {
  const { only, python, check, page } = parsed();
  if (check && page) throw new Problem('--check and --page exclude one another; give one of them');
  const names = only?.split(',');
  const known = benchmarks.map(({ section: { name } }) => name);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Problem(`--only ${unknown}: no benchmark has that name; there are ${known.join(', ')}`);
  const chosen = benchmarks.filter(({ section: { name }, isLong = false }) => names?.includes(name) ?? !isLong);
  return { chosen, python, mode: check ? 'check' : page ? 'page' : 'measure' };
}

function parsed() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        python: { type: 'string' },
        check: { type: 'boolean', default: false },
        page: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error));
  }
}

async function measureAll({ chosen, python, mode }: Asked): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const benchmark of chosen) {
    const { name } = benchmark.section;
    const lacking = benchmark.needs.map((need) => need(python)).find((what) => what !== undefined);
    if (lacking !== undefined) {
      const earlier = readMeasured(name);
      const kept =
        earlier === undefined ? 'the page is without it' : `the page has what was measured on ${earlier.measuredOn}`;
      console.log(`\n== ${name} is not measured: ${lacking}; ${kept}`);
      ended.push('kept');
      continue;
    }
    console.log(`\n== ${name}`);
    const measured = measure(benchmark, python);
    if (measured === undefined) ended.push('failed');
    else if (mode === 'check') ended.push(check(benchmark, measured));
    else {
      await writeMeasured(name, measured);
      // After each, so that whoever interrupts the others has a page of these figures.
      await writePage();
      ended.push('done');
    }
    console.log(
      `== ${name} took ${measured === undefined ? 'no figures: it failed' : `${measured.minutes.toFixed(1)} min`}`,
    );
  }
  return ended;
}

/** Undefined where it failed, which it has said itself. */
function measure(benchmark: Benchmark, python: string | undefined): Measured | undefined {
  const { section, script } = benchmark;
  const folder = mkdtempSync(join(tmpdir(), 'rezbench-perf-'));
  try {
    const file = join(folder, 'figures.json');
    const named = benchmark.words(python);
    const given = named.map((word) => (word === 'PYTHON' ? (python ?? word) : word));
    const began = performance.now();
    const { status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', join('scripts/perf', script), ...given, '--json', file],
      { cwd: projectRoot, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    if (status !== 0) return undefined;
    return {
      measuredOn: new Date().toISOString().slice(0, 10),
      ...sources(),
      command: commandOf(benchmark, python),
      minutes: Number(((performance.now() - began) / 60_000).toFixed(2)),
      machine: thisMachine(),
      figures: section.figures.parse(JSON.parse(readFileSync(file, 'utf8'))),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is checked out; nothing outside a checkout. What the benchmarks themselves write is no change. */
function sources(): Pick<Measured, 'commit' | 'isChanged'> {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changed = git('status', '--porcelain', '--', '.', ':!docs/performance.md', ':!scripts/perf/measured');
    return { commit: git('rev-parse', '--short=8', 'HEAD'), ...(changed !== '' && { isChanged: true }) };
  } catch {
    return {};
  }
}

function check({ section }: Benchmark, { figures, machine }: Measured): Ended {
  const published = readMeasured(section.name);
  if (published === undefined) {
    console.log(`nothing is published of ${section.name}`);
    return 'kept';
  }
  const [here, there] = [inWords(machine), inWords(published.machine)];
  if (here !== there) console.log(`published with ${there}; this is ${here}`);
  const compared = compareRatios(section, published.figures, figures);
  for (const each of compared) console.log(comparedText(each));
  return compared.every(({ agrees }) => agrees) ? 'done' : 'disagrees';
}
