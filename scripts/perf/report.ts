/**
 * How long the page of a large run takes: `npx tsx scripts/perf/report.ts [ITERATIONS]`. Makes tables of 12 phones, 24 variants, 4
 * compute units and 3 image sizes, of 3 launches a case with so many predictions (200), and prints what building the page took, how
 * large it is, and what Chromium took from the request to the end of loading and for drawing anew what is chosen.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { reportRuns } from '../../src/report/report-runs.js';
import { writeSyntheticTables } from './synthetic-tables.js';

const browser = 'chromium';
const iterations = Number(process.argv[2] ?? 200);
const folder = mkdtempSync(join(tmpdir(), 'rezbench-report-'));
const size = { phones: 12, variants: 24, units: 4, sizes: 3, launches: 3, iterations };
const run = writeSyntheticTables(folder, size);

const cpu = process.cpuUsage();
const began = performance.now();
const { file } = await reportRuns([run]);
const { user, system } = process.cpuUsage(cpu);
const cases = size.phones * size.variants * size.units * size.sizes;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
console.log(
  `${String(cases)} cases, ${String(cases * size.launches * iterations)} samples: built in ${seconds(performance.now() - began)} (processor ${seconds((user + system) / 1000)}), ${(statSync(file).size / 1e6).toFixed(2)} MB`,
);

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
await measureOpening();
rmSync(folder, { recursive: true, force: true });

async function measureOpening(): Promise<void> {
  const timed = join(folder, 'timed.html');
  const page = readFileSync(file, 'utf8').replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, '');
  writeFileSync(
    timed,
    page.replace('</body>', () => `${witness}</body>`),
  );
  const { stdout, failed } = await execa(
    browser,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--virtual-time-budget=20000',
      '--dump-dom',
      pathToFileURL(timed).href,
    ],
    { reject: false },
  );
  const [, opened, chosen] = /<title>opened (\d+) chosen (\d+)/.exec(stdout) ?? [];
  console.log(
    failed || opened === undefined
      ? 'not opened: is chromium here?'
      : `opened in ${opened} ms, drawn anew in ${chosen ?? ''} ms`,
  );
}
