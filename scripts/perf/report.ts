/**
 * How long the page of a large run takes, and how large it is:
 *
 *   npx tsx scripts/perf/report.ts [--rounds 6] [--iterations 200] [--json FILE]
 *
 * Makes tables of 12 phones, 24 variants, 4 compute units and 3 image sizes, of 3 launches a case with so many predictions, and the same
 * of 3 phones. In each round a fresh process builds the page of each, and Chromium opens the large one and draws anew what is chosen.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { reportRuns } from '../../src/report/report-runs.js';
import { openRunFolder } from '../../src/results/run-folder.js';
import { chromium } from './needs.js';
import { handOver } from './section.js';
import { report } from './sections/report.js';
import type { BuiltPage, OpenedPage } from './sections/report.js';
import { writeSyntheticTables } from './synthetic-tables.js';
import type { TablesSize } from './synthetic-tables.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '6' },
    iterations: { type: 'string', default: '200' },
    json: { type: 'string' },
    /** The folder of the tables, set in the processes that this one starts. */
    run: { type: 'string' },
  },
});

/** Prints what it took into the page, where --dump-dom finds it. */
const witness = `<script>
  addEventListener('load', () => setTimeout(() => {
    const [{ loadEventEnd }] = performance.getEntriesByType('navigation');
    const list = document.querySelector('select[data-choice=phone]');
    const began = performance.now();
    list.value = '6';
    list.dispatchEvent(new Event('change'));
    const chosen = performance.now() - began;
    document.title = 'opened ' + loadEventEnd.toFixed(0) + ' chosen ' + chosen.toFixed(0);
  }));
</script>`;

interface Page extends BuiltPage {
  readonly file: string;
}

if (values.run !== undefined) console.log(JSON.stringify(await build(values.run)));
else await measure();

async function build(path: string): Promise<Page> {
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  const { file } = await reportRuns([openRunFolder(path)]);
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = performance.now() - began;
  return { file, wallMs, processorMs: (user + system) / 1e3, bytes: statSync(file).size };
}

function inProcess(run: string): Page {
  const again = [...process.execArgv, fileURLToPath(import.meta.url), '--run', run];
  return JSON.parse(execFileSync(process.execPath, again).toString()) as Page;
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rezbench-report-'));
  try {
    const size = { phones: 12, variants: 24, units: 4, sizes: 3, launches: 3, iterations: Number(values.iterations) };
    const quarterSize = { ...size, phones: size.phones / 4 };
    const large = writeSyntheticTables(join(folder, 'large'), size).path;
    const small = writeSyntheticTables(join(folder, 'small'), quarterSize).path;
    const rounds = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const { file, ...whole } = inProcess(large);
      const { file: smallFile, ...quarter } = inProcess(small);
      rmSync(smallFile);
      rounds.push({ whole, quarter, opened: await open(file) });
    }
    const { stdout } = await execa(chromium, ['--version']);
    const figures = { cases: casesIn(size), quarterCases: casesIn(quarterSize), samples: samplesIn(size), rounds };
    handOver(report, { ...figures, browser: stdout.split(' built')[0]?.trim() ?? '' }, values.json);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function casesIn({ phones, variants, units, sizes }: TablesSize): number {
  return phones * variants * units * sizes;
}

function samplesIn(size: TablesSize): number {
  return casesIn(size) * size.launches * size.iterations;
}

async function open(file: string): Promise<OpenedPage> {
  const timed = join(file, `../timed-${basename(file)}`);
  const page = readFileSync(file, 'utf8').replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, '');
  writeFileSync(
    timed,
    page.replace('</body>', () => `${witness}</body>`),
  );
  const { stdout } = await execa(chromium, [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=20000'],
    ...['--dump-dom', pathToFileURL(timed).href],
  ]);
  const [, opened, chosen] = /<title>opened (\d+) chosen (\d+)/.exec(stdout) ?? [];
  if (opened === undefined || chosen === undefined) throw new Error(`${file} was not opened`);
  return { openedMs: Number(opened), drawnAnewMs: Number(chosen) };
}
