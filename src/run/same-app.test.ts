import { expect } from 'chai';
import { describe, it } from 'mocha';
import { planOf, session, writeRun } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Lab } from '../lab/lab.js';
import { checkSameApp } from './same-app.js';
import { startRun } from './start.js';

describe('a run that is resumed', () => {
  const app = { ipa: 'Harness.ipa', bundleId: 'b', build: 'b2' };
  const runWith = (...builds: string[]) =>
    writeRun(
      temporaryFolder().path,
      planOf([], []),
      builds.map((appBuild) => session({ appBuild })),
    );

  it('goes on with the build of the app that it began with', () => {
    expect(() => {
      checkSameApp(runWith(), app);
      checkSameApp(runWith('b2', 'b2'), app);
    }).not.to.throw();
  });

  it('is refused another build, by name, before anything is asked of its phones', async () => {
    const untouched = new Proxy({} as Lab, {
      get: (_, asked) => expect.fail(`the lab was asked for ${String(asked)}`),
    });
    const { message, exitCode } = await problemOf(() =>
      startRun(runWith('b2', 'b1'), { lab: untouched, app, targets: [], release: () => Promise.resolve() }),
    );
    expect(message).to.equal(
      'Harness.ipa has build b2 of the app, and A phone had build b1 earlier in this run; give that one with --app, or start a new run',
    );
    expect(exitCode).to.equal(2);
  });
});
