import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../../../test/rig/temporary-folder.js';
import type { StepOf } from '../../../contract/job.js';
import { monotonicMs } from '../system/clock.js';
import { Scene, sceneLine } from '../system/scene.js';
import type { SceneState } from '../system/scene.js';
import { awaitForeground, pause, timed } from './foreground.js';
import { StepError } from './step.js';
import type { Context } from './step.js';

const unload: StepOf<'unload'> = { do: 'unload', arm: 'a' };
const memory = { footprintBytes: 1, footprintPeakBytes: 1 };

describe('an app in front', () => {
  let scenePath = '';

  beforeEach(() => {
    scenePath = join(temporaryFolder().path, 'scene.jsonl');
  });

  const becomes = (state: SceneState): number => {
    const atMs = monotonicMs();
    appendFileSync(scenePath, sceneLine({ atMs, state }));
    return atMs;
  };

  /** Nothing but what these steps use. */
  const context = (others: Partial<Context> = {}): Context =>
    ({ scene: new Scene(scenePath, 0), patienceMs: 0, progress: () => undefined, ...others }) as Context;

  const endOf = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((error: unknown) => (error instanceof StepError ? `${error.kind}: ${error.message}` : error));

  it('has its times counted', async () => {
    becomes('inactive');
    becomes('active');
    expect(await timed(() => Promise.resolve(memory))(unload, context())).to.equal(memory);
  });

  it('begins no timed step behind an alert', async () => {
    becomes('inactive');
    let began = false;
    const step = timed(() => {
      began = true;
      return Promise.resolve(memory);
    });
    expect(await endOf(step(unload, context()))).to.match(/^disturbed: .*unload/);
    expect(began).to.equal(false);
  });

  it('calls a step disturbed in which an alert came, also one that was gone at its end', async () => {
    for (const gone of [false, true]) {
      const step = timed(() => {
        becomes('inactive');
        if (gone) becomes('active');
        return Promise.resolve(memory);
      });
      expect(await endOf(step(unload, context())), String(gone)).to.match(/^disturbed: .*inactive/);
      becomes('active');
    }
  });

  it('calls a step disturbed that failed in the background', async () => {
    const step = timed(() => {
      becomes('background');
      return Promise.reject(new StepError('failed', 'the GPU is for apps in front'));
    });
    expect(await endOf(step(unload, context()))).to.match(/^disturbed: .*background/);
  });

  it('says why a step failed that nothing disturbed', async () => {
    const step = timed(() => Promise.reject(new StepError('failed', 'no memory')));
    expect(await endOf(step(unload, context()))).to.equal('failed: no memory');
  });

  it('pauses for as long as asked', async () => {
    const startedMs = monotonicMs();
    const { waitedNs } = await pause({ do: 'pause', durationS: 0.05 }, context());
    expect(waitedNs).to.be.at.least(50e6);
    expect(monotonicMs() - startedMs).to.be.at.least(50);
  });

  it('pauses until it has been in front for that long', async () => {
    becomes('inactive');
    let activeMs = Infinity;
    const progress = (): void => {
      if (activeMs === Infinity) activeMs = becomes('active');
    };
    await pause({ do: 'pause', durationS: 0.05 }, context({ progress, patienceMs: 60_000 }));
    expect(monotonicMs() - activeMs).to.be.at.least(50);
  });

  it('does not pause for ever behind an alert', async () => {
    becomes('inactive');
    expect(await endOf(pause({ do: 'pause', durationS: 0.01 }, context()))).to.match(/^disturbed: .*stay/);
  });

  it('waits for the foreground, but not for ever', async () => {
    await awaitForeground(context());
    becomes('inactive');
    expect(await endOf(awaitForeground(context()))).to.match(/^disturbed: .*come to/);
    await awaitForeground(context({ patienceMs: 60_000, progress: () => becomes('active') }));
  });
});
