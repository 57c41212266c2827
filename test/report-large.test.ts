import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { writeSyntheticTables } from '../scripts/perf/synthetic-tables.js';
import { reportRuns } from '../src/report/report-runs.js';
import { copyOfRun } from './golden/copy-run.js';
import { findChromium, openPage } from './rig/browser.js';
import type { Tab } from './rig/browser.js';
import { requireOrSkip } from './rig/requirements.js';
import { temporaryFolder } from './rig/temporary-folder.js';
import type { NightSeries } from '../src/report/read/night-series.js';
import { readCaseRows } from '../src/results/read-tables.js';
import type { RunFolder } from '../src/results/run-folder.js';
import { writeTables } from '../src/results/write-tables.js';

/** The source of axe-core, which examines a page; undefined where it is not installed. */
function axeSource(): string | undefined {
  try {
    return readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  } catch {
    return undefined;
  }
}

/** What axe finds serious or critical, each with the elements it means. */
const findings = `axe.run(document).then(({ violations }) =>
  violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(' | ')))`;

/** Nights of each case, of two epochs and with a step. */
const nightsOf = (run: RunFolder): NightSeries[] =>
  readCaseRows(run).flatMap(({ device_udid: device, case_id }) =>
    ['22E71', '22F76'].map((os_build, epoch) => ({
      ...{ device, case_id, os_build, app_build: 'b1', latency_source: 'measured' },
      points: Array.from({ length: 45 }, (_, index) => ({
        run_id: `night-${String(45 * epoch + index)}`,
        at: new Date(Date.UTC(2026, 0, 45 * epoch + index)).toISOString(),
        value: 12.345678 + index,
      })),
      changes: [{ run_id: 'night-80', percent: 5, new_package: false }],
    })),
  );

describe('the report of twelve phones with 24 variants and 90 nights', function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  let page = '';
  let chromium: string | undefined;

  before(async () => {
    chromium = await findChromium();
    const run = writeSyntheticTables(folder.path, {
      ...{ phones: 12, variants: 24, units: 4, sizes: 3 },
      ...{ launches: 1, iterations: 4 },
    });
    page = (await reportRuns([run], { history: nightsOf(run) })).file;
  });

  const opened = async (file: string, dark = false): Promise<Tab> =>
    openPage(chromium ?? '', pathToFileURL(file).href, { dark });

  it('is a file that can be sent', () => {
    expect(statSync(page).size).to.be.below(6_000_000);
  });

  it('opens, is searched, sorted and drawn anew, without a complaint or a request', async function () {
    requireOrSkip(this, 'Chromium', chromium !== undefined);
    const tab = await opened(page);
    const found = (await tab.evaluate(`(async () => {
      const search = document.getElementById('cases-search');
      search.value = 'int8-23 CPUonly 256×256';
      search.dispatchEvent(new Event('input'));
      const count = document.getElementById('cases-count').textContent;
      search.value = '';
      search.dispatchEvent(new Event('input'));
      const head = [...document.querySelectorAll('#cases-table thead button')].find((each) => each.textContent.startsWith('median latency'));
      head.click();
      const at = head.closest('th').cellIndex;
      const medians = [...document.querySelectorAll('#cases-table tbody tr')].slice(0, 20).map((row) => Number(row.cells[at].textContent));
      const chart = document.querySelector('#figure-trade-off .chart');
      const labels = [];
      for (const [name, value] of [['phone', '6'], ['units', 'cpuAndGPU'], ['size', '256×256'], ['x', 'memory_predict_peak_bytes'], ['y', 'fidelity_db']]) {
        const drawn = new Promise((resolve) => new MutationObserver(resolve).observe(chart, { attributeFilter: ['aria-label'] }));
        const list = document.querySelector('select[data-choice=' + name + ']');
        list.value = value;
        list.dispatchEvent(new Event('change'));
        await drawn;
        labels.push(chart.getAttribute('aria-label'));
      }
      return { count, medians, label: labels.at(-1), points: chart.querySelectorAll('.mark-symbol path[aria-label]').length };
    })()`)) as { count: string; medians: number[]; label: string; points: number };
    expect(found.count).to.match(/^12 of 12 cases that match, of 3456/);
    expect(found.medians).to.deep.equal([...found.medians].sort((a, b) => a - b));
    expect(found.label).to.match(/^fidelity, dB against peak memory, MB, Lab phone 7, cpuAndGPU, 256×256/);
    expect(found.points).to.be.within(20, 24);
    expect(tab.complaints).to.deep.equal([]);
    expect(tab.requests).to.deep.equal([]);
  });

  it('and that of a sample run have nothing serious for axe, in light and in dark', async function () {
    requireOrSkip(this, 'Chromium', chromium !== undefined);
    const axe = axeSource();
    requireOrSkip(this, 'axe-core', axe !== undefined);
    const sample = copyOfRun();
    writeTables(sample);
    const { file } = await reportRuns([sample]);
    for (const dark of [false, true]) {
      for (const each of dark ? [file] : [page, file]) {
        const tab = await opened(each, dark);
        await tab.send('Page.setBypassCSP', { enabled: true });
        await tab.evaluate(axe ?? '');
        expect(await tab.evaluate(findings)).to.deep.equal([]);
      }
    }
  });
});
