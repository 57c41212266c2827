import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { eventsIn, loadsSchema, statusSchema } from '../../contract/events.js';
import { parseEvents } from '../../../test/parse-events.js';
import type { Event, ResultOf } from '../../contract/events.js';
import { contractVersion, stepNames } from '../../contract/job.js';
import type { ComputeUnits, Job, Step } from '../../contract/job.js';
import { eventsPath, imagePath, inventoryPath, jobPath, loadsPath, statusPath } from '../../contract/paths.js';
import { comparable } from '../../../test/comparable-events.js';
import { goldenNames, normal, prepare as pushGolden, readGolden } from '../../../test/golden/golden-case.js';
import { requireOrSkip } from '../../../test/rig/requirements.js';
import { outcomeOf } from '../../run/outcome-of.js';
import { openProgram } from '../../mil/open-model.js';
import { readImage } from '../../image/files.js';
import { crop } from '../../image/rgb.js';
import type { Rgb8 } from '../../image/rgb.js';
import { tilesFor } from '../../image/tiles.js';
import { makeArm } from '../../plan/arm.js';
import { readImageFeatures } from '../../plan/image-features.js';
import { pushedModel } from '../../plan/staged.js';
import { projectRoot } from '../../project.js';
import { Apps } from '../iphone/apps.js';
import type { InstalledApp } from '../iphone/apps.js';
import { parseFault } from '../iphone/faults.js';
import type { Fault } from '../iphone/faults.js';
import type { IosVersion } from '../iphone/identity.js';
import { identityOf } from '../iphone/identity.js';
import { Processes } from '../iphone/processes.js';
import { buildTwinIpa, systemFor } from './ipa.js';
import { buildSwiftIpa, whyNoSwiftApp, systemForSwift } from './swift-ipa.js';

const bundleId = 'org.rezonPhone.test';

interface Launched {
  readonly fault?: string;
  readonly sha256?: string | undefined;
  readonly app?: InstalledApp;
}

/** One app installed on a phone of its own, and what it is made to do. */
class AppOnPhone {
  readonly app: InstalledApp;
  readonly documents: string;
  /** Of the latest launch; null when a signal ended it. */
  exitCode: number | null = null;
  readonly #systemFor: typeof systemFor;
  #osVersion: IosVersion | undefined;

  constructor(root: string, ipa: string, system: typeof systemFor) {
    this.app = new Apps(root).install(ipa);
    this.documents = join(this.app.container, 'Documents');
    this.#systemFor = system;
  }

  /** Has another iOS from now on, or again its first one. */
  update(osVersion?: string): void {
    this.#osVersion = osVersion as IosVersion | undefined;
  }

  push(path: string, data: Uint8Array | string): void {
    mkdirSync(dirname(join(this.documents, path)), { recursive: true });
    writeFileSync(join(this.documents, path), data);
  }

  /** Forgets everything, as a new install. */
  clear(): void {
    for (const folder of ['Documents', 'Library']) {
      rmSync(join(this.app.container, folder), { recursive: true });
      mkdirSync(join(this.app.container, folder));
    }
  }

  read = (path: string): Buffer => readFileSync(join(this.documents, path));
  events = (launch: string): Event[] => parseEvents(this.read(eventsPath(launch)).toString('utf8'));

  /** Launches with a job file that was pushed and waits for the app's end. */
  async launch(jobFile: string, { fault, sha256, app = this.app }: Launched = {}): Promise<void> {
    let exited: Promise<unknown[]> = Promise.resolve([]);
    const watch: Fault = {
      strike: ({ child }) => {
        exited = once(child, 'exit');
      },
    };
    const faults = fault === undefined ? [watch] : [watch, parseFault(fault)];
    new Processes(this.#systemFor(identityOf(1, this.#osVersion)), faults).launch(
      app,
      ['--job', jobFile, ...(sha256 === undefined ? [] : ['--sha256', sha256])],
      {},
    );
    [this.exitCode] = (await exited) as [number | null];
  }

  async run(job: Job): Promise<Event[]> {
    this.push(jobPath(job.launch), JSON.stringify(job));
    await this.launch(jobPath(job.launch));
    return this.events(job.launch);
  }
}

