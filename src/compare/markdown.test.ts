import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { caseByHand, nightByHand } from '../../test/compared-night.js';
import { hostileName } from '../../test/hostile-names.js';
import { numbersIn, unfounded } from '../../test/page-numbers.js';
import { rowsOf } from '../../test/rig/run-folder.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { removeGatePart, writeGatePart } from '../results/verdict-page.js';
import { withAlarms } from './alarms/alarms-beside.js';
import { compareRuns } from './compare-runs.js';
import type { ComparisonWithAlarms } from './comparison.js';
import { nothingConfirmed } from './confirmed.js';
import { probability } from './finding.js';
import { comparisonMarkdown } from './markdown.js';
import { sureText } from './wording.js';
import { removeComparison, writeComparison } from './write-comparison.js';

const paths = { bases: ['results/n1'], candidate: 'results/tonight' };
const other = 'b'.repeat(64);

/** Of seven cases one crashed, one is slower, one takes more memory, one lost PSNR. */
function comparison(name = 'Phone', variant = 'net'): ComparisonWithAlarms {
  const named = { device_name: name };
  const steady = [5.01, 5.02];
  const outputs = { 'a.png': ['x', 30.25] as const };
  const peaksBytes = Array.from({ length: 10 }, () => 100e6);
  const tenTimes = Array.from({ length: 10 }, (_, index) => 5 + index / 1000);
  const base = nightByHand('n1', [
    caseByHand(0, steady, { ...named, variant }),
    caseByHand(1, steady, named),
    { ...caseByHand(2, tenTimes, named), peaksBytes },
    { ...caseByHand(3, steady, named), outputs },
    ...[4, 5, 6].map((n) => caseByHand(n, steady, named)),
  ]);
  const tonight = nightByHand('tonight', [
    caseByHand(0, [5.51, 5.52], { ...named, variant, variant_sha256: other }),
    caseByHand(1, steady, { ...named, status: 'crashed', reason: 'the app died in load' }),
    { ...caseByHand(2, tenTimes, named), peaksBytes: peaksBytes.map((bytes) => bytes * 1.15) },
    { ...caseByHand(3, steady, { ...named, variant_sha256: other }), outputs: { 'a.png': ['y', 29.95] } },
    ...[4, 5, 6].map((n) => caseByHand(n, steady, named)),
  ]);
  const bases = { named: paths.bases, phones: ['udid-1'], of: () => [base] };
  return withAlarms(compareRuns(bases, tonight, { isStrict: false, confirmed: nothingConfirmed }), bases, tonight);
}

describe('the page about a comparison', () => {
  const page = comparisonMarkdown(comparison(), paths);

  it('says what happened, on which phone, why, and what to do next', () => {
    expect(page).to.match(/^## ❌ Regressed: tonight\n/);
    expect(page).to.contain('**net-1** on **Phone** (iPhone15,2, iOS 17.5), all, 64x64: status: newly crashed');
    expect(page).to.contain('memory 100000000 bytes before, 115000000 bytes now, **15 % more**');
    expect(page).to.contain('launches: 10 now, 10 in 1 night before');
    expect(page).to.contain('quality 30.25 dB before, 29.95 dB now, **0.3 dB worse**');
    expect(page).to.contain('the package is another one');
    expect(page).to.contain('`npx rezbench compare results/n1 results/tonight --confirm`');
    expect(page).to.contain('Do not ship net-1 (status on Phone); net-2 (memory on Phone); net-3 (quality on Phone)');
  });

  it('warns of figures that are no iPhone’s, and of those that a model drew', () => {
    expect(page).not.to.contain('[!WARNING]');
    const virtual = comparisonMarkdown({ ...comparison(), not_a_phone: true }, paths);
    expect(virtual).to.match(/^> Figures of a virtual iPhone say nothing of an iPhone\.$/m);
    expect(comparisonMarkdown({ ...comparison(), not_a_phone: true, modelled: true }, paths)).to.match(
      /^> Figures of a virtual iPhone say nothing of an iPhone\. A model of phones drew latency and memory\.$/m,
    );
  });

  it('has no number that the tables lack', () => {
    const home = temporaryFolder().path;
    writeComparison(home, comparison(), paths);
    const [rows, json] = [rowsOf(join(home, 'compare.csv')), readFileSync(join(home, 'compare.json'), 'utf8')];
    const text = readFileSync(join(home, 'verdict.md'), 'utf8');
    expect(numbersIn(text)).to.have.length.above(50);
    expect(unfounded(text, rows, json)).to.deep.equal([]);
    // Another digit in a sentence, a table and the summary is found.
    for (const [before, after] of [
      ['115000000 bytes now', '115000001 bytes now'],
      ['| 0.3 dB worse |', '| 0.31 dB worse |'],
      ['of 7 cases', 'of 83 cases'],
    ] as const) {
      expect(text).to.contain(before);
      expect(unfounded(text.replace(before, after), rows, json), after).to.have.length(1);
    }
  });

  it('gives p as the table does, which has six decimals', () => {
    expect(sureText(probability(0.031_24))).to.equal('p 0.0312');
    expect(sureText(probability(7.46e-9))).to.equal('p 0 to six decimals');
  });

  it('stands beside the verdict of the gate, and neither takes the other away', () => {
    const home = temporaryFolder().path;
    const text = (): string => readFileSync(join(home, 'verdict.md'), 'utf8');
    writeGatePart(home, '## Gate passed\n');
    writeComparison(home, comparison(), paths);
    writeComparison(home, comparison(), paths);
    expect(text().match(/^## .*$/gm)).to.deep.equal(['## ❌ Regressed: tonight', '## Gate passed']);
    writeGatePart(home, '## Gate failed\n');
    expect(text().match(/^## .*$/gm)).to.deep.equal(['## ❌ Regressed: tonight', '## Gate failed']);
    removeGatePart(home);
    expect(text().match(/^## .*$/gm)).to.deep.equal(['## ❌ Regressed: tonight']);
    writeGatePart(home, '## Gate failed\n');
    removeComparison(home);
    expect(text()).to.equal('## Gate failed\n');
  });

  it('leaves a page of an earlier version to the gate', () => {
    const home = temporaryFolder().path;
    writeFileSync(join(home, 'verdict.md'), '## Gate passed\n');
    removeGatePart(home);
    expect(() => readFileSync(join(home, 'verdict.md'))).to.throw('ENOENT');
  });

  it('is the same page whatever a phone or a model is called', () => {
    const cells = (text: string): number[] => text.split('\n').map((line) => line.split(/(?<!\\)(?:\\\\)*\|/).length);
    fc.assert(
      fc.property(hostileName, (name) => {
        const text = comparisonMarkdown(comparison(name, name), paths);
        expect(cells(text)).to.deep.equal(cells(page));
        expect(text.replaceAll('<!-- -->', '').match(/<[^>]*>/g)).to.deep.equal(page.match(/<[^>]*>/g));
        expect(text).not.to.match(/\w:\/\//);
      }),
      { numRuns: 100 },
    );
  });
});
