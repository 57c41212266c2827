import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { projectRoot } from '../../src/project.js';
import { compareRatios, comparedText } from './agreement.js';
import { benchmarks } from './benchmarks.js';
import { agree, estimateOf } from './estimate.js';
import { measuredFolder, readMeasured } from './measured.js';
import type { Measured } from './measured.js';
import { pageFile, renderPage } from './page.js';
import { start } from './sections/start.js';

const committed = (name: string): Measured | undefined => readMeasured(name);

/** Rounds in which `npx rezbench --help` takes so many times as much as Node. */
const startOf = (...toNode: readonly number[]) => ({
  rounds: toNode.map((times) => ({
    node: { wallMs: 100, processorMs: 80 },
    help: { wallMs: 100 * times, processorMs: 80 * times },
    predict: { wallMs: 500, processorMs: 400 },
  })),
});

const measured = (figures: unknown): Measured => ({
  measuredOn: '2026-11-26',
  command: 'npx tsx scripts/perf/start.ts',
  minutes: 0.5,
  machine: { cpu: 'a processor', cores: 2, memoryGb: 8, system: 'Linux 6.1', node: '20.20.2' },
  figures,
});

describe('the page of what rezbench costs', () => {
  it('is what the committed figures give: npx tsx scripts/perf/all.ts --page writes it', async () => {
    expect(readFileSync(pageFile, 'utf8')).to.equal(await renderPage(benchmarks, committed));
  });

  it('has every section, and says of one without figures that it has not been measured', async () => {
    const page = await renderPage(benchmarks, () => undefined);
    const titles = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles).to.deep.equal(benchmarks.map(({ section }) => section.title));
    expect(page.split('This has not been measured yet')).to.have.length(benchmarks.length + 1);
  });

  it('takes every figure from what was measured, with its day and machine', async () => {
    const page = await renderPage(benchmarks, (name) => (name === 'start' ? measured(startOf(2, 2.5, 3)) : undefined));
    expect(page).to.match(/`npx rezbench --help` +\| 250 +\| 150 +\| 200 +\| 2\.50 \(2\.00 to 3\.00\)/);
    expect(page).to.include(
      'on 2026-11-26 in 30 s, with 2 cores of a processor, 8 GB of memory, Linux 6.1, Node 20.20.2.',
    );
  });

  it('knows every file of figures', () => {
    const names = benchmarks.map(({ section }) => `${section.name}.json`);
    expect(names).to.include.members(readdirSync(measuredFolder));
  });

  it('names scripts that are there', () => {
    const scripts = readdirSync(join(projectRoot, 'scripts/perf'));
    expect(scripts).to.include.members(benchmarks.map(({ script }) => script));
  });
});

describe('a ratio of rounds', () => {
  it('has the interval of its median by order statistics, and the range of few', () => {
    expect(estimateOf([3, 1, 2])).to.deep.equal({ median: 2, low: 1, high: 3 });
    // Nine: the second and the eighth hold the median with 96 %.
    expect(estimateOf([9, 1, 8, 2, 7, 3, 6, 4, 5])).to.deep.equal({ median: 5, low: 2, high: 8 });
  });

  it('agrees with another where the intervals overlap or nearly do', () => {
    expect(agree({ low: 1, high: 2 }, { low: 1.9, high: 3 })).to.equal(true);
    expect(agree({ low: 1, high: 2 }, { low: 2.09, high: 3 })).to.equal(true);
    expect(agree({ low: 1, high: 2 }, { low: 2.11, high: 3 })).to.equal(false);
    expect(agree({ low: 2.11, high: 3 }, { low: 1, high: 2 })).to.equal(false);
  });

  it('is named where a second run disagrees', () => {
    const [help, predict] = compareRatios(start, startOf(2, 2.1, 2.2), startOf(3, 3.1, 3.2));
    expect(help?.agrees).to.equal(false);
    expect(predict?.agrees).to.equal(true);
    expect(help && comparedText(help)).to.equal(
      'DISAGREES: `--help` to Node, processor time, published 2.10 (2.00 to 2.20), now 3.10 (3.00 to 3.20)',
    );
  });
});