describe('the Swift app in a virtual iPhone', function () {
  this.timeout(60_000);
  let root: string;
  let swift: AppOnPhone;
  let twin: AppOnPhone;
  let photo: Rgb8;

  before(async function () {
    requireOrSkip(this, 'the Swift app built for Linux (scripts/swift/build.sh)', whyNoSwiftApp() === undefined);
    root = temporaryFolder().path;
    buildSwiftIpa(join(root, 'swift.ipa'), bundleId);
    await buildTwinIpa(join(root, 'twin.ipa'), bundleId);
    swift = new AppOnPhone(join(root, 'swift'), join(root, 'swift.ipa'), systemForSwift);
    twin = new AppOnPhone(join(root, 'twin'), join(root, 'twin.ipa'), systemFor);
    photo = crop(await readImage(join(projectRoot, 'images/chelsea.png')), { width: 150, height: 100 });
  });

  /** Pushes a model, in parts, and the photo to both; the job that stages them and does what is asked. */
  async function prepare(launch: string, model: string, units: ComputeUnits, steps: Step[]): Promise<Job> {
    const opened = openProgram(join(projectRoot, 'models', `${model}.mlpackage`));
    const found = await readImageFeatures(opened);
    if (!found.sweepable) throw new Error(found.reason);
    const imageFunction = found.features;
    const sha256 = createHash('sha256').update(photo.data).digest('hex');
    const { width, height, data } = photo;
    const files = pushedModel(opened.files).map(({ file, source }) => {
      const content = readFileSync(source);
      const half = content.length >> 1;
      const pieces = [content.subarray(0, half), content.subarray(half)];
      const parts = pieces.map((piece, index) => {
        const path = `${file.path}.part00${String(index)}`;
        for (const onPhone of [swift, twin]) onPhone.push(path, piece);
        return { path, bytes: piece.length };
      });
      return { ...file, parts };
    });
    for (const onPhone of [swift, twin]) onPhone.push(imagePath(sha256), data);
    return {
      v: contractVersion,
      launch,
      files: [...files, { path: imagePath(sha256), bytes: data.length, sha256 }],
      arms: { a: makeArm(opened.files, { imageFunction, size: imageFunction.input }, units) },
      images: { cat: { path: imagePath(sha256), width, height } },
      steps: [{ do: 'stage' }, { do: 'compile', arm: 'a' }, ...steps],
    };
  }

  const load: Step = { do: 'load', arm: 'a' };
  const on = (size: number) => ({
    arm: 'a',
    image: 'cat',
    tiles: tilesFor(photo, { width: size, height: size }) ?? [],
  });

  for (const [model, size, units] of [
    ['plain-x2-fp16-64', 64, 'cpuOnly'],
    ['plain-x2-fp32-128', 128, 'all'],
  ] as const) {
    it(`does and reports the same as the TypeScript twin with ${model} on ${units}`, async () => {
      const job = await prepare(`every-step-${model}`, model, units, [
        { do: 'purge' },
        load,
        { do: 'unload', arm: 'a' },
        { do: 'purge' },
        load,
        { do: 'pause', durationS: 0.1 },
        { do: 'sentinel' },
        { do: 'warmup', ...on(size), count: 2 },
        { do: 'measure', ...on(size), count: 3, minNs: 0, scope: 'predict' },
        { do: 'measure', ...on(size), count: 2, minNs: 0, scope: 'end_to_end', paceHz: 100 },
        { do: 'quality', ...on(size) },
        { do: 'placement', arm: 'a' },
        { do: 'unload', arm: 'a' },
        { do: 'cooldown', until: 'fair', timeoutS: 1 },
      ]);
      const [found, expected] = [await swift.run(job), await twin.run(job)];
      expect(comparable(found, job.steps)).to.deep.equal(comparable(expected, job.steps));
      expect(found.at(-1)).to.include({ event: 'result', do: 'cooldown' });
      const enlarged = found.find(
        (event): event is ResultOf<'quality'> => 'do' in event && event.do === 'quality' && event.event === 'result',
      );
      expect(enlarged?.outputBacked).to.equal(true);
      const path = enlarged?.parts[0]?.path ?? '';
      expect(swift.read(path).equals(twin.read(path)), 'the enlarged photo, bit for bit').to.equal(true);
      expect(statusSchema.parse(JSON.parse(swift.read(statusPath(job.launch)).toString()))).to.include({
        state: 'done',
      });
      for (const file of [inventoryPath, loadsPath]) {
        const told = (onPhone: AppOnPhone): unknown => JSON.parse(onPhone.read(file).toString());
        expect(told(swift), file).to.deep.equal(told(twin));
      }
    });
  }

  it('uses in a later launch what an earlier one compiled', async () => {
    const job = await prepare('again', 'plain-x2-fp16-64', 'cpuOnly', [load]);
    const [found, expected] = [await swift.run(job), await twin.run(job)];
    expect(comparable(found, job.steps)).to.deep.equal(comparable(expected, job.steps));
    expect(found.find((event) => event.event === 'result' && event.do === 'compile')).to.include({ reused: true });
  });

  it('reports the same errors', async () => {
    const spoil = async (launch: string, spoiled: (job: Job) => Partial<Job>): Promise<Job> => {
      const job = await prepare(launch, 'plain-x2-fp16-64', 'cpuOnly', [load]);
      return { ...job, ...spoiled(job) };
    };
    const [missing, damaged, unloaded] = [
      await spoil('missing', ({ files }) => ({
        files: [...files, { path: 'images/no.rgb', bytes: 1, sha256: '0'.repeat(64) }],
      })),
      await spoil('damaged', ({ files }) => ({ files: files.map((file) => ({ ...file, sha256: '0'.repeat(64) })) })),
      await spoil('unloaded', () => ({ steps: [{ do: 'quality', ...on(64) }] })),
    ];
    for (const job of [missing, damaged, unloaded]) {
      const [found, expected] = [await swift.run(job), await twin.run(job)];
      expect(comparable(found, job.steps), job.launch).to.deep.equal(comparable(expected, job.steps));
      expect(found.at(-1)).to.include({ event: 'error' });
    }
  });

  it('reports why a package does not compile', async () => {
    const job = await prepare('broken', 'plain-x2-fp16-64', 'cpuOnly', []);
    const [arm] = Object.values(job.arms);
    const broken = {
      ...job,
      steps: job.steps.slice(1),
      arms: { a: { ...arm, sha256: '1'.repeat(64), model: 'models/broken.mlpackage' } },
    } as Job;
    for (const onPhone of [swift, twin]) {
      cpSync(
        join(projectRoot, 'models/plain-x2-fp16-64.mlpackage'),
        join(onPhone.documents, 'models/broken.mlpackage'),
        {
          recursive: true,
        },
      );
      onPhone.push('models/broken.mlpackage/Data/com.apple.CoreML/model.mlmodel', 'no model');
    }
    const reasons = [await swift.run(broken), await twin.run(broken)].map((events) => {
      const last = events.at(-1);
      return last?.event === 'error' ? `${last.kind} ${last.reason.replaceAll(/\S*Documents/g, '')}` : last;
    });
    expect(reasons[0]).to.equal(reasons[1]);
    expect(reasons[0]).to.match(/^failed /);
  });

  it('leaves a launch that has events alone', async () => {
    const job = await prepare('once', 'plain-x2-fp16-64', 'cpuOnly', []);
    await swift.run(job);
    const before = swift.read(eventsPath('once'));
    await swift.launch(jobPath('once'));
    expect(swift.read(eventsPath('once')).equals(before)).to.equal(true);
  });

  for (const name of goldenNames()) {
    it(`passes the golden case ${name}`, async () => {
      const golden = readGolden(name);
      swift.clear();
      swift.update(golden.osVersion);
      pushGolden(golden, swift.documents);
      const { end, events = [], reasonHas = [], holds = [], lacks = [], loads } = golden.expect;
      for (const { launch } of golden.earlier ?? []) await swift.launch(jobPath(launch));
      await swift.launch(golden.jobFile, { sha256: golden.jobSha256 });
      expect(holds.filter((path) => !existsSync(join(swift.documents, path)))).to.be.empty;
      if (end !== 'reported') return;
      expect(eventsIn(swift.read(eventsPath(name)).toString('utf8')).isSealed).to.equal(true);
      const seen = swift.events(name);
      expect(seen.map(normal)).to.deep.equal(events);
      expect(lacks.filter((path) => existsSync(join(swift.documents, path)))).to.be.empty;
      const last = seen.at(-1);
      for (const part of reasonHas) expect(last?.event === 'error' && last.reason).to.include(part);
      if (loads) expect(loadsSchema.parse(JSON.parse(swift.read(loadsPath).toString()))).to.deep.include(loads);
      swift.update();
    });
  }

  const everyStep = (): Step[] => [
    { do: 'purge' },
    load,
    { do: 'pause', durationS: 0.2 },
    { do: 'sentinel' },
    { do: 'warmup', ...on(64), count: 5 },
    { do: 'measure', ...on(64), count: 5, minNs: 0, scope: 'predict' },
    { do: 'quality', ...on(64) },
    { do: 'placement', arm: 'a' },
    { do: 'cooldown', until: 'fair', timeoutS: 1 },
    { do: 'unload', arm: 'a' },
  ];

  for (const step of stepNames) {
    it(`leaves whole lines behind when it is killed in ${step}, and the next launch succeeds`, async () => {
      const job = await prepare(`killed-in-${step}`, 'plain-x2-fp16-64', 'cpuOnly', everyStep());
      // Long enough that the kill cannot come too late; it ends when the process does.
      const endless = job.steps.map((each): Step => (each.do === 'measure' ? { ...each, durationS: 600 } : each));
      swift.push(jobPath(job.launch), JSON.stringify(step === 'measure' ? { ...job, steps: endless } : job));
      await swift.launch(jobPath(job.launch), { fault: `kill:${step}` });
      const left = swift.events(job.launch);
      expect(left[0]).to.include({ event: 'hello' });
      // A short step may be over before the kill arrives, never without its events.
      expect(['crashed', 'ok']).to.include(outcomeOf(left, job.steps.length).status);
      if (step === 'measure') expect(left.at(-1)).to.include({ event: 'start', do: step });
      const next = await swift.run({ ...job, launch: `after-${step}` });
      expect(next.at(-1)).to.include({ event: 'result', do: 'unload' });
    });
  }

  /** The app with a limit on every file it writes, in blocks of 512 bytes (POSIX ulimit): as a disk that is full. */
  const onFullDisk = (blocks: number): InstalledApp => {
    const executable = join(root, `full-disk-${String(blocks)}`);
    const limited = `trap '' XFSZ; ulimit -f ${String(blocks)}; exec "${swift.app.executable}" "$@"`;
    writeFileSync(executable, `#!/bin/sh\n${limited}\n`, { mode: 0o755 });
    return { ...swift.app, executable };
  };

  for (const step of ['stage', 'compile', 'quality'] as const) {
    it(`reports that the disk is full in ${step}, and succeeds once it is not`, async () => {
      swift.clear();
      const job = await prepare(`full-in-${step}`, 'plain-x2-fp32-128', 'cpuOnly', [
        load,
        { do: 'quality', ...on(128) },
      ]);
      // What the steps before it write is there already.
      const before = job.steps.slice(0, ['stage', 'compile', 'quality'].indexOf(step));
      if (before.length > 0) await swift.run({ ...job, launch: `before-full-${step}`, steps: before });
      swift.push(jobPath(job.launch), JSON.stringify(job));
      await swift.launch(jobPath(job.launch), { app: onFullDisk(100) });
      const left = swift.events(job.launch);
      expect(left.at(-1)).to.include({ event: 'error', do: step, kind: 'failed' });
      const next = await swift.run({ ...job, launch: `after-full-${step}` });
      expect(next.at(-1)).to.include({ event: 'result', do: 'quality' });
      const compiled = next.find((event) => event.event === 'result' && event.do === 'compile');
      expect(compiled).to.include({ reused: step === 'quality' });
    });
  }

  it('ends with an exit code when not even an event can be written', async () => {
    const job = await prepare('no-room', 'plain-x2-fp16-64', 'cpuOnly', []);
    swift.push(jobPath(job.launch), JSON.stringify(job));
    await swift.launch(jobPath(job.launch), { app: onFullDisk(0) });
    expect(swift.read(eventsPath(job.launch)).toString()).to.equal('');
    expect(swift.exitCode).to.equal(1);
  });
});
