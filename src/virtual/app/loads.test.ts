import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { TwinProcess } from '../../../test/twin-process.js';
import { loadsSchema } from '../../contract/events.js';
import type { Step } from '../../contract/job.js';
import { jobPath, loadsPath } from '../../contract/paths.js';
import { bundleVariable } from './device.js';
import { monotonicMs } from './system/clock.js';
import { cacheLogIn, cacheLogVariable } from './system/model-cache.js';
import { sceneLine, sceneVariable } from './system/scene.js';
import { eventually } from '../../../test/rig/eventually.js';

const load: Step = { do: 'load', arm: 'a' };
const compile: Step = { do: 'compile', arm: 'a' };
const purge: Step = { do: 'purge' };
const unload: Step = { do: 'unload', arm: 'a' };

interface Phone {
  readonly installation?: string;
  readonly osBuild?: string;
}

describe('what the app says of its loads', function () {
  this.timeout(60_000);
  const log = join(temporaryFolder().path, 'loads.jsonl');
  let twin: TwinProcess;
  let launches = 0;

  before(async () => {
    twin = await TwinProcess.in(temporaryFolder().path);
  });

  beforeEach(() => {
    rmSync(join(twin.container.documents, '../Library'), { recursive: true, force: true });
    rmSync(log, { force: true });
    rmSync(join(twin.container.documents, loadsPath), { force: true });
  });

  after(() => {
    twin.close();
  });

  /**
   * Carries out a job on a phone and returns how its loads came about, each as the app reports it and as the phone's own
   * log has it.
   */
  async function loads(steps: readonly Step[], { installation = '/Bundle/A', osBuild = '21F79' }: Phone = {}) {
    const launch = `launch-${String(++launches)}`;
    twin.push(launch, { steps: [...steps] });
    const environment = { [bundleVariable]: installation, [cacheLogVariable]: log };
    await twin.start(launch, { device: { osBuild }, environment }).exit;
    const events = twin.events(launch);
    expect(events.at(-1)).to.include({ event: 'result', step: steps.length - 1 });
    const reported = events.flatMap((event) => (event.event === 'result' && event.do === 'load' ? [event] : []));
    const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
    const logged = cacheLogIn(text).filter((entry) => entry.arguments.includes(jobPath(launch)));
    expect(logged.length).to.equal(reported.length);
    return reported.map(({ procedure }, index) => [procedure, logged[index]?.result]);
  }

  const record = () => loadsSchema.parse(JSON.parse(readFileSync(join(twin.container.documents, loadsPath), 'utf8')));

  it('agrees with what the cache did, from the installation over a purge to a later launch', async () => {
    expect(await loads([compile, load, unload, load])).to.deep.equal([
      ['after_install', 'miss'],
      ['prepared', 'hit'],
    ]);
    expect(await loads([load])).to.deep.equal([['prepared', 'hit']]);
    expect(await loads([load, unload, purge, load])).to.deep.equal([
      ['prepared', 'hit'],
      ['purged', 'miss'],
    ]);
    expect(await loads([load])).to.deep.equal([['prepared', 'hit']]);
  });

  it('begins anew with each installation, also of the same build', async () => {
    await loads([compile, purge, load]);
    expect(record().purged).to.equal(true);
    expect(await loads([load], { installation: '/Bundle/B' })).to.deep.equal([['after_install', 'miss']]);
    expect(record().purged).to.equal(false);
    expect(await loads([load], { installation: '/Bundle/B' })).to.deep.equal([['prepared', 'hit']]);
  });

  it('begins anew with an update of iOS, for which every model is compiled anew', async () => {
    await loads([compile, purge, load]);
    expect(await loads([compile, load], { osBuild: '22A100' })).to.deep.equal([['after_install', 'miss']]);
    expect(record()).to.include({ osBuild: '22A100', purged: false });
    expect(readdirSync(twin.container.compiled)).to.deep.equal(['22A100']);
  });

  it('is nothing of a load after one that the app did not survive', async () => {
    await loads([compile]);
    const release = twin.holdLoads();
    twin.push('dead', { steps: [load] });
    const { exit, kill } = twin.start('dead', { environment: { [bundleVariable]: '/Bundle/A' } });
    await eventually(() => record().begun.length > 0);
    kill();
    await exit;
    const next = loads([load]);
    await release();
    expect((await next).map(([procedure]) => procedure)).to.deep.equal(['unknown']);
    expect(await loads([load])).to.deep.equal([['prepared', 'hit']]);
  });

  it('is that a load was disturbed while the scene was not active', async () => {
    await loads([compile]);
    const release = twin.holdLoads();
    const scene = join(temporaryFolder().path, 'scene.jsonl');
    twin.push('disturbed', { steps: [load] });
    const { exit } = twin.start('disturbed', {
      environment: { [bundleVariable]: '/Bundle/A', [sceneVariable]: scene },
    });
    await eventually(() => record().begun.length > 0);
    writeFileSync(scene, sceneLine({ atMs: monotonicMs(), state: 'inactive' }));
    await release();
    await exit;
    expect(twin.events('disturbed').at(-1)).to.include({ event: 'error', do: 'load', kind: 'disturbed' });
  });
});
