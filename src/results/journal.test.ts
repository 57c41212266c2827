import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { finished, session, started } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { followJournal, Journal, readJournal } from './journal.js';

describe('a journal', () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'phones', 'one.jsonl');
  const entries = [session(), started('a'), finished('a', { status: 'ok' }), started('b')];

  beforeEach(() => {
    rmSync(file, { force: true });
    const journal = Journal.open(file);
    for (const entry of entries) journal.append(entry);
    journal.close();
  });

  it('reads back what was appended, over several openings', () => {
    const journal = Journal.open(file);
    journal.append(session({ osVersion: '17.6' }));
    const later = { ...started('b'), at: '2026-01-01T00:01:00.000Z' };
    journal.append(later);
    expect([journal.attempts('a'), journal.attempts('b'), journal.attempts('c')]).to.deep.equal([1, 2, 0]);
    expect(journal.begun).to.deep.equal(['a', 'b', 'b']);
    journal.close();
    const again = Journal.open(file);
    expect(again.attempts('b')).to.equal(2);
    again.close();
    expect(readJournal(file)).to.deep.equal([...entries, session({ osVersion: '17.6' }), later]);
  });

  it('cuts a torn tail away on opening, wherever the tear is, and goes on after whole lines', () => {
    const whole = readFileSync(file);
    const last = Buffer.from(JSON.stringify(finished('b', { status: 'error', step: 'measure', reason: 'é "\\n"' })));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: last.length }), (cut) => {
        writeFileSync(file, Buffer.concat([whole, last.subarray(0, cut)]));
        expect(readJournal(file)).to.deep.equal(entries);
        const journal = Journal.open(file);
        journal.append(started('c'));
        journal.close();
        expect(readJournal(file)).to.deep.equal([...entries, started('c')]);
      }),
      { numRuns: 25 },
    );
  });

  for (const [what, line] of [
    ['no JSON', '{"type":"star'],
    ['an entry without its fields', '{"type":"started"}'],
    ['an outcome nobody knows', JSON.stringify({ ...finished('a', { status: 'ok' }), outcome: { status: 'fine' } })],
    ['events outside of the run', JSON.stringify({ ...finished('a', { status: 'ok' }), events: '../../a.jsonl' })],
    ['nothing', ''],
  ] as const) {
    it(`names a line in the middle that is ${what}`, async () => {
      const lines = readFileSync(file, 'utf8').split('\n');
      lines.splice(2, 0, line);
      writeFileSync(file, lines.join('\n'));
      for (const open of [() => readJournal(file), () => Journal.open(file)]) {
        const { message, exitCode } = await problemOf(open);
        expect(message).to.equal(`${file}:3 is damaged; remove that line, its launch will be run again`);
        expect(exitCode).to.equal(2);
      }
    });
  }

  it('names an entry that only another version knows, and loses nothing', async () => {
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"type":"paused"}\n`);
    const { message, exitCode } = await problemOf(() => readJournal(file));
    expect(message).to.match(/one\.jsonl:5 has an entry of type paused, .*; use the version that wrote it$/);
    expect(exitCode).to.equal(2);
  });

  it('counts an entry once that was written twice, wherever, also for who follows it', () => {
    const text = readFileSync(file, 'utf8');
    const lines = text.split('\n').slice(0, -1);
    const follower = followJournal(file);
    expect(follower.read()).to.deep.equal(entries);
    for (const line of lines) {
      writeFileSync(file, text.replace(`${line}\n`, `${line}\n${line}\n`));
      expect(readJournal(file)).to.deep.equal(entries);
      writeFileSync(file, `${text}${line}\n`);
      expect(readJournal(file)).to.deep.equal(entries);
    }
    writeFileSync(file, `${text}${lines.join('\n')}\n`);
    expect(follower.read()).to.deep.equal([]);
    const journal = Journal.open(file);
    expect([journal.attempts('a'), journal.begun]).to.deep.equal([1, ['a', 'b']]);
    journal.close();
  });

  it('is followed entry by entry, each once and whole', () => {
    const follower = followJournal(file);
    expect(follower.read()).to.deep.equal(entries);
    expect(follower.read()).to.deep.equal([]);
    const line = `${JSON.stringify(started('c'))}\n`;
    appendFileSync(file, line.slice(0, 10));
    expect(follower.read()).to.deep.equal([]);
    appendFileSync(file, line.slice(10));
    expect(follower.read()).to.deep.equal([started('c')]);
  });
});
