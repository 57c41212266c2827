import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  finished,
  measured,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  started,
  writeRun,
} from '../../../../test/hand-made-run.js';
import { handMadeTables } from '../../../../test/hand-made-tables.js';
import type { Event } from '../../../contract/events.js';
import type { Plan } from '../../../plan/plan.js';
import type { Entry } from '../../journal.js';
import { writeTables } from '../../write-tables.js';

describe('the state of the phone in the tables', () => {
  const { folder, rowOf, table, write } = handMadeTables();

  it('name the epoch of the iOS, within which memory compares, and why an app died', () => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
    const report = { cause: 'memory', detail: 'iOS ended it for its memory', file: 'crash.ips' } as const;
    const folderOf = (osVersion: string) =>
      writeRun(folder.path, plan, [
        session({ osVersion, osBuild: '23A1' }),
        finished('m', { status: 'crashed', step: 'load', report }),
      ]);
    const epochs = ['26.9', '27.0'].map((osVersion) => {
      writeTables(folderOf(osVersion));
      return table('results').map((row) => [row['os_epoch'], row['os_build']]);
    });
    expect(epochs).to.deep.equal([[['up-to-26', '23A1']], [['from-27', '23A1']]]);
    expect(table('launches')[0]).to.include({ crash_cause: 'memory' });
    expect(table('results')[0]?.['reason']).to.equal('the app died in load: iOS ended it for its memory');
  });

  it('flag what slowed the phone down, whichever launch saw it', () => {
    expect(rowOf([[1e6, 1e6]])['throttled']).to.equal('false');
    const plan = planOf(
      [plannedCase('c')],
      ['m', 'n'].map((id) => plannedLaunch(id, { case: 'c' })),
    );
    const sentinels = (...ns: number[]): Event[] => [
      ...measured([1e6, 1e6]),
      ...ns.map((sentinelNs, index): Event => {
        return { event: 'result', tNs: 3_000_000 + index, step: 2 + index, do: 'sentinel', sentinelNs };
      }),
    ];
    const entries = ['m', 'n'].map((id) => finished(id, { status: 'ok' }));
    const [slowed] = write(plan, entries, { m: sentinels(100, 101), n: sentinels(100, 120) });
    expect(slowed?.['throttled']).to.equal('true');
    expect(slowed?.['warnings']).to.contain('the sentinel was 20 % slower after the predictions');
    const saving = (event: Event): Event =>
      event.event === 'hello' ? { ...event, state: { ...event.state, lowPowerMode: true } } : event;
    const [slow] = write(plan, entries, { m: measured([1e6, 1e6]), n: measured([1e6, 1e6]).map(saving) });
    expect(slow).to.include({ throttled: 'true', low_power_mode: 'false' });
    expect(slow?.['warnings']).to.contain('the phone was in Low Power Mode');
  });

  it('say when the battery ran low, where the app can tell', () => {
    const level = (batteryLevel: number): Event[] =>
      measured([1_000_000]).map((event) =>
        event.event === 'hello' ? { ...event, state: { ...event.state, batteryLevel } } : event,
      );
    const plan = planOf(
      [plannedCase('c')],
      ['m', 'n'].map((id) => plannedLaunch(id, { case: 'c' })),
    );
    const entries = ['m', 'n'].map((id) => finished(id, { status: 'ok' }));
    const [low] = write(plan, entries, { m: level(0.25), n: level(0.1) });
    expect(low?.['warnings']).to.contain('the battery was down to 10 %');
    const [fine] = write(plan, entries, { m: level(0.25), n: level(0.25) });
    expect(fine?.['warnings']).not.to.contain('battery');
  });

  it('say that a phone was not cooled by degrees that it does not tell', () => {
    const launches = ['m', 'n'].map((id) => plannedLaunch(id, { case: 'c' }));
    const told = (temperatureC: number): Entry => ({
      type: 'battery',
      at: '2026-01-01T00:00:00.000Z',
      reading: { temperatureC },
    });
    const ended = (id: string, ...before: Entry[]): Entry[] => [...before, started(id), finished(id, { status: 'ok' })];
    const warningsWith = (plan: Partial<Plan>, entries: Entry[]): string | undefined => {
      const events = { m: measured([1e6]), n: measured([1e6]) };
      return write(planOf([plannedCase('c')], launches, plan), entries, events)[0]?.['warnings'];
    };
    const asked = { battery: { coolToC: 32, coolLimitMs: 1000 } };
    const half = [...ended('m', told(30)), ...ended('n')];
    expect(warningsWith(asked, half)).to.contain(
      'not cooled by degrees: the gauge of the battery named no temperature',
    );
    expect(warningsWith({}, half)).not.to.contain('degrees');
    expect(warningsWith(asked, [...ended('m', told(30)), ...ended('n', told(31))])).not.to.contain('degrees');
  });
});
