import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reportRuns } from '../src/report/report-runs.js';
import { readCaseRows } from '../src/results/read-tables.js';
import { provenanceFile } from '../src/results/run-folder.js';
import { writeTables } from '../src/results/write-tables.js';
import { frames } from './frame-events.js';
import { enlarged, finished, plannedCase, plannedLaunch, planOf, session, started, writeRun } from './hand-made-run.js';
import { findChromium, openPage } from './rig/browser.js';
import { requireOrSkip } from './rig/requirements.js';
import { temporaryFolder } from './rig/temporary-folder.js';
import { sampleProvenance } from './sample-provenance.js';

const repeated = (ms: number, count: number): number[] => Array.from({ length: count }, () => ms);

describe('the report of a sustained case', function () {
  this.timeout(120_000);

  it('draws its frames, says their figures in a table, has them as an axis, and fits on paper', async function () {
    const chromium = await findChromium();
    requireOrSkip(this, 'Chromium', chromium !== undefined);
    const plan = planOf(
      [plannedCase('c'), plannedCase('c-10fps', { paceHz: 10, sustainedS: 120 })],
      [
        plannedLaunch('steady', { case: 'c' }),
        plannedLaunch('frames', { case: 'c-10fps' }),
        plannedLaunch('q', { kind: 'quality' }),
      ],
    );
    const entries = ['steady', 'frames', 'q'].flatMap((id) => [started(id), finished(id, { status: 'ok' })]);
    const { events: q, judged } = enlarged('q', [{ image: 'one', psnrYDb: 30 }]);
    const events = {
      steady: frames(100, repeated(5, 40)),
      // A minute in time, and then one that falls behind.
      frames: frames(10, [...repeated(50, 620), ...repeated(110, 600)]),
      q,
    };
    const folder = writeRun(temporaryFolder().path, plan, [session(), ...entries], events, judged);
    writeTables(folder);
    writeFileSync(provenanceFile(folder), JSON.stringify(sampleProvenance));
    const row = readCaseRows(folder).find(({ sustained_s }) => sustained_s !== undefined);
    expect(row).to.include({ status: 'ok', first_minute_ms: 50, last_minute_ms: 110 });
    const tab = await openPage(chromium ?? '', pathToFileURL((await reportRuns([folder])).file).href);
    const table = `[...document.querySelectorAll('#sustained-table tr')].map((line) => [...line.cells].map((cell) => cell.textContent.trim()))`;
    const [head = [], cells = []] = (await tab.evaluate(table)) as string[][];
    const cell = (title: string): string | undefined => cells[head.indexOf(title)];
    expect(cell('late, %')).to.equal(((row?.deadline_miss_share ?? NaN) * 100).toFixed(2));
    expect([cell('first minute, ms'), cell('last minute, ms')]).to.deep.equal(['50.00', '110.00']);
    const points = `[...document.querySelectorAll('#figure-sustained path[aria-label*="frames late"]')].length`;
    expect(await tab.evaluate(points)).to.be.within(20, 50);
    const label = await tab.evaluate(`new Promise((resolve) => {
      const chart = document.querySelector('#figure-trade-off .chart');
      new MutationObserver(() => resolve(chart.getAttribute('aria-label'))).observe(chart, { attributeFilter: ['aria-label'] });
      const list = document.querySelector('select[data-choice=x]');
      list.value = 'deadline_miss_share';
      list.dispatchEvent(new Event('change'));
    })`);
    expect(label).to.match(/against frames that were late, %.*: 1 variants/);
    // What a reader chooses draws the others anew as well.
    expect(await tab.evaluate(table)).to.deep.equal([head, cells]);
    expect(await tab.evaluate(points)).to.be.within(20, 50);
    expect(tab.complaints).to.deep.equal([]);
    await tab.send('Emulation.setEmulatedMedia', { media: 'print' });
    await tab.send('Emulation.setDeviceMetricsOverride', {
      width: 690,
      height: 1000,
      deviceScaleFactor: 1,
      mobile: false,
    });
    const wide = `[...document.querySelectorAll('main *')].filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > 691).map((each) => each.outerHTML.slice(0, 80))`;
    expect(await tab.evaluate(wide)).to.deep.equal([]);
  });
});
