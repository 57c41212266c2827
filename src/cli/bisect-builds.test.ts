import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { measureOnFake } from '../../test/measured-on-fake.js';
import { writeBuild } from '../../test/models/builds.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { buildsBetween } from '../bisect/builds.js';
import { readState, writeState } from '../bisect/state.js';
import type { BisectState } from '../bisect/state.js';
import { conclusionText } from '../bisect/words.js';
import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import type { RunFolder } from '../results/run-folder.js';
import { bisectBuilds } from './bisect-builds.js';
import type { Bisected } from './bisect-builds.js';

const count = 8;

describe('a bisection on a phone', function () {
  this.timeout(120_000);
  let builds: string;
  let home: string;
  let said: string[];
  /** How much longer each build takes, as a share, from the first on. */
  let slower: readonly number[];
  let measured: string[];

  beforeEach(() => {
    const root = temporaryFolder().path;
    [builds, home, said, measured] = [join(root, 'builds'), join(root, 'bisection'), [], []];
    mkdirSync(home, { recursive: true });
    for (let build = 1; build <= count; build++) {
      writeBuild(join(builds, `net-${String(build)}.mlpackage`), build);
    }
    slowFrom(6);
  });

  const slowFrom = (culprit: number, share = 0.05): void => {
    slower = Array.from({ length: count }, (_, index) => (index + 1 >= culprit ? share : 0));
  };
  const setting = (): BisectState['setting'] => ({
    good: 'net-1',
    bad: `net-${String(count)}`,
    folder: builds,
    computeUnits: 'all',
    width: 64,
    height: 64,
  });
  const begin = (): BisectState => {
    const state: BisectState = { v: 1, setting: setting(), phone: { udid: 'fake-1', name: 'Fake' }, steps: [] };
    writeState(home, state);
    return state;
  };

  /** Carries a run out on a phone whose builds take as long as `slower` says. */
  async function measure(folder: RunFolder): Promise<undefined> {
    const place = new Map(buildsBetween(setting()).map(({ sha256 }, index) => [sha256, index]));
    await measureOnFake(folder, (sha256) => 5e6 * (1 + (slower[place.get(sha256) ?? -1] ?? NaN)));
    measured.push(folder.id);
    return undefined;
  }

  const bisect = (
    state: BisectState,
    carryOut: (folder: RunFolder) => Promise<ExitCode | undefined> = measure,
  ): Promise<Bisected> => bisectBuilds(home, state, { measure: carryOut, fleet: undefined }, (one) => said.push(one));

  function answer(ended: Bisected): Exclude<Bisected, number>['conclusion'] {
    if (typeof ended === 'number') throw new Error(`it was stopped: ${String(ended)}`);
    return ended.conclusion;
  }

  it('measures a step again in which the app reported errors, when it goes on', async () => {
    let isFirst = true;
    const failing = async (folder: RunFolder): Promise<undefined> => {
      if (!isFirst) return measure(folder);
      isFirst = false;
      await measureOnFake(folder, () => NaN);
    };
    expect((await problemOf(() => bisect(begin(), failing))).message).to.contain('could not be compared on Fake');
    expect(answer(await bisect(readState(home))).outcome).to.equal('found');
    expect(said.join('\n')).to.match(/bisect\S* gave no figures, and its launches are measured again/);
    expect(readState(home).steps[0]?.run).to.equal(measured[0]);
  });

  it('finds the first slow build, checks it, and says how sure it is', async () => {
    const found = answer(await bisect(begin()));
    expect(found).to.deep.include({ outcome: 'found', suspects: ['net-6.mlpackage'], before: 'net-5.mlpackage' });
    expect([found.is_checked, found.between]).to.deep.equal([true, []]);
    expect(found.sureness).to.be.above(0.99);
    expect(found.effect.low_percent).to.be.below(5);
    expect(found.effect.high_percent).to.be.above(5);
    expect(measured).to.have.length(5);
    expect(said[0]).to.match(
      /^confirmation 1 of at most 5: is net-8\.mlpackage slower than net-1\.mlpackage at all\? about /,
    );
    expect(said.at(-1)).to.match(/is net-6\.mlpackage slower than net-5\.mlpackage, the build before it\?/);
    expect(conclusionText(found, 'net-1.mlpackage')[1]).to.match(
      /^beside net-5\.mlpackage, the build before it, it is \d.* % slower \(95 % interval /,
    );
  });

  it('goes on where it was interrupted, and measures nothing twice', async () => {
    const stopAfter = (most: number) => (folder: RunFolder) =>
      measured.length >= most ? Promise.resolve(exitCodes.interrupted) : measure(folder);
    expect(await bisect(begin(), stopAfter(2))).to.equal(exitCodes.interrupted);
    expect(readState(home).steps.map(({ shown }) => shown?.kind)).to.deep.equal(['slower', 'no_difference', undefined]);
    expect(answer(await bisect(readState(home))).suspects).to.deep.equal(['net-6.mlpackage']);
    expect(measured).to.have.length(5);
    expect(new Set(measured).size).to.equal(5);
    expect(readdirSync(home).filter((name) => name.includes('bisect-'))).to.have.length(5);
    // One that has its answer measures nothing more.
    expect(answer(await bisect(readState(home))).suspects).to.deep.equal(['net-6.mlpackage']);
    expect(measured).to.have.length(5);
  });

  it('finds the culprit after a revert to the good end', async () => {
    rmSync(join(builds, 'net-4.mlpackage'), { recursive: true });
    writeBuild(join(builds, 'net-4.mlpackage'), 1);
    slower = [0, 0, 0.05, 0.05, 0.05];
    const found = answer(await bisect(begin()));
    expect(found).to.deep.include({ suspects: ['net-6.mlpackage'], before: 'net-5.mlpackage', is_checked: true });
    expect(measured.length).to.be.at.most(4);
  });

  it('refuses to go on between ends of the same bytes', async () => {
    const state = begin();
    rmSync(join(builds, 'net-8.mlpackage'), { recursive: true });
    writeBuild(join(builds, 'net-8.mlpackage'), 1);
    const { message, exitCode } = await problemOf(() => bisect(state));
    expect(message).to.equal('GOOD (net-1) and BAD (net-8) are the same package, byte for byte; name two that differ');
    expect([exitCode, measured.length]).to.deep.equal([2, 0]);
  });

  it('refuses ends that are as fast as each other: the good end is bad, or the bad one good', async () => {
    slowFrom(1);
    const { message, exitCode } = await problemOf(() => bisect(begin()));
    expect(message).to.match(
      /^GOOD \(net-1\.mlpackage\) and BAD \(net-8\.mlpackage\) are as fast as each other on Fake: .* name an older GOOD or a newer BAD$/,
    );
    expect([exitCode, measured.length]).to.deep.equal([2, 1]);
  });

  it('refuses a bad end that is faster', async () => {
    slowFrom(4, -0.05);
    expect((await problemOf(() => bisect(begin()))).message).to.match(
      /^BAD \(net-8\.mlpackage\) is faster than GOOD \(net-1\.mlpackage\) on Fake: .* % faster \(95 % interval/,
    );
  });

  it('says which builds could not be compared, and goes on without one that was taken out', async () => {
    let turns = 0;
    const failing = (folder: RunFolder) => (++turns === 2 ? Promise.resolve(undefined) : measure(folder));
    const { message, exitCode } = await problemOf(() => bisect(begin(), failing));
    expect(message).to.match(
      /^net-5\.mlpackage and net-1\.mlpackage could not be compared on Fake \(nothing was measured;/,
    );
    expect(exitCode).to.equal(4);
    renameSync(join(builds, 'net-5.mlpackage'), join(builds, '.net-5.mlpackage'));
    slower = slower.filter((_, index) => index !== 4);
    expect(answer(await bisect(readState(home))).suspects).to.deep.equal(['net-6.mlpackage']);
  });

  it('says which package it measured and misses now', async () => {
    await bisect(begin(), (folder) =>
      measured.length >= 2 ? Promise.resolve(exitCodes.interrupted) : measure(folder),
    );
    renameSync(join(builds, 'net-5.mlpackage'), join(builds, '.net-5.mlpackage'));
    const { message, exitCode } = await problemOf(() => bisect(readState(home)));
    expect(message).to.match(
      /has no build [0-9a-f]{12} between the ends any more, which .*bisect-2 measured; put it back/,
    );
    expect(exitCode).to.equal(2);
  });

  it('says what is wrong with its file', async () => {
    expect((await problemOf(() => readState(home))).message).to.match(
      /holds no bisection \(no bisect\.json\); name a folder/,
    );
    writeFileSync(join(home, 'bisect.json'), JSON.stringify({ ...begin(), v: 2 }));
    expect((await problemOf(() => readState(home))).message).to.match(/bisect\.json: field v is not what this version/);
  });
});
