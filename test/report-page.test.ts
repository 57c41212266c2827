import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { before, describe, it } from 'mocha';
import type { Context } from 'mocha';
import { openHistory } from '../src/history/database.js';
import { importRun } from '../src/history/import-run.js';
import { reportRuns } from '../src/report/report-runs.js';
import { toCsv } from '../src/results/csv.js';
import { readCaseRows } from '../src/results/read-tables.js';
import { openRunFolder } from '../src/results/run-folder.js';
import type { RunFolder } from '../src/results/run-folder.js';
import { resultsTable } from '../src/results/tables/results.js';
import type { CaseRow } from '../src/results/tables/results.js';
import { writeTables } from '../src/results/write-tables.js';
import { copyOfRun } from './golden/copy-run.js';
import { findChromium, openPage } from './rig/browser.js';
import type { Tab } from './rig/browser.js';
import { rezbench } from './rig/rezbench.js';
import { requireOrSkip } from './rig/requirements.js';
import { temporaryFolder } from './rig/temporary-folder.js';

const count = (text: string, what: RegExp): number => [...text.matchAll(what)].length;

/** The page in a browser; skips without one. */
async function opened(context: Context, page: string): Promise<Tab> {
  const chromium = await findChromium();
  requireOrSkip(context, 'Chromium', chromium !== undefined);
  return openPage(chromium ?? '', pathToFileURL(page).href);
}

/** Chooses in one of the page's lists as a reader does, and waits until the trade-off is drawn anew. */
const choosing = (name: string, value: string): string => `new Promise((resolve) => {
  const chart = document.querySelector('#figure-trade-off .chart');
  new MutationObserver(() => resolve(chart.getAttribute('aria-label'))).observe(chart, { attributeFilter: ['aria-label'] });
  const list = document.querySelector('select[data-choice=${name}]');
  list.value = ${JSON.stringify(value)};
  list.dispatchEvent(new Event('change'));
})`;

const titles = `[...document.querySelectorAll('#figure-trade-off [aria-roledescription=title]')].map((each) => each.textContent).join(' ')`;
const firstColumn = `[...document.querySelectorAll('#cases-table tbody th')].map((each) => each.textContent)`;
const searching = (text: string): string => `(() => {
  const search = document.getElementById('cases-search');
  search.value = ${JSON.stringify(text)};
  search.dispatchEvent(new Event('input'));
  return document.getElementById('cases-count').textContent;
})()`;

