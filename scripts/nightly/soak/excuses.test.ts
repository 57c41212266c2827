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
      line('A', 'measure-c.2'),
    ].join('\n'),
  );

  it('are told by the faults that ended it, each of which counts the launches of its phone', () => {
    expect(excuses([], [log], () => ['jetsam:2', '2/crash:1', 'wda-dies:1', 'freeze:3'])).to.deep.equal([
      'A measure-c',
      'B prepare-gain-0.5-all',
    ]);
  });

  it('count from the beginning when the phones start anew', () => {
    const faults = (start: number): string[] => (start === 1 ? [] : ['freeze']);
    expect(excuses([], [log, log], faults)).to.deep.equal(['A purge-1']);
  });

  it('are those of the apps that were killed, each time', () => {
    const app = { udid: 'A', launch: 'measure-c' };
    const kill: Killed = {
      ...{ victim: 'app', signal: 'SIGKILL', share: 0, delayMs: 0, pid: 1, atMs: 1, ended: 1, app },
    };
    expect(excuses([kill, kill], [], () => [])).to.deep.equal(['A measure-c', 'A measure-c']);
  });
});
