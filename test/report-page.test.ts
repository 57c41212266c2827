import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { execa } from 'execa';
import { before, describe, it } from 'mocha';
import { openRunFolder } from '../src/results/run-folder.js';
import { writeTables } from '../src/results/write-tables.js';
import { copyOfRun } from './golden/copy-run.js';
import { rezbench } from './rig/rezbench.js';
import { requireOrSkip } from './rig/requirements.js';

/** The browser, by the names that Linux and macOS know it by. */
async function findChromium(): Promise<string | undefined> {
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  for (const name of names) {
    if (!(await execa(name, ['--version'], { reject: false })).failed) return name;
  }
  return undefined;
}

const count = (text: string, what: RegExp): number => [...text.matchAll(what)].length;

describe('report', function () {
  this.timeout(120_000);
  const folder = copyOfRun();
  const report = join(folder.path, 'report');
  const page = join(report, 'index.html');

  before(async () => {
    writeTables(folder);
    expect((await rezbench(['report', folder.path])).exitCode).to.equal(0);
  });

  it('writes one page that fetches nothing', () => {
    const text = readFileSync(page, 'utf8');
    expect(count(text, /<script|<link rel="stylesheet"|\bsrc=|@import|url\((?!#)/g)).to.equal(0);
    const addresses = [...text.matchAll(/\bhref="([^"]*)"/g)].map(([, address = '']) => address);
    const elsewhere = addresses.filter((address) => address !== 'data:,' && !existsSync(join(report, address)));
    expect(elsewhere).to.be.empty;
  });

  it('says at the top that its figures are not those of an iPhone', () => {
    const text = readFileSync(page, 'utf8');
    expect(text.indexOf('Figures of a virtual iPhone say nothing of an iPhone')).to.be.within(0, text.indexOf('<h2>'));
  });

  it('writes each chart as an SVG that stands alone', () => {
    const charts = readdirSync(report).filter((name) => name.endsWith('.svg'));
    expect(charts).to.have.length(4);
    for (const chart of charts) {
      const text = readFileSync(join(report, chart), 'utf8');
      expect(text).to.match(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(text).to.include('swinir-s-x2-fp32-64').and.not.include('var(');
    }
  });

  it('shows charts and cases in a browser, which has nothing to complain of', async function () {
    const chromium = await findChromium();
    requireOrSkip(this, 'Chromium', chromium !== undefined);
    const { stdout, stderr } = await execa(chromium ?? '', [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--enable-logging=stderr',
      '--dump-dom',
      pathToFileURL(page).href,
    ]);
    expect(stderr).not.to.match(/CONSOLE/);
    expect(count(stdout, /<figure>\s*<div class="chart" role="img" aria-label="PSNR against [^"]+"><svg/g)).to.equal(4);
    expect(count(stdout, /aria-roledescription="point"/g)).to.be.at.least(4 * 5);
    expect(count(stdout, /<tr(?: class="not-ok")?>\s*<th scope="row">/g)).to.equal(19);
    expect(stdout).to.include('crashed: the app died in measure').and.include('after a rest of 1 s, ms');
    const ids = [...stdout.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('is the same page, with the same charts, from tables of version 1 as from those of version 2', async () => {
    const pages = [];
    for (const tables of ['tables-v1', 'tables-v2'] as const) {
      const { path } = copyOfRun(tables);
      expect((await rezbench(['report', path])).exitCode).to.equal(0);
      const names = readdirSync(join(path, 'report'));
      expect(names).to.have.length(5);
      pages.push(Object.fromEntries(names.map((name) => [name, readFileSync(join(path, 'report', name), 'utf8')])));
    }
    expect(pages[0]).to.deep.equal(pages[1]);
    // No version before 3 knows whether a load after a purge is a cold one.
    expect(pages[0]?.['index.html']).to.include('load after purge, ms').and.not.include('cold load, ms');
  });

  it('says in a sentence that no case is ok', async () => {
    const lost = copyOfRun();
    forgetLaunches(lost.path);
    writeTables(lost);
    expect((await rezbench(['report', lost.path])).exitCode).to.equal(0);
    const text = readFileSync(join(lost.path, 'report/index.html'), 'utf8');
    expect(text).to.include('No case of this run is ok').and.not.include('<figure>');
  });

  it('refuses a run that has not begun, and a folder that is none', async () => {
    const empty = copyOfRun();
    for (const name of readdirSync(join(empty.path, 'journal'))) {
      rmSync(join(empty.path, 'journal', name), { recursive: true });
    }
    expect(await rezbench(['report', empty.path]))
      .to.include({ exitCode: 2 })
      .and.property('stderr')
      .match(/results\.csv is not there; write it with rezbench tables/);
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
