import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { excuses } from './excuses.js';
import type { Killed } from './killer.js';

const line = (phone: string, launch: string): string =>
  `{"at_ns":1,"phone":"${phone}","layer":"app","what":"launch dev.app --job jobs/2026-soak.${launch}.json"}`;

describe('the launches whose app a soak killed', () => {
  const log = temporaryFolder().write(
    'requests.jsonl',
    [
      line('A', 'purge-1.1'),
      '{"at_ns":1,"phone":"A","layer":"wda","what":"POST /session/1/wda/apps/launch"}',
      line('B', 'prepare-gain-0.5-all.1'),
      line('A', 'anchor-all-1.1'),
      line('A', 'measure-c.2'),
    ].join('\n'),
  );

  const stepsOf = (launch: string): string[] =>
    ({ 'measure-c': ['load', 'measure'], 'anchor-all-1': ['load'] })[launch] ?? [];

  it('are told by the faults that ended it, each of which counts the launches of its phone', () => {
    expect(
      excuses([], [log], () => ['jetsam:3', '2/crash:1', 'wda-dies:1', 'hang:4', 'hang-launch:1'], stepsOf),
    ).to.deep.equal(['A measure-c', 'B prepare-gain-0.5-all']);
  });

  it('are counted among those that have the step of the fault', () => {
    const faults = ['crash@load:2', 'kill:load:1', 'watchdog@measure:1', 'torn-events@load:3'];
    expect(excuses([], [log], () => faults, stepsOf)).to.deep.equal(['A measure-c', 'A anchor-all-1', 'A measure-c']);
  });

  it('count from the beginning when the phones start anew', () => {
    const faults = (start: number): string[] => (start === 1 ? [] : ['hang']);
    expect(excuses([], [log, log], faults, stepsOf)).to.deep.equal(['A purge-1']);
  });

  it('are those of the apps that were killed, each time', () => {
    const app = { udid: 'A', launch: 'measure-c' };
    const kill: Killed = {
      ...{ victim: 'app', signal: 'SIGKILL', share: 0, delayMs: 0, pid: 1, atMs: 1, ended: 1, app },
    };
    expect(excuses([kill, kill], [], () => [], stepsOf)).to.deep.equal(['A measure-c', 'A measure-c']);
  });
});
