import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { projectRoot } from '../../src/project.js';
import { readJournal } from '../../src/results/journal.js';
import type { Entry } from '../../src/results/journal.js';
import { journaledPhones, journalFile, openRunFolder } from '../../src/results/run-folder.js';
import { rezbench } from '../rig/rezbench.js';
import type { Ran } from '../rig/command.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** Two prepares and four measures of each of two cases; on demand come a purge and two anchors after the prepares. */
const sweep = readFileSync(join(projectRoot, 'test/sweeps/many-launches.yaml'), 'utf8').replace(
  'launches: 19',
  'launches: 4',
);
const firstMeasure = 6;

/** What real phones do when an app is launched, watched and ends. Launches are counted as the phone sees them. */
describe('a run on a phone that', function () {
  this.timeout(300_000);
  let ran: Ran;
  let run: string;
  let entries: Entry[];

  async function sweepWith(...faults: readonly string[]): Promise<void> {
    const results = temporaryFolder();
    const out = join(results.path, 'out');
    const args = faults.flatMap((fault) => ['--fault', fault]);
    ran = await rezbench(['run', results.write('sweep.yaml', sweep), '--virtual', '1', '--out', out, ...args]);
    run = onlyRun(out);
    const folder = openRunFolder(run);
    entries = journaledPhones(folder).flatMap((udid) => readJournal(journalFile(folder, udid)));
    expect(ran.stderr).not.to.contain('never struck');
  }
  const statuses = (): string[] => rowsOf(join(run, 'results.csv')).map(({ status }) => status ?? '');
  const losses = () => entries.flatMap((entry) => (entry.type === 'lost' ? [entry.loss] : []));
  const endings = () => entries.flatMap((entry) => (entry.type === 'finished' ? [entry.outcome.status] : []));

  describe('launches slowly, attaches late, does not know its state and loses an announcement', () => {
    before('run it', () =>
      sweepWith('slow-launch:2:2', 'late-attach:4:2', `unknown-state:${String(firstMeasure)}`, 'lost-notification:7'),
    );

    it('ends with every case ok and nothing lost', () => {
      expect(ran.exitCode, ran.stderr).to.equal(0);
      expect(statuses()).to.deep.equal(['ok', 'ok']);
      expect(losses()).to.deep.equal([]);
    });

    it('purges once, and primes nothing that was prepared', () => {
      const onDemand = entries.flatMap((entry) => (entry.type === 'started' ? [entry.launch] : []));
      expect(onDemand.filter((launch) => /^(purge|prime)-/.test(launch))).to.deep.equal(['purge-1']);
    });
  });

  describe('is locked for a while, shows an alert and orphans its WebDriverAgent', () => {
    before('run it', () => sweepWith('lock:5:6', 'alert:7:3', 'orphan-wda:9:6'));

    it('ends with every case ok, since what was lost is owed', () => {
      expect(ran.exitCode, ran.stderr).to.equal(0);
      expect(statuses()).to.deep.equal(['ok', 'ok']);
      expect(new Set(endings())).to.deep.equal(new Set(['ok']));
    });

    it('says of each loss what it was and what to do', () => {
      const said = losses().map(({ cause, detail }) => `${cause}: ${detail}`);
      expect(
        said.some((line) => /^phone: it is locked; unlock it/.test(line)),
        said.join('\n'),
      ).to.equal(true);
      expect(
        said.some((line) => /^phone: .*foreground/.test(line)),
        said.join('\n'),
      ).to.equal(true);
      expect(said.some((line) => /^web_driver_agent: .*start WebDriverAgent again/.test(line))).to.equal(true);
    });

    it('installs the app once', () => {
      const sessions = entries.flatMap((entry) => (entry.type === 'session' ? [entry.installed] : []));
      expect(sessions[0]).to.equal(true);
      expect(sessions.slice(1)).not.to.be.empty.and.not.to.include(true);
    });
  });

  it('ends the app for its memory, by its watchdog and for a bug: says which, and keeps the reports', async () => {
    await sweepWith('jetsam:6', 'watchdog:7', 'crash:8');
    const reports = entries.flatMap((entry) =>
      entry.type === 'finished' && entry.outcome.status === 'crashed' ? [entry.outcome.report] : [],
    );
    expect(reports.map((report) => report?.cause)).to.deep.equal(['memory', 'watchdog', 'bug']);
    for (const report of reports) expect(existsSync(join(run, report?.file ?? ''))).to.equal(true);
    expect(ran.exitCode).to.equal(4);
  });
});
