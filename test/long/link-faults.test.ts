import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import type { Loss } from '../../src/contract/outcome.js';
import { readJournal } from '../../src/results/journal.js';
import type { Entry } from '../../src/results/journal.js';
import { journaledPhones, journalFile, openRunFolder } from '../../src/results/run-folder.js';
import { rezbench } from '../rig/rezbench.js';
import type { Ran } from '../rig/command.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import type { Row } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** A run on two virtual iPhones with faults of the way to them, and what each phone's journal says of it. */
interface Carried {
  readonly ran: Ran;
  readonly rows: readonly Row[];
  /** The attempts of `launches.csv` that were lost. */
  readonly lost: readonly Row[];
  readonly journals: readonly (readonly Entry[])[];
}

async function carryOut(...faults: readonly string[]): Promise<Carried> {
  const out = join(temporaryFolder().path, 'out');
  const asked = faults.flatMap((fault) => ['--fault', fault]);
  const ran = await rezbench(['run', 'test/sweeps/link.yaml', '--virtual', '2', '--out', out, ...asked]);
  const run = onlyRun(out);
  const folder = openRunFolder(run);
  return {
    ran,
    rows: rowsOf(join(run, 'results.csv')),
    lost: rowsOf(join(run, 'launches.csv')).filter(({ status }) => status === 'lost'),
    journals: journaledPhones(folder).map((udid) => readJournal(journalFile(folder, udid))),
  };
}

const lossesIn = (journal: readonly Entry[] = []): Loss[] =>
  journal.flatMap((entry) => (entry.type === 'lost' ? [entry.loss] : []));

/** The launches of the plan that ended, by how they ended. */
const endsIn = (journal: readonly Entry[] = []): Map<string, string> => {
  const ended = journal.flatMap((entry) => (entry.type === 'finished' ? [[entry.launch, entry.outcome.status]] : []));
  expect(new Set(ended.map(([launch]) => launch)), 'a launch ended twice').to.have.property('size', ended.length);
  return new Map(ended as [string, string][]);
};

describe('a run whose way to the phones fails again and again', function () {
  this.timeout(900_000);
  let carried: Carried;

  before('run it', async () => {
    carried = await carryOut(
      // The second launch is the first that is given a model.
      ...['push-truncated:2', 'pull-truncated:3', 'pull-corrupted:4', 'wda-errors:5', 'push-corrupted:7'],
      ...['wda-hangs:8:4', 'no-space:10:8', 'appium-dies:12'],
      ...['2/file-service-dies:2', '2/push-stalls:4', '2/pull-stalls:5', '2/wda-slow:6:1', '2/clock-jump:7'],
      ...['2/unplug@measure:5:4', '2/reboot:11:6'],
    );
  });

  it('ends with every case ok and exit 0, each fault having struck', () => {
    const { ran, rows } = carried;
    expect(ran.exitCode, ran.stderr).to.equal(0);
    expect(ran.stderr).not.to.contain('never struck');
    expect(rows.map(({ status }) => status)).to.deep.equal(['ok', 'ok']);
  });

  it('carries each launch out once, and takes nothing that failed on the way for a result', () => {
    for (const journal of carried.journals) {
      expect(new Set(endsIn(journal).values())).to.deep.equal(new Set(['ok']));
    }
  });

  it('names what each lost launch was lost to', () => {
    // A WebDriverAgent may be there again, without the session, by the time that it is asked.
    const causes = carried.journals.map((journal) =>
      lossesIn(journal).map(({ cause }) => (cause === 'session' ? 'web_driver_agent' : cause)),
    );
    const [first = [], second = []] = causes;
    expect(first).to.deep.equal(['files', 'web_driver_agent', 'files', 'web_driver_agent', 'phone', 'appium']);
    // The cable may be in again as well, and the phone that restarted still locked.
    const ofOthers = second.filter((cause) => cause !== 'appium');
    expect(ofOthers).to.have.length.within(2, 3);
    expect(['cable', 'web_driver_agent', 'phone']).to.include.members(ofOthers);
    for (const { reason } of carried.lost) expect(reason).to.match(/ \(.+\)/);
  });

  it('says what arrived damaged, and what to do about a full disk', () => {
    const details = lossesIn(carried.journals[0]).map(({ detail }) => detail);
    expect(details.some((detail) => /arrived damaged$/.test(detail))).to.equal(true);
    expect(details.some((detail) => /^it has no space left; free some/.test(detail))).to.equal(true);
  });
});

describe('a run on two phones of which one forgets this host', function () {
  this.timeout(300_000);
  let carried: Carried;

  before('run it', async () => {
    carried = await carryOut('2/pairing-lost:3', 'freeze:99');
  });

  it('leaves it out with what to do, says that a fault never struck, and fails', () => {
    const { ran } = carried;
    expect(ran.exitCode).to.equal(4);
    expect(ran.stderr).to.match(/^rezbench: Virtual iPhone 2 is left out: it no longer trusts this host; .*tap Trust/m);
    expect(ran.stderr).to.match(/^rezbench: --fault freeze:99 never struck; launches on virtual iPhone 1: \d+$/m);
  });

  it('finishes on the other one', () => {
    expect(carried.rows.map(({ status }) => status)).to.deep.equal(['ok', 'skipped']);
    expect(lossesIn(carried.journals[0])).to.deep.equal([]);
    expect(lossesIn(carried.journals[1])).to.have.length(1);
    expect(lossesIn(carried.journals[1])[0]).to.include({ cause: 'phone', refusal: 'unpaired' });
  });
});