describe('report', function () {
  this.timeout(120_000);
  const folder = copyOfRun();
  const report = join(folder.path, 'report');
  const page = join(report, 'index.html');

  before(async () => {
    writeTables(folder);
    expect((await rezbench(['report', folder.path])).exitCode).to.equal(0);
  });

  it('writes one page that names no other file and no address', () => {
    const text = readFileSync(page, 'utf8')
      .replace(/<script>[^]*<\/script>/, '')
      .replace(/<script [^]*?<\/script>/g, '');
    expect(count(text, /<link rel="stylesheet"|\bsrc="(?!data:)|@import|url\((?!#)/g)).to.equal(0);
    const addresses = [...text.matchAll(/\bhref="([^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses.filter((address) => address !== 'data:,' && !address.startsWith('#'))).to.be.empty;
  });

  it('says at the top that its figures are not those of an iPhone', () => {
    const text = readFileSync(page, 'utf8');
    expect(text.indexOf('Figures of a virtual iPhone say nothing of an iPhone')).to.be.within(0, text.indexOf('<h2'));
  });

  it('writes each chart as an SVG that stands alone, and as a PNG', () => {
    const charts = readdirSync(report).filter((name) => name.endsWith('.svg'));
    expect(charts).to.include.members(['trade-off.svg', 'units.svg', 'loads.svg', 'memory.svg', 'spread.svg']);
    for (const chart of charts) {
      const text = readFileSync(join(report, chart), 'utf8');
      expect(text).to.match(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(text).to.not.include('var(');
      expect(
        readFileSync(join(report, chart.replace('.svg', '.png')))
          .subarray(1, 4)
          .toString(),
      ).to.equal('PNG');
    }
    expect(readFileSync(join(report, 'trade-off.svg'), 'utf8')).to.include('swinir-s-x2-fp32-64');
  });

  it('opens in a browser, which has nothing to complain of and asks nobody for anything', async function () {
    const tab = await opened(this, page);
    expect(tab.complaints).to.deep.equal([]);
    expect(await tab.evaluate(`document.querySelectorAll('figure .chart svg').length`)).to.be.at.least(5);
    expect(await tab.evaluate(`document.documentElement.classList.contains('live')`)).to.equal(true);
    expect(await tab.evaluate(`document.querySelectorAll('#cases-table tbody tr').length`)).to.equal(19);
    expect(await tab.evaluate(`document.body.textContent.includes('crashed: the app died in measure')`)).to.equal(true);
    expect(
      await tab.evaluate(
        `[...document.querySelectorAll('.chart')].every((each) => each.getAttribute('aria-label')?.length > 20)`,
      ),
    ).to.equal(true);
    expect(tab.requests).to.deep.equal([]);
  });

  it('draws what the reader chooses', async function () {
    const tab = await opened(this, page);
    expect(await tab.evaluate(titles)).to.include('PSNR-Y, dB against median latency, ms');
    await tab.evaluate(choosing('x', 'package_bytes'));
    await tab.evaluate(choosing('y', 'ssim_y'));
    expect(await tab.evaluate(titles)).to.include('SSIM-Y against package size, MB');
    expect(await tab.evaluate(choosing('units', 'cpuOnly'))).to.include('cpuOnly');
    expect(await tab.evaluate(`document.querySelector('#figure-trade-off .values').textContent`)).to.include(
      'package size',
    );
    expect(tab.complaints).to.deep.equal([]);
  });

  it('names each point by pointer and by keyboard', async function () {
    const tab = await opened(this, page);
    const found = await tab.evaluate(`(() => {
      const points = [...document.querySelectorAll('#figure-trade-off .mark-symbol path[aria-label]')];
      points.find((each) => each.getAttribute('tabindex') === '0').focus();
      const first = document.querySelector('.tip').textContent;
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
      const second = document.querySelector('.tip').textContent;
      points[0].dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
      return { first, second, pointed: document.querySelector('.tip').textContent, name: points[0].getAttribute('aria-label') };
    })()`);
    const { first, second, pointed, name } = found as Record<'first' | 'second' | 'pointed' | 'name', string>;
    expect(first).to.match(/-x2-.*ms.*dB.*results\.csv line \d+/);
    expect(second).to.match(/-x2-/).and.not.equal(first);
    expect(pointed).to.include(name.split(';')[0]);
  });

  it('searches and sorts the cases', async function () {
    const tab = await opened(this, page);
    expect(await tab.evaluate(searching('crashed'))).to.match(/^1 of 1 cases that match, of 19/);
    await tab.evaluate(searching(''));
    const sortBy = (title: string): string =>
      `[...document.querySelectorAll('#cases-table thead button')].find((each) => each.textContent === ${JSON.stringify(title)}).click()`;
    await tab.evaluate(sortBy('variant'));
    const ascending = (await tab.evaluate(firstColumn)) as string[];
    expect(ascending).to.deep.equal([...ascending].sort());
    await tab.evaluate(sortBy('variant'));
    expect(await tab.evaluate(`document.querySelector('#cases-table thead th').getAttribute('aria-sort')`)).to.equal(
      'descending',
    );
    expect(((await tab.evaluate(firstColumn)) as string[])[0]).to.equal(ascending.at(-1));
  });

  it('has the figures of results.csv on the lines that it names', async function () {
    const tab = await opened(this, page);
    const rows = (await tab.evaluate(
      `[...document.querySelectorAll('#cases-table tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))`,
    )) as string[][];
    const head = (await tab.evaluate(
      `[...document.querySelectorAll('#cases-table thead th')].map((each) => each.textContent)`,
    )) as string[];
    // None of its cells holds a line break, so that a record is a line.
    const lines = parse(readFileSync(join(folder.path, 'results.csv')));
    const names = lines[0] ?? [];
    const [place, median, params] = ['results.csv', 'median latency, ms', 'parameters, thousands'].map((title) =>
      head.indexOf(title),
    );
    for (const row of rows) {
      const cells = lines[Number(row[place ?? 0]?.replace('line ', '')) - 1] ?? [];
      const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
      expect(row[0]).to.equal(cell('variant'));
      const [ms, count] = [cell('latency_median_ms'), cell('params')];
      expect(row[median ?? 0]).to.equal(ms === '' ? '' : Number(ms).toFixed(2));
      expect(row[params ?? 0]).to.equal(count === '' ? '' : (Number(count) / 1000).toFixed(1));
    }
  });

  it('is the same page, with the same charts, from tables of version 1 as from those of version 2', async () => {
    const pages = [];
    for (const tables of ['tables-v1', 'tables-v2'] as const) {
      const copy = copyOfRun(tables);
      await reportRuns([copy]);
      const { path } = copy;
      const names = readdirSync(join(path, 'report'));
      pages.push(Object.fromEntries(names.map((name) => [name, readFileSync(join(path, 'report', name), 'utf8')])));
    }
    expect(pages[0]).to.deep.equal(pages[1]);
    // No version before 3 knows whether a load after a purge is a cold one.
    expect(pages[0]?.['index.html']?.split('<script')[0])
      .to.include('load after purge, ms')
      .and.not.include('cold load, ms');
  });

  it('puts several runs on one page, in the folder that is asked for', async function () {
    const other = copyOfRun();
    writeTables(other);
    // Another phone that made less, so that its photos are others.
    const quality = join(other.path, 'quality.csv');
    writeFileSync(quality, readFileSync(quality, 'utf8').split('\n').slice(0, 2).join('\n'));
    const { path: out } = temporaryFolder();
    const { exitCode, stdout } = await rezbench(['report', folder.path, other.path, '--out', join(out, 'both')]);
    expect(exitCode).to.equal(0);
    expect(stdout).to.include(join(out, 'both/index.html'));
    const text = readFileSync(join(out, 'both/index.html'), 'utf8');
    expect(count(text, /<option value="\d"/g)).to.equal(2);
    const tab = await opened(this, join(out, 'both/index.html'));
    const seen = `[...document.querySelectorAll('[data-phones]')].filter((each) => each.offsetParent !== null).map((each) => each.dataset.phones)`;
    expect(await tab.evaluate(seen)).to.deep.equal(['0']);
    await tab.evaluate(choosing('phone', '1'));
    expect(await tab.evaluate(seen)).to.deep.equal(['1']);
  });

  it('draws what a history has of its phones, and refuses a history that has nothing of them', async () => {
    const { path } = temporaryFolder();
    const db = join(path, 'nights.duckdb');
    const reported = async () => rezbench(['report', folder.path, '--out', join(path, 'out'), '--history', db]);
    const refusals = [
      [async () => Promise.resolve(), /nights\.duckdb is not there; fill a history/],
      [
        async () => imported(db, night(path, 'elsewhere', { device_udid: 'other' })),
        /has no run of these phones; import/,
      ],
    ] as const;
    for (const [given, sentence] of refusals) {
      await given();
      expect(await reported())
        .to.include({ exitCode: 2 })
        .and.property('stderr')
        .match(sentence);
    }
    const before = { started_at: '2026-01-01T02:00:00Z', os_build: '20A1' };
    await imported(db, night(path, 'first-night', before));
    await imported(db, folder);
    expect((await reported()).exitCode).to.equal(0);
    const trend = readFileSync(join(path, 'out/trend.svg'), 'utf8');
    expect(trend).to.include('2026-01-01').and.include('first-night').and.include('iOS 20A1');
    expect(trend).to.include(`${folder.id}, the run of this page`);
  });

  it('says in a sentence that no case is ok', async () => {
    const lost = copyOfRun();
    forgetLaunches(lost.path);
    writeTables(lost);
    const text = readFileSync((await reportRuns([lost])).file, 'utf8');
    expect(text).to.include('No case of this run is ok').and.not.include('class="chart"');
  });

  it('refuses tables of two versions, a run that is named twice, and a place that cannot be written', async () => {
    const older = copyOfRun('tables-v2');
    const refusals = [
      [
        [older.path, folder.path],
        /of version 2 and those of .* of version \d; write the older ones anew with npx rezbench tables/,
      ],
      [[folder.path, folder.path], /is named twice/],
      [
        [folder.path, '--out', join(page, 'below')],
        /--out .* cannot be written \(\w+\); name a folder that you may write to/,
      ],
    ] as const;
    for (const [args, sentence] of refusals) {
      expect(await rezbench(['report', ...args]))
        .to.include({ exitCode: 2 })
        .and.property('stderr')
        .match(sentence);
    }
  });

  it('refuses a run that has not begun, and a folder that is none', async () => {
    const empty = copyOfRun();
    for (const name of readdirSync(join(empty.path, 'journal'))) {
      rmSync(join(empty.path, 'journal', name), { recursive: true });
    }
    expect(await rezbench(['report', empty.path]))
      .to.include({ exitCode: 2 })
      .and.property('stderr')
      .match(/results\.csv is not there; write it with npx rezbench tables/);
    writeTables(empty);
    expect(await rezbench(['report', empty.path]))
      .to.include({ exitCode: 2 })
      .and.property('stderr')
      .match(/no case yet.*--resume/);
    expect(await rezbench(['report', join(empty.path, 'journal')]))
      .to.include({ exitCode: 2 })
      .and.property('stderr')
      .match(/no plan\.json/);
  });
});

/** Leaves the journal with its session alone, as when the phone was lost at once. */
function forgetLaunches(path: string): void {
  const journal = join(openRunFolder(path).path, 'journal/00009999-0000000000000001.jsonl');
  writeFileSync(journal, `${readFileSync(journal, 'utf8').split('\n')[0] ?? ''}\n`);
}

/** Tables of another night: those of the sample run with other cells. */
function night(path: string, run_id: string, cells: Partial<CaseRow>): RunFolder {
  const of = copyOfRun();
  writeTables(of);
  const rows = readCaseRows(of).map((row) => ({ ...row, run_id, ...cells }));
  const home = join(path, run_id);
  mkdirSync(home);
  writeFileSync(join(home, 'plan.json'), '{}');
  writeFileSync(join(home, 'results.csv'), toCsv(resultsTable, rows));
  return openRunFolder(home);
}

async function imported(db: string, folder: RunFolder): Promise<void> {
  const history = await openHistory(db, { mayMake: true });
  try {
    await importRun(history, folder, new Date());
  } finally {
    history.close();
  }
}
