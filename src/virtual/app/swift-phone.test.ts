import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { prepare, readGolden } from '../../../test/golden/golden-case.js';
import { parseEvents } from '../../../test/parse-events.js';
import { requireOrSkip } from '../../../test/rig/requirements.js';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { loadsSchema, statusIn } from '../../contract/events.js';
import type { Event } from '../../contract/events.js';
import { modelArmsOf } from '../../contract/job.js';
import type { Job, Step } from '../../contract/job.js';
import { endNotification, eventsPath, jobPath, loadsPath, statusPath } from '../../contract/paths.js';
import { Apps } from '../iphone/apps.js';
import type { InstalledApp } from '../iphone/apps.js';
import { identityOf } from '../iphone/identity.js';
import { bundleVariable, deviceVariable } from './device.js';
import type { VirtualDevice } from './device.js';
import { buildSwiftIpa, whyNoSwiftApp, systemForSwift } from './swift-ipa.js';
import { monotonicMs } from './system/clock.js';
import { cacheLogIn, cacheLogVariable } from './system/model-cache.js';
import { sceneLine, sceneVariable } from './system/scene.js';
import type { SceneState } from './system/scene.js';
import { eventually } from '../../../test/rig/eventually.js';

/** What the phone is during a launch. */
interface Phone extends Partial<VirtualDevice> {
  readonly installation?: string;
}

const compile: Step = { do: 'compile', arm: 'a' };
const load: Step = { do: 'load', arm: 'a' };
const unload: Step = { do: 'unload', arm: 'a' };
const purge: Step = { do: 'purge' };

/** A golden whose documents hold a model and a picture, and whose job names both. */
const golden = readGolden('arm-not-loaded');

