import { expect } from 'chai';
import { describe, it } from 'mocha';
import { finished, plannedCase, plannedLaunch, planOf, session, started, writeRun } from '../../test/hand-made-run.js';
import { frames } from '../../test/frame-events.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Entry } from './journal.js';
import { readCaseRows } from './read-tables.js';
import type { CaseRow } from './tables/results.js';
import { writeTables } from './write-tables.js';

function rowOf(hz: number, ...launches: (readonly number[])[]): CaseRow {
  const ids = launches.map((_, index) => `m${String(index)}`);
  const plan = planOf(
    [plannedCase('c', { paceHz: hz, sustainedS: 120 })],
    ids.map((id) => plannedLaunch(id, { case: 'c' })),
  );
  const entries = ids.flatMap((id) => [started(id), finished(id, { status: 'ok' })]);
  const events = Object.fromEntries(ids.map((id, index) => [id, frames(hz, launches[index] ?? [])]));
  const folder = writeRun(temporaryFolder().path, plan, [session(), ...entries], events);
  writeTables(folder);
  return readCaseRows(folder)[0] ?? expect.fail('no row');
}

const repeated = (ms: number, count: number): number[] => Array.from({ length: count }, () => ms);

describe('frames that go on for minutes', () => {
  it('miss their deadline when they are not ready as the next one is due, also those behind a slow one', () => {
    // Ten a second: 250 ms make the slow one and the two behind it late, and the one after them begins on time again.
    const row = rowOf(10, [50, 50, 250, 50, 50, 50, 50, 50, 50, 50]);
    expect(row).to.deep.include({ pace_hz: 10, sustained_s: 120, deadline_miss_share: 0.3 });
    expect(rowOf(10, repeated(150, 20)).deadline_miss_share).to.equal(1);
    expect(rowOf(10, repeated(99, 20)).deadline_miss_share).to.equal(0);
  });

  it('compare the first minute with the last', () => {
    // Two minutes at ten a second, and half a second more.
    const row = rowOf(10, [...repeated(20, 605), ...repeated(25, 605)]);
    expect(row).to.include({ first_minute_ms: 20, last_minute_ms: 25, speed_retained: 0.8, deadline_miss_share: 0 });
  });

  it('say nothing of minutes when there were fewer than two', () => {
    const row = rowOf(10, repeated(20, 1100));
    expect([row.first_minute_ms, row.last_minute_ms, row.speed_retained]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    expect(row.deadline_miss_share).to.equal(0);
  });

  it('have the median of several launches', () => {
    const row = rowOf(10, repeated(50, 10), repeated(150, 10), [...repeated(50, 9), 150]);
    expect(row.deadline_miss_share).to.equal(0.1);
  });

  it('have the temperature of the battery before and after them', () => {
    const degrees = (temperatureC: number): Entry => ({
      type: 'battery',
      at: '2026-01-01T00:00:00.000Z',
      reading: { temperatureC },
    });
    const plan = planOf([plannedCase('c', { paceHz: 10, sustainedS: 120 })], [plannedLaunch('m', { case: 'c' })]);
    const entries = [degrees(31), started('m'), finished('m', { status: 'ok' }), degrees(38), degrees(36)];
    const folder = writeRun(temporaryFolder().path, plan, [session(), ...entries], { m: frames(10, repeated(20, 20)) });
    writeTables(folder);
    expect(readCaseRows(folder)[0]).to.include({ battery_temperature_c: 31, battery_temperature_after_c: 38 });
  });
});
