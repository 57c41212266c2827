import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  finished,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  started,
  udid,
  writeRun,
} from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { ProgressLines, RunProgress } from './progress.js';

describe('the progress of a run', () => {
  const sha256 = 'a'.repeat(64);
  const variant = { name: 'net', sha256, format: 'mlmodel', packageBytes: 10, scale: 2, minIos: 16 } as const;
  const plan = planOf(
    [plannedCase('c'), plannedCase('d', { variant: 'new' })],
    [
      plannedLaunch('p', { kind: 'prepare', expectedMs: 500 }),
      plannedLaunch('m', { case: 'c' }),
      plannedLaunch('q', { kind: 'prepare', variant: 'new' }),
      plannedLaunch('n', { case: 'd', variant: 'new', expectedMs: 60_000 }),
    ],
    { variants: [variant, { ...variant, name: 'new', minIos: 18 }] },
  );

  const progressWith = (osVersion: string, entries: Parameters<typeof writeRun>[2]) => {
    const folder = writeRun(temporaryFolder().path, plan, [session(), ...entries]);
    const phones = [{ target: { udid, name: 'A phone', osVersion }, capabilities: {}, journaled: 0 }];
    const purposeOf = (launch: string) => (launch === 'p' ? 'a first load' : undefined);
    return new RunProgress({ folder, phones }, plan, purposeOf).look();
  };

  it('counts the launches of the plan that have ended, and not the anchor', () => {
    const { line } = progressWith('18.5', [
      finished('anchor-all-1', { status: 'ok' }),
      finished('p', { status: 'ok' }),
      started('m'),
    ]);
    expect(line).to.match(/^1\/4 .* m$/);
  });

  it('comes to its end on a phone whose iOS cannot run all of it', () => {
    const ok = { status: 'ok' } as const;
    const { done, total, line } = progressWith('17.5', [finished('p', ok), finished('m', ok)]);
    expect([done, total]).to.deep.equal([2, 2]);
    expect(line).to.match(/^2\/2 {2}0 s left/);
  });

  it('says what the launch that runs is for, where its id does not', () => {
    expect(progressWith('18.5', [started('p')]).line).to.match(/^0\/4 .* p: a first load$/);
  });

  it('has a line for each launch that begins, and one at the end', () => {
    const ok = { status: 'ok' } as const;
    const ids = ['p', 'm', 'q', 'n'];
    const lines = new ProgressLines();
    const entries: Parameters<typeof writeRun>[2][number][] = [];
    const seen = [undefined, ...ids].flatMap((id, turn) => {
      if (turn === 0) return [progressWith('18.5', entries)];
      entries.push(started(id ?? ''));
      const running = progressWith('18.5', entries);
      entries.push(finished(id ?? '', ok));
      return [running, running, progressWith('18.5', entries)];
    });
    const printed = seen.flatMap((look) => lines.next(look) ?? []).map((line) => line.replace(/ {2}.* left {2}/, ' '));
    expect(printed).to.deep.equal(['0/4 ', '0/4 p: a first load', '1/4 m', '2/4 q', '3/4 n', '4/4 ']);
  });
});
