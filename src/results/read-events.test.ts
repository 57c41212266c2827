import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { udid } from '../../test/hand-made-run.js';
import { handMadeTables } from '../../test/hand-made-tables.js';
import type { Row } from '../../test/rig/run-folder.js';
import { eventsFile, journalFile } from './run-folder.js';
import { writeTables } from './write-tables.js';

describe('raw events in the tables', () => {
  const { folder, rowOf, table } = handMadeTables();

  const eventsOf = (launch: string): string => join(folder.path, eventsFile(udid, launch));
  for (const [what, damage, said] of [
    [
      'are gone',
      (file: string) => {
        rmSync(file);
      },
      'it is missing',
    ],
    [
      'were edited',
      (file: string) => {
        writeFileSync(file, readFileSync(file, 'utf8').replace('5000000', '4000000'));
      },
      'it is not what the app wrote any more',
    ],
    [
      'were cut',
      (file: string) => {
        truncateSync(file, 300);
      },
      'it is not what the app wrote any more',
    ],
    [
      'were put on',
      (file: string) => {
        appendFileSync(file, '\n');
      },
      'it is not what the app wrote any more',
    ],
  ] as const) {
    it(`name a launch whose raw events ${what}, take no figure from them, and do not call its case ok`, () => {
      rowOf([[6_000_000], [5_000_000]]);
      damage(eventsOf('m1'));
      writeTables({ path: folder.path, id: 'run' });
      const reason = `the app's ${eventsFile(udid, 'm1')} cannot be read: ${said}; put it back, or run the sweep anew`;
      expect(table('results')[0]).to.include({ status: 'unreadable', reason, latency_median_ms: '6' });
      expect(table('launches').map((row) => [row['status'], row['reason']])).to.deep.equal([
        ['ok', ''],
        ['unreadable', reason],
      ]);
      expect(table('samples').map((row) => row['launch'])).to.deep.equal(['m0']);
    });
  }

  it('take events that an earlier version kept without their sha256, as far as they are whole', () => {
    rowOf([[5_000_000]]);
    const file = journalFile({ path: folder.path, id: 'run' }, udid);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/,"eventsBytes":\d+,"eventsSha256":"\w+"/, ''));
    const row = (): Row | undefined => {
      writeTables({ path: folder.path, id: 'run' });
      return table('results')[0];
    };
    expect(row()).to.include({ status: 'ok', latency_median_ms: '5' });
    appendFileSync(eventsOf('m0'), '{"event":"torn off');
    expect(row()?.['reason']).to.contain('m0.jsonl cannot be read: it ends in the midst of a line;');
    appendFileSync(eventsOf('m0'), '\n');
    expect(row()?.['reason']).to.contain('m0.jsonl cannot be read: line 6: not JSON;');
  });
});
