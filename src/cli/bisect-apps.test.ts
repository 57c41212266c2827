import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { measureOnFake } from '../../test/measured-on-fake.js';
import { writeBuild } from '../../test/models/builds.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { writeSmallIpa } from '../../test/small-app.js';
import { readState, writeState } from '../bisect/state.js';
import type { BisectState } from '../bisect/state.js';
import { readHarnessApp } from '../phone/harness-app.js';
import { packageDigest } from '../plan/package-digest.js';
import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import { readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { bisectBuilds } from './bisect-builds.js';
import type { Bisected } from './bisect-builds.js';

const count = 2;
/** A pair of installations for each of eight differences. */
const installations = 16;

describe('a bisection of builds of the app', function () {
  this.timeout(120_000);
  let builds: string;
  let home: string;
  let model: string;
  let said: string[];
  /** Builds from this one on take longer by this share. */
  let culprit: number;
  let share: number;
  /** The builds that were installed, in order. */
  let installed: string[];
  let osBuild: string;

  beforeEach(() => {
    const root = temporaryFolder().path;
    [builds, home, model] = [join(root, 'builds'), join(root, 'bisection'), join(root, 'net.mlpackage')];
    [said, installed, culprit, share, osBuild] = [[], [], 2, 0.1, '22A1'];
    for (const folder of [builds, home]) mkdirSync(folder, { recursive: true });
    writeBuild(model, 1);
    for (let build = 1; build <= count; build++) {
      writeSmallIpa(join(builds, `App-${String(build)}.ipa`), { version: String(build) });
    }
  });

  const begin = (): BisectState => {
    const state: BisectState = {
      v: 1,
      setting: {
        good: 'App-1',
        bad: `App-${String(count)}`,
        folder: builds,
        computeUnits: 'all',
        width: 64,
        height: 64,
        model: { path: model, sha256: packageDigest(model) ?? '' },
      },
      phone: { udid: 'fake-1', name: 'Fake' },
      steps: [],
    };
    writeState(home, state);
    return state;
  };

  /** Carries a run out on a phone that has the app of this .ipa. */
  async function measure(folder: RunFolder, ipa = ''): Promise<undefined> {
    const { build } = readHarnessApp(ipa);
    installed.push(build);
    const latencyNs = 5e6 * (Number(build) >= culprit ? 1 + share : 1);
    await measureOnFake(folder, () => latencyNs, undefined, { appBuild: build, osBuild });
    return undefined;
  }
  const bisect = (
    state: BisectState,
    carryOut: (folder: RunFolder, ipa?: string) => Promise<ExitCode | undefined> = measure,
  ): Promise<Bisected> => bisectBuilds(home, state, { measure: carryOut, fleet: undefined }, (one) => said.push(one));
  const answer = (ended: Bisected): Exclude<Bisected, number>['conclusion'] => {
    if (typeof ended === 'number') throw new Error(`it was stopped: ${String(ended)}`);
    return ended.conclusion;
  };

  it('finds the first slow one, by installations that take turns', async () => {
    const found = answer(await bisect(begin()));
    expect(found).to.deep.include({ outcome: 'found', suspects: ['App-2.ipa'], before: 'App-1.ipa', is_checked: true });
    expect(found.effect.low_percent).to.be.below(10);
    expect(found.effect.high_percent).to.be.above(10);
    expect(said[0]).to.match(/^confirmation 1 of at most 2: is App-2\.ipa slower .* about .*, with 16 installations: /);
    const turns = installed.slice(0, installations).join(' ');
    expect(turns).to.equal('1 2 2 1 1 2 2 1 1 2 2 1 1 2 2 1');
    const { steps } = readState(home);
    expect(installed).to.have.length(installations * steps.length);
    expect(new Set(steps.flatMap((step) => step.installations)).size).to.equal(installed.length);
  });

  it('measures three fresh launches of each installation, and installs the app for it anew', async () => {
    const plans: ReturnType<typeof readPlan>[] = [];
    await bisect(begin(), (folder, ipa) => {
      plans.push(readPlan(folder));
      return plans.length === 2 ? Promise.resolve(exitCodes.interrupted) : measure(folder, ipa);
    });
    const [first, second] = plans.map(({ launches }) => launches.map(({ id }) => id));
    expect(first).to.have.length(3);
    expect(second).not.to.have.members(first ?? []);
    expect(plans.map(({ installsAnew }) => installsAnew)).to.deep.equal([true, true]);
    expect(plans[0]?.anchors).to.deep.equal([]);
  });

  it('goes on where it was interrupted, and measures no installation twice', async () => {
    const stopping = (folder: RunFolder, ipa?: string): Promise<ExitCode | undefined> =>
      installed.length >= 5 ? Promise.resolve(exitCodes.interrupted) : measure(folder, ipa);
    share = 0;
    expect(await bisect(begin(), stopping)).to.equal(exitCodes.interrupted);
    expect(readState(home).steps[0]?.installations).to.have.length(6);
    expect((await problemOf(() => bisect(readState(home)))).message).to.match(
      /^GOOD \(App-1\.ipa\) and BAD \(App-2\.ipa\) are as fast as each other on Fake/,
    );
    expect(installed).to.have.length(installations);
    expect(readdirSync(join(home, 'step-1'))).to.have.length(installations);
  });

  it('says what lacks launches, and stops there', async () => {
    const { message, exitCode } = await problemOf(() =>
      bisect(begin(), (folder, ipa) => (installed.length >= 3 ? Promise.resolve(undefined) : measure(folder, ipa))),
    );
    expect(message).to.match(/^App-2\.ipa and App-1\.ipa could not be compared on Fake \(1 whole .* of the 8/);
    expect(message).to.contain('bisect-1-4/launches.csv says more');
    expect([exitCode, installed.length]).to.deep.equal([4, 3]);
  });

  it('measures an installation again in which the app reported an error, and no other, when it goes on', async () => {
    const failing = async (folder: RunFolder, ipa = ''): Promise<undefined> => {
      if (installed.length !== 3) return measure(folder, ipa);
      installed.push('error');
      await measureOnFake(folder, () => NaN, undefined, { appBuild: readHarnessApp(ipa).build });
    };
    expect((await problemOf(() => bisect(begin(), failing))).message).to.contain('could not be compared on Fake');
    expect(answer(await bisect(readState(home))).outcome).to.equal('found');
    expect(installed.slice(0, installations + 1).join(' ')).to.equal('1 2 2 error 1 1 2 2 1 1 2 2 1 1 2 2 1');
    expect(said).to.include('installation 4 gave no figures, and is measured again');
  });

  it('begins a step anew when iOS was updated in its midst', async () => {
    const updating = (folder: RunFolder, ipa?: string): Promise<undefined> => {
      if (installed.length === 5) osBuild = '22A2';
      return measure(folder, ipa);
    };
    expect(answer(await bisect(begin(), updating)).outcome).to.equal('found');
    expect(said).to.include('iOS was updated on Fake in the midst of this step, which begins anew');
    const anew = installed.slice(6, 6 + installations).join(' ');
    expect(anew).to.equal('1 2 2 1 1 2 2 1 1 2 2 1 1 2 2 1');
    expect(readState(home).steps[0]?.installations).to.have.length(installations);
  });

  it('counts no launch of another build than the one that was to be measured', async () => {
    const { message } = await problemOf(() =>
      bisect(begin(), async (folder) => {
        await measureOnFake(folder, () => 5e6, undefined, { appBuild: '1' });
        return undefined;
      }),
    );
    expect(message).to.match(/could not be compared on Fake/);
  });

  it('refuses a build that was built again, and a package that is another one now', async () => {
    const again = (folder: RunFolder, ipa?: string): Promise<undefined> => {
      writeSmallIpa(join(builds, 'App-2.ipa'), { version: '4', sharesDocuments: false });
      return measure(folder, ipa);
    };
    const { message, exitCode } = await problemOf(() => bisect(begin(), again));
    expect(message).to.match(/App-2\.ipa is not what it was when this step began; put it back/);
    expect(exitCode).to.equal(4);
    writeFileSync(join(model, 'Manifest.json'), '{}');
    const other = await problemOf(() => bisect(readState(home)));
    expect(other.message).to.match(/has no build .* between the ends any more|net\.mlpackage is gone or not what/);
  });
});
