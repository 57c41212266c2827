import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../../../test/rig/temporary-folder.js';
import type { ModelArm, Job } from '../../../contract/job.js';
import { readGolden } from '../../../../test/golden/golden-case.js';
import { projectRoot } from '../../../project.js';
import { compileModel } from '../../../runtime/index.js';
import { cacheLogIn, ModelCache, modelCacheFolder, specializingMs } from './model-cache.js';
import type { Owner } from './model-cache.js';

describe('the model cache', function () {
  this.timeout(20_000);
  const { arms } = readGolden('array-features').job as Job;
  const { a: main, wide } = arms as { a: ModelArm; wide: ModelArm };
  let home = '';
  let log = '';
  let owner: Owner;

  before(() => {
    home = temporaryFolder().path;
    for (const name of ['one', 'other'])
      compileModel(join(projectRoot, 'test/golden/contract/models/repeat-array-x2.mlpackage'), join(home, name));
  });

  beforeEach(() => {
    log = join(temporaryFolder().path, 'loads.jsonl');
    const app = { bundleId: 'dev.rezbench.cache', installation: '/Bundle/A', appBuild: '1', osBuild: '21F79' };
    owner = { home, ...app, arguments: ['--job', 'jobs/x.json'] };
    rmSync(modelCacheFolder(home, owner.bundleId), { recursive: true, force: true });
  });

  /** Loads in a process of the app, and returns what the phone's log has of it. */
  async function load(others: Partial<Owner> = {}, arm = main, model = 'one') {
    await (await new ModelCache({ ...owner, log, ...others }).load(join(home, model), arm)).release();
    return cacheLogIn(readFileSync(log, 'utf8')).at(-1);
  }

  it('has what an earlier load left, and says so only in the log of the phone', async () => {
    const key = { installation: '/Bundle/A', appBuild: '1', osBuild: '21F79', model: 'one', computeUnits: 'cpuOnly' };
    const entry = { ...key, arguments: ['--job', 'jobs/x.json'] };
    expect(await load()).to.deep.equal({ result: 'miss', ...entry });
    expect(await load()).to.deep.equal({ result: 'hit', ...entry });
  });

  it('lets a load take longer that has to specialize', async () => {
    const startedMs = performance.now();
    await load();
    expect(performance.now() - startedMs).to.be.at.least(specializingMs);
  });

  it('keeps apart whatever a model is specialized for', async () => {
    const all: ModelArm = { ...main, computeUnits: 'all' };
    const loads: (() => ReturnType<typeof load>)[] = [
      () => load(),
      () => load({ installation: '/Bundle/B' }),
      () => load({ appBuild: '2' }),
      () => load({ osBuild: '22A100' }),
      () => load({}, main, 'other'),
      () => load({}, all),
      () => load({}, wide),
    ];
    for (const each of loads) expect((await each())?.result).to.equal('miss');
    for (const each of loads) expect((await each())?.result).to.equal('hit');
  });

  it('is empty once the app has deleted its folder', async () => {
    await load();
    rmSync(modelCacheFolder(home, owner.bundleId), { recursive: true });
    expect((await load())?.result).to.equal('miss');
  });

  it('keeps nothing of a load that failed', async () => {
    const failed = await load({}, { ...main, function: 'none' }).catch(() => 'failed');
    expect(failed).to.equal('failed');
    expect(existsSync(modelCacheFolder(home, owner.bundleId))).to.equal(false);
    expect(cacheLogIn(readFileSync(log, 'utf8')).at(-1)).to.include({ result: 'miss', function: 'none' });
  });

  it('needs no log', async () => {
    await (await new ModelCache(owner).load(join(home, 'one'), main)).release();
    expect(existsSync(log)).to.equal(false);
  });
});
