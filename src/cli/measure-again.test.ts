import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { plannedCase, plannedLaunch, planOf } from '../../test/hand-made-run.js';
import { heardConsole } from '../../test/rig/console.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { writeSmallIpa } from '../../test/small-app.js';
import type { Lab } from '../lab/lab.js';
import { exitCodes } from '../problem.js';
import type { RunFolder } from '../results/run-folder.js';
import { createRun } from '../run/start.js';
import { benchOf } from './measure-again.js';
import type { Bench } from './measure-again.js';

const bisection = 'npx rezbench bisect --resume results/BISECTION';

describe('the bench of a command that measures again', () => {
  const heard = heardConsole();
  const write = process.stdout.write.bind(process.stdout);
  let root: string;
  let ipa: string;
  let progress: string[];

  beforeEach(() => {
    root = temporaryFolder().path;
    ipa = join(root, 'Small.ipa');
    writeSmallIpa(ipa);
    progress = [];
  });
  afterEach(() => {
    process.stdout.write = write;
  });

  /** A lab that a mistake ends the run of, or a person. */
  const labThat = (ends: 'breaks' | 'is interrupted'): Lab => ({
    ipa,
    phones: () => {
      // Only the run hears it, and not the test runner.
      if (ends === 'is interrupted') process.listeners('SIGINT').at(-1)?.('SIGINT');
      return Promise.resolve([{ udid: 'one', name: 'one', osVersion: '17.5' }]);
    },
    now: (target) => Promise.resolve(target),
    isPresent: () => Promise.resolve(true),
    capabilities: () => Promise.resolve({}),
    endpoint: () =>
      ends === 'breaks'
        ? Promise.reject(new TypeError('oops'))
        : Promise.resolve({ protocol: 'http', hostname: '127.0.0.1', port: 1, path: '/' }),
    lock: () => Promise.resolve(() => Promise.resolve()),
    close: () => Promise.resolve(),
  });
  const bench = (ends: Parameters<typeof labThat>[0], json = true): Promise<Bench> =>
    benchOf({ fault: [], json }, undefined, () => Promise.resolve(labThat(ends)));
  const run = (): Promise<RunFolder> => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
    return createRun({ plan, source: 'test', suite: 'sweep' }, join(root, 'results'));
  };
  async function progressOf(json: boolean): Promise<string> {
    const [opened, folder] = [await bench('is interrupted', json), await run()];
    process.stdout.write = (text: string | Uint8Array) => progress.push(String(text)) > 0;
    await opened.measure(folder).finally(() => {
      process.stdout.write = write;
    });
    return progress.join('');
  }

  it('shows progress on standard output, but none beside JSON', async () => {
    expect(await progressOf(false)).to.contain('0/1');
    progress = [];
    expect(await progressOf(true)).to.equal('');
  });

  it('names the command that goes on with what the run is a part of, and no other', async () => {
    const folder = { ...(await run()), goesOnWith: bisection };
    const stopped = await (await bench('is interrupted')).measure(folder);
    expect(stopped).to.equal(exitCodes.interrupted);
    expect(heard.said).to.deep.equal([`rezbench: interrupted; go on with: ${bisection}`]);
    const { message } = await problemOf(async () => (await bench('breaks')).measure(folder));
    expect(message).to.match(new RegExp(`go on with: ${bisection}$`));
  });

  it('names the run where it is no part of anything', async () => {
    const folder = await run();
    await (await bench('is interrupted')).measure(folder);
    expect(heard.said).to.deep.equal([`rezbench: interrupted; go on with: npx rezbench run --resume ${folder.path}`]);
  });
});
