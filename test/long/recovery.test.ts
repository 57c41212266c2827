import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { projectRoot } from '../../src/project.js';
import { readJournal } from '../../src/results/journal.js';
import type { Entry } from '../../src/results/journal.js';
import { journaledPhones, journalFile, openRunFolder } from '../../src/results/run-folder.js';
import { rezbench } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

const launches = 10;
const sweepText = readFileSync(join(projectRoot, 'test/sweeps/many-launches.yaml'), 'utf8').replace(
  'launches: 19',
  `launches: ${String((launches - 2) / 2)}`,
);

const journalOf = (run: string): Entry[] => {
  const folder = openRunFolder(run);
  return journaledPhones(folder).flatMap((udid) => readJournal(journalFile(folder, udid)));
};

const isPlanned = ({ launch }: { readonly launch: string }): boolean => !/^(anchor|purge|prime)-/.test(launch);

/** Every launch ended once, and none was begun again after that. */
function expectEachOnce(entries: readonly Entry[]): void {
  const ended = entries.flatMap((entry) => (entry.type === 'finished' && isPlanned(entry) ? [entry.launch] : []));
  expect(ended).to.have.length(launches);
  expect(new Set(ended)).to.have.property('size', launches);
  const done = new Set<string>();
  for (const entry of entries) {
    if (entry.type === 'started') expect(done.has(entry.launch), `${entry.launch} ran twice`).to.equal(false);
    if (entry.type === 'finished') done.add(entry.launch);
  }
}

const statuses = (run: string): string[] => rowsOf(join(run, 'results.csv')).map(({ status }) => status ?? '');

describe('a run that stumbles over a mistake of our own', function () {
  this.timeout(300_000);

  it('stops with the stack in its log, and can be resumed', async () => {
    const results = temporaryFolder();
    const sweep = results.write('sweep.yaml', sweepText);
    const mistake = pathToFileURL(join(projectRoot, 'test/rig/mistake.mjs')).href;
    const env = { NODE_OPTIONS: `--import ${mistake}`, MISTAKE_IN: 'measure-plain-x2-fp16-64-all-64x64' };
    const ran = await rezbench(['run', sweep, '--virtual', '1', '--out', join(results.path, 'out')], { env });
    const run = onlyRun(join(results.path, 'out'));
    const log = join(run, 'logs/bugs.log');
    expect(ran.exitCode, ran.stderr).to.equal(70);
    expect(ran.stderr).to.contain(log).and.to.contain(`rezbench run --resume ${run}`);
    expect(readFileSync(log, 'utf8')).to.match(
      /TypeError: a mistake, made on purpose\n( +at .*\n)* +at .*conduct-launch\.ts/,
    );
    expect(statuses(run)).to.include('skipped');

    const resumed = await rezbench(['run', '--resume', run, '--virtual', '1']);
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(statuses(run)).to.deep.equal(['ok', 'ok']);
    expectEachOnce(journalOf(run));
    expect(existsSync(log)).to.equal(true);
  });
});
