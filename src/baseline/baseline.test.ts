import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  finished,
  measured,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  udid,
  writeRun,
} from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Outcome } from '../contract/outcome.js';
import { openModel } from '../coreml/package.js';
import { readCaseRows } from '../results/read-tables.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeTables } from '../results/write-tables.js';
import { setsOf } from './pin.js';
import { pinRun } from './pin-run.js';
import { keptPackage, pinnedPackage, pinnedRuns, pinsFile, readBaselines } from './store.js';
import { modelArmOf } from '../contract/job.js';
import type { ModelArm } from '../contract/job.js';

describe('baselines', () => {
  let root: string;
  let home: string;
  let model: string;

  beforeEach(() => {
    root = temporaryFolder().path;
    home = join(root, 'baselines');
    model = join(root, 'net.mlmodel');
    writeFileSync(model, 'last month');
  });

  /** A run of one case with the model as it is now. */
  function run(
    id: string,
    { ids = ['c'], outcome = { status: 'ok' } }: { ids?: string[]; outcome?: Outcome } = {},
  ): RunFolder {
    const path = join(root, id);
    mkdirSync(path);
    const { sha256 } = openModel(model);
    const [{ job }] = [plannedLaunch('m')];
    const arm = { ...modelArmOf(job, 'a'), sha256, model: `models/${sha256}/net.mlmodel` } as ModelArm;
    const launches = ids.map((name) => plannedLaunch(`m-${name}`, { case: name, job: { ...job, arms: { a: arm } } }));
    const plan = planOf(
      ids.map((name) => plannedCase(name)),
      launches,
      { sources: { [arm.model]: model } },
    );
    const events = Object.fromEntries(launches.map((launch) => [launch.id, measured([1_000_000])]));
    const folder = writeRun(path, plan, [session(), ...launches.map((each) => finished(each.id, outcome))], events);
    writeTables(folder);
    return { ...folder, id };
  }

  const nightsFor = (folder: RunFolder): string[] =>
    setsOf(readCaseRows(folder)).flatMap((set) => pinnedRuns(readBaselines(home), set).map(({ id }) => id));

  it('are none before a run is pinned', () => {
    expect(readBaselines(home).pins).to.deep.equal([]);
    expect(nightsFor(run('tonight'))).to.deep.equal([]);
  });

  it('keep tables and packages when the run and the model are gone', () => {
    const night = run('n1');
    const { sha256 } = openModel(model);
    pinRun(home, night);
    rmSync(night.path, { recursive: true });
    writeFileSync(model, 'this month');
    const [kept] = pinnedRuns(readBaselines(home), { udid, osBuild: '21F79', appBuild: 'b1', caseSet: 'x' });
    expect(kept && readCaseRows(kept)).to.have.length(1);
    expect(readFileSync(pinnedPackage(readBaselines(home), sha256) ?? '', 'utf8')).to.equal('last month');
    expect(pinnedPackage(readBaselines(home), openModel(model).sha256)).to.equal(undefined);
  });

  it('give the latest ten nights of the same cases, from old to new', () => {
    for (let night = 1; night <= 12; night++) pinRun(home, run(`n${String(night)}`));
    pinRun(home, run('weekly', { ids: ['c', 'd'] }));
    expect(nightsFor(run('tonight'))).to.deep.equal(
      [3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((night) => `n${String(night)}`),
    );
    expect(nightsFor(run('release', { ids: ['c', 'd'] }))).to.deep.equal(['weekly']);
    expect(nightsFor(run('other', { ids: ['e'] }))).to.have.length(10);
  });

  it('never cross a phone, an iOS build or an app build', () => {
    pinRun(home, run('n1'));
    const set = { udid, osBuild: '21F79', appBuild: 'b1', caseSet: 'x' };
    const nights = (more: Partial<typeof set>) => pinnedRuns(readBaselines(home), { ...set, ...more }).length;
    expect([nights({}), nights({ udid: 'o' }), nights({ osBuild: '22A1' }), nights({ appBuild: 'b2' })]).to.deep.equal([
      1, 0, 0, 0,
    ]);
  });

  it('are only added to, and remember why a regressed run was forced', () => {
    pinRun(home, run('n1'));
    const before = readFileSync(pinsFile(home), 'utf8');
    pinRun(home, run('n2'), { reason: 'accepted for 5.0', regressed: ['c on A phone'] });
    expect(readFileSync(pinsFile(home), 'utf8').startsWith(before)).to.equal(true);
    expect(readBaselines(home).pins.at(-1)?.forced?.reason).to.equal('accepted for 5.0');
  });

  it('refuse in one sentence what cannot be pinned', async () => {
    const night = run('n1');
    pinRun(home, night);
    expect((await problemOf(() => pinRun(home, night))).message).to.match(/n1 is pinned already/);
    const bad = run('n2', { outcome: { status: 'crashed', step: 'load' } });
    expect((await problemOf(() => pinRun(home, bad))).message).to.match(/no case that is ok/);
    const other = run('n3');
    writeFileSync(model, 'overwritten');
    writeFileSync(
      keptPackage(home, Object.keys(readBaselines(home).pins[0]?.packages ?? {})[0] ?? '', 'net.mlmodel'),
      'x',
    );
    const gone = await problemOf(() => pinRun(home, other));
    expect([gone.message.includes('net.mlmodel is not the package'), gone.exitCode]).to.deep.equal([true, 4]);
  });

  it('refuse in one sentence what is gone, was changed or cannot be read', async () => {
    const night = run('n1');
    pinRun(home, night);
    const [set] = setsOf(readCaseRows(night));
    if (set === undefined) throw new Error('no set');
    const { sha256 } = openModel(model);
    writeFileSync(keptPackage(home, sha256, 'net.mlmodel'), 'another');
    const changed = await problemOf(() => pinnedPackage(readBaselines(home), sha256));
    expect([changed.message, changed.exitCode]).to.deep.equal([
      `the pinned package ${keptPackage(home, sha256, 'net.mlmodel')} has changed since it was pinned; put it back, or promote a run that has it`,
      4,
    ]);
    rmSync(keptPackage(home, sha256, 'net.mlmodel'));
    expect((await problemOf(() => pinnedPackage(readBaselines(home), sha256))).message).to.match(/is gone/);
    appendFileSync(join(home, 'runs/n1/results.csv'), '\n');
    expect((await problemOf(() => pinnedRuns(readBaselines(home), set))).message).to.match(/has changed since/);
    appendFileSync(pinsFile(home), '{"v":2}\n');
    expect((await problemOf(() => readBaselines(home))).message).to.match(/pins\.jsonl:2 is no pin/);
  });
});
