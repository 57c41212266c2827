import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { plannedCase, plannedLaunch, planOf } from '../../test/hand-made-run.js';
import { writeSmallIpa } from '../../test/small-app.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Lab } from '../lab/lab.js';
import { Journal } from '../results/journal.js';
import { journalFile } from '../results/run-folder.js';
import { executeRun } from './execute.js';
import type { ExecutedRun, Helpers } from './execute.js';
import { createRun } from './start.js';

describe('the execution of a run', () => {
  const plan = planOf([plannedCase('c')], [plannedLaunch('a', { case: 'c' })]);
  let history: string[];
  let interrupt: AbortController;
  let lab: Lab;

  beforeEach(() => {
    history = [];
    interrupt = new AbortController();
    const ipa = join(temporaryFolder().path, 'Small.ipa');
    writeSmallIpa(ipa);
    lab = {
      ipa,
      phones: () => Promise.resolve(['one', 'two'].map((udid) => ({ udid, name: udid, osVersion: '17.5' }))),
      now: (target) => Promise.resolve(target),
      isPresent: () => Promise.resolve(true),
      capabilities: () => Promise.resolve({}),
      endpoint: () => Promise.resolve({ protocol: 'http', hostname: 'h', port: 1, path: '/' }),
      lock: ({ udid }) =>
        Promise.resolve(() => {
          history.push(`unlock ${udid}`);
          return Promise.resolve();
        }),
      close() {
        history.push('close');
        return Promise.resolve();
      },
    };
  });

  /** Carries out every launch of a phone. */
  const carryOut: Helpers['runWorker'] = ({ folder, udid }) => {
    const journal = Journal.open(journalFile(folder, udid));
    const at = new Date().toISOString();
    for (const { id: launch } of plan.launches) {
      journal.append({ type: 'started', at, launch });
      journal.append({ type: 'finished', at, startedAt: at, launch, outcome: { status: 'ok' } });
    }
    journal.close();
    return Promise.resolve();
  };

  const judging =
    (finish: () => Promise<void>): Helpers['judge'] =>
    () => ({
      finish,
      stop() {
        history.push('stop judging');
        return Promise.resolve();
      },
    });

  const execute = (helpers: Partial<Helpers>): Promise<ExecutedRun> =>
    executeRun(
      lab,
      () => createRun({ plan, source: 'test', suite: 'sweep' }, temporaryFolder().path),
      () => () => undefined,
      {
        runWorker: carryOut,
        judge: judging(() => Promise.resolve()),
        listen: () => ({ signal: interrupt.signal, by: () => undefined, stopListening: () => undefined }),
        ...helpers,
      },
    );

  it('frees the phones before it waits for what is judged beside them', async () => {
    const { end } = await execute({
      judge: judging(() => {
        history.push('finish judging');
        return Promise.resolve();
      }),
    });
    expect(end).to.equal('done');
    expect(history).to.deep.equal(['unlock one', 'unlock two', 'close', 'finish judging', 'stop judging']);
  });

  it('is interrupted by a signal that comes while the rest is judged', async () => {
    const judge = judging(() => {
      interrupt.abort();
      return new Promise(() => undefined);
    });
    expect((await execute({ judge })).end).to.equal('interrupted');
    expect(history.at(-1)).to.equal('stop judging');
  });

  it('lets workers end before it frees their phones, also when one of them failed', async () => {
    const runWorker: Helpers['runWorker'] = async ({ udid }, interrupted) => {
      if (udid === 'one') throw new TypeError('oops');
      await once(interrupted, 'abort');
      await new Promise((resolve) => setImmediate(resolve));
      history.push(`worker of ${udid} ended`);
    };
    const error = await execute({ runWorker }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(TypeError);
    expect(history.slice(0, 2)).to.deep.equal(['worker of two ended', 'unlock one']);
  });
});
