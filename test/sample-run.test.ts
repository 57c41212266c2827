import { cpSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { main } from '../src/cli/main.js';
import { projectRoot } from '../src/project.js';
import { openRunFolder } from '../src/results/run-folder.js';
import { readCaseRows } from '../src/results/read-tables.js';
import { heardConsole } from './rig/console.js';
import { temporaryFolder } from './rig/temporary-folder.js';

const sample = join(projectRoot, 'results/sample');

/** Reading it must not change what is committed. */
function copyOfSample(): string {
  const copy = join(temporaryFolder().path, 'sample');
  cpSync(sample, copy, { recursive: true });
  return copy;
}

describe('the run in results/sample', function () {
  this.timeout(60_000);
  const heard = heardConsole();
  const files = readdirSync(sample, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

  it('is small, and names no folder of whoever made it', () => {
    expect(files.reduce((sum, file) => sum + lstatSync(file).size, 0)).to.be.below(1_100_000);
    for (const file of files) expect(readFileSync(file, 'utf8'), file).not.to.match(/\/(tmp|home|Users|root|work)\//);
  });

  it('has a result for each case, and says of each that the phone is virtual', () => {
    const rows = readCaseRows(openRunFolder(sample));
    expect(rows).to.have.length(8);
    expect(new Set(rows.map(({ status, device_kind }) => [status, device_kind].join(' ')))).to.deep.equal(
      new Set(['ok virtual']),
    );
    const page = readFileSync(join(sample, 'report/index.html'), 'utf8');
    expect(page).to.include('Figures of a virtual iPhone say nothing of an iPhone.');
    for (const { variant } of rows) expect(page).to.include(variant);
  });

  it('is judged by the gate, as it was', async () => {
    const copy = copyOfSample();
    const budgets = join(projectRoot, 'budgets/example.yaml');
    expect(await main(['gate', copy, '--budgets', budgets, '--allow-virtual'])).to.equal(1);
    const [now, committed] = [copy, sample].map(
      (folder) => /^\d+ failed.* passed/m.exec(readFileSync(join(folder, 'verdict.md'), 'utf8'))?.[0],
    );
    expect(now).to.be.a('string').and.equal(committed);
  });

  it('is drawn by the report', async () => {
    const copy = copyOfSample();
    const out = temporaryFolder().path;
    expect(await main(['report', copy, '--out', out])).to.equal(0);
    expect(heard.said.at(-1)).to.equal(`report: ${join(out, 'index.html')}`);
    expect(readFileSync(join(out, 'index.html'), 'utf8')).to.include('swinir-c-x2-fp16-64');
  });
});
