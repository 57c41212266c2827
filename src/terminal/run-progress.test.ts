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
  udid,
  writeRun,
} from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { noteUnderWay } from '../results/under-way.js';
import { RunProgress } from './run-progress.js';
import type { PhoneProgress } from './run-progress.js';

const ok = { status: 'ok' } as const;
const tile = { x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } };

describe('the progress of a run', () => {
  const sha256 = 'a'.repeat(64);
  const variant = { name: 'net', sha256, format: 'mlmodel', packageBytes: 10, scale: 2, minIos: 16 } as const;
  const photos = plannedLaunch('n', { case: 'd', variant: 'new', expectedMs: 60_000 });
  const plan = planOf(
    [plannedCase('c'), plannedCase('d', { variant: 'new' })],
    [
      plannedLaunch('p', { kind: 'prepare', expectedMs: 500 }),
      plannedLaunch('m', { case: 'c' }),
      plannedLaunch('q', { kind: 'prepare', variant: 'new' }),
      {
        ...photos,
        job: {
          ...photos.job,
          steps: [
            { do: 'stage' },
            { do: 'quality', arm: 'a', image: 'i', tiles: [tile] },
            { do: 'quality', arm: 'a', image: 'j', tiles: [tile, tile, tile] },
          ],
        },
      },
    ],
    { variants: [variant, { ...variant, name: 'new', minIos: 18 }] },
  );

  const progressWith = (
    osVersion: string,
    entries: Parameters<typeof writeRun>[2],
    {
      share,
      events = {},
      journaled = 0,
    }: { share?: number; events?: Parameters<typeof writeRun>[3]; journaled?: number } = {},
  ): PhoneProgress => {
    const folder = writeRun(temporaryFolder().path, plan, [session(), ...entries], events);
    if (share !== undefined) noteUnderWay(folder, udid, { launch: 'n', step: 2, share });
    const phones = [{ target: { udid, name: 'A phone', osVersion }, capabilities: {}, journaled }];
    const purposeOf = (launch: string) => (launch === 'p' ? 'a first load' : undefined);
    const [phone] = new RunProgress({ folder, phones }, plan, purposeOf).look();
    if (phone === undefined) throw new Error('no phone');
    return phone;
  };

  it('counts the launches of the plan that have ended, and not the anchor', () => {
    const { done, total, running } = progressWith('18.5', [
      finished('anchor-all-1', ok),
      finished('p', ok),
      started('m'),
    ]);
    expect([done, total, running?.launch]).to.deep.equal([1, 4, 'm']);
  });

  it('comes to its end on a phone whose iOS cannot run all of it', () => {
    const { done, total, leftMs } = progressWith('17.5', [finished('p', ok), finished('m', ok)]);
    expect([done, total, leftMs]).to.deep.equal([2, 2, 0]);
  });

  it('says what the launch that runs is for, where its id does not', () => {
    expect(progressWith('18.5', [started('p')]).running?.purpose).to.equal('a first load');
  });

  it('has the figure of the launch before', () => {
    const { last } = progressWith('18.5', [finished('m', ok)], { events: { m: measured([3e6, 1e6, 2e6]) } });
    expect(last).to.deep.equal({ launch: 'm', text: '2.00 ms' });
  });

  it('warns of a phone that got warm', () => {
    const { warnings } = progressWith('18.5', [finished('m', ok)], { events: { m: measured([3e6]) } });
    expect(warnings).to.deep.equal(['m: the phone was warm (thermal state fair), so it may have held back']);
  });

  it('warns of a launch that failed, with the reason, and of one that was lost', () => {
    const crashed = { status: 'crashed', step: 'measure' } as const;
    expect(progressWith('18.5', [finished('m', crashed)]).warnings).to.deep.equal([
      'm: crashed: the app died in measure',
    ]);
    expect(progressWith('18.5', [finished('m', ok)]).warnings).to.deep.equal([]);
  });

  it('counts what earlier starts of the run did, and does not warn of it again', () => {
    const crashed = { status: 'crashed', step: 'measure' } as const;
    const { done, warnings, last } = progressWith('18.5', [finished('m', crashed)], { journaled: 2 });
    expect({ done, warnings, last }).to.deep.equal({ done: 1, warnings: [], last: undefined });
  });

  it('knows how many tiles of a long launch are done, and nothing where it runs no more', () => {
    expect(progressWith('18.5', [started('n')], { share: 2 / 3 }).running?.share).to.equal(0.75);
    expect(progressWith('18.5', [started('n')]).running?.share).to.equal(undefined);
    expect(progressWith('18.5', [started('m')], { share: 0.5 }).running?.share).to.equal(undefined);
  });
});