describe('the Swift app and what its phone does', function () {
  this.timeout(60_000);
  const log = join(temporaryFolder().path, 'loads.jsonl');
  const running = new Set<ChildProcess>();
  let app: InstalledApp;
  let scene: string;
  let launches = 0;

  before(function () {
    requireOrSkip(this, 'the Swift app built for Linux (scripts/swift/build.sh)', whyNoSwiftApp() === undefined);
    const { path } = temporaryFolder();
    buildSwiftIpa(join(path, 'swift.ipa'), 'dev.rezbench.swift');
    app = new Apps(path).install(join(path, 'swift.ipa'));
  });

  beforeEach(() => {
    rmSync(join(app.container, 'Library'), { recursive: true, force: true });
    rmSync(log, { force: true });
    scene = join(temporaryFolder().path, 'scene.jsonl');
  });

  after(() => {
    for (const child of running) child.kill('SIGKILL');
  });

  const documents = (path: string): string => join(app.container, 'Documents', path);
  const events = (launch: string): Event[] => parseEvents(readFileSync(documents(eventsPath(launch)), 'utf8'));
  const record = () => loadsSchema.parse(JSON.parse(readFileSync(documents(loadsPath), 'utf8')));

  /** Starts the app with a job of these steps. */
  function start(steps: readonly Step[], { installation = '/Bundle/A', ...device }: Phone = {}) {
    const launch = `launch-${String(++launches)}`;
    const job = { ...golden.job, files: [], launch, steps };
    prepare({ ...golden, jobFile: jobPath(launch), job }, documents('.'));
    const system = systemForSwift(identityOf(1));
    const told = { ...(JSON.parse(system[deviceVariable] ?? '') as VirtualDevice), ...device };
    const child = spawn(app.executable, ['--job', jobPath(launch)], {
      env: {
        ...system,
        [deviceVariable]: JSON.stringify(told),
        [bundleVariable]: installation,
        [cacheLogVariable]: log,
        [sceneVariable]: scene,
        HOME: app.container,
        TMPDIR: join(app.container, 'tmp'),
      },
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    });
    running.add(child);
    const notifications: AsyncIterable<string> = createInterface({ input: child.stdio[3] as Readable });
    const exit = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
    return { launch, notifications, exit, kill: () => child.kill('SIGKILL') };
  }

  /** How the loads of a job came about, each as the app reports it and as the phone's own log has it. */
  async function loads(steps: readonly Step[], phone: Phone = {}) {
    const { launch, exit } = start(steps, phone);
    await exit;
    const seen = events(launch);
    expect(seen.at(-1)).to.include({ event: 'result', step: steps.length - 1 });
    const reported = seen.flatMap((event) => (event.event === 'result' && event.do === 'load' ? [event] : []));
    const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
    const logged = cacheLogIn(text).filter((entry) => entry.arguments.includes(jobPath(launch)));
    expect(logged.length).to.equal(reported.length);
    return reported.map(({ procedure }, index) => [procedure, logged[index]?.result]);
  }

  const changeScene = (state: SceneState): void => {
    appendFileSync(scene, sceneLine({ atMs: monotonicMs(), state }));
  };

  it('says how a load came about as the cache has it, from the installation over a purge to a later launch', async () => {
    expect(await loads([compile, load, unload, load])).to.deep.equal([
      ['after_install', 'miss'],
      ['prepared', 'hit'],
    ]);
    expect(await loads([load, unload, purge, load])).to.deep.equal([
      ['prepared', 'hit'],
      ['purged', 'miss'],
    ]);
    expect(await loads([compile, load])).to.deep.equal([['prepared', 'hit']]);
  });

  it('begins anew with each installation, also of the same build', async () => {
    await loads([compile, purge, load]);
    expect(await loads([load], { installation: '/Bundle/B' })).to.deep.equal([['after_install', 'miss']]);
    expect(record().purged).to.equal(false);
  });

  it('begins anew with an update of iOS, for which it compiles every model anew', async () => {
    await loads([compile, purge, load]);
    expect(await loads([compile, load], { osBuild: '22A100' })).to.deep.equal([['after_install', 'miss']]);
    expect(record()).to.include({ osBuild: '22A100', purged: false });
    expect(readdirSync(join(app.container, 'Library/Application Support/compiled'))).to.deep.equal(['22A100']);
  });

  it('compiles anew what an earlier launch left half done', async () => {
    const sha256 = modelArmsOf(golden.job as Job)[0]?.sha256 ?? '';
    const place = join(app.container, `Library/Application Support/compiled/21F79/${sha256}-all.mlmodelc`);
    mkdirSync(`${place}.partial`, { recursive: true });
    writeFileSync(`${place}.partial/model.json`, '{');
    expect(await loads([compile, load], { osBuild: '21F79' })).to.deep.equal([['after_install', 'miss']]);
    expect(existsSync(place)).to.equal(true);
    expect(existsSync(`${place}.partial`)).to.equal(false);
  });

  it('announces the end of a launch once its events are whole, and ends', async () => {
    const { launch, notifications, exit } = start([{ do: 'sentinel' }]);
    const names: string[] = [];
    for await (const name of notifications) {
      names.push(name);
      expect(events(launch).at(-1)).to.include({ event: 'result', do: 'sentinel' });
    }
    expect(names).to.deep.equal([endNotification(launch)]);
    expect(await exit).to.equal(0);
  });

  it('announces a launch that failed', async () => {
    const { launch, notifications } = start([unload]);
    for await (const name of notifications) expect(name).to.equal(endNotification(launch));
    expect(events(launch).at(-1)).to.include({ event: 'error', do: 'unload' });
  });

  it('announces it again and again while XCTest may still be attaching', async () => {
    const { launch, notifications, exit, kill } = start([{ do: 'sentinel' }], { attachS: 600 });
    const names: string[] = [];
    for await (const name of notifications) if (names.push(name) === 3) kill();
    expect(new Set(names)).to.deep.equal(new Set([endNotification(launch)]));
    expect(await exit, 'it lived until it was killed').to.equal(null);
  });

  it('says hello under an alert, and begins once it is gone', async () => {
    changeScene('inactive');
    const { launch, exit, notifications } = start([compile, load]);
    const ended = (async () => {
      for await (const name of notifications) expect(name).to.equal(endNotification(launch));
    })();
    const started = () => existsSync(documents(eventsPath(launch))) && events(launch).length === 2;
    await eventually(started);
    changeScene('active');
    await Promise.all([exit, ended]);
    expect(events(launch).at(-1)).to.include({ event: 'result', do: 'load' });
  });

  it('does not count what was timed under an alert, also when it was gone at the end', async () => {
    const on = { arm: 'a', image: 'small', tiles: [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 8, height: 8 } }] };
    const measure: Step = { do: 'measure', ...on, count: 1, minNs: 0, scope: 'predict', durationS: 2 };
    const { launch, exit } = start([compile, load, measure]);
    const isMeasuring = (): boolean => {
      const text = existsSync(documents(statusPath(launch))) ? readFileSync(documents(statusPath(launch)), 'utf8') : '';
      const status = statusIn(text);
      return status?.step === 2 && status.progress > 0;
    };
    await eventually(isMeasuring);
    changeScene('inactive');
    changeScene('active');
    await exit;
    expect(events(launch).at(-1)).to.include({ event: 'error', do: 'measure', kind: 'disturbed' });
  });
});
