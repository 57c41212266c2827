import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { prepare, readGolden } from '../../../test/golden/golden-case.js';
import { statusSchema } from '../../contract/events.js';
import { parseEvents } from '../../../test/parse-events.js';
import type { Event } from '../../contract/events.js';
import type { ModelArm, Job, Step } from '../../contract/job.js';
import { eventsPath, jobPath, statusPath } from '../../contract/paths.js';
import { compiledFile } from '../../runtime/compile.js';
import { identityOf } from '../iphone/identity.js';
import { bundleTwin } from './bundle.js';
import { containerAt } from './container.js';
import { systemFor } from './ipa.js';
import { eventually } from '../../../test/rig/eventually.js';

/** Of one step: that of its beginning, and one that a main thread that is held could not write. */
const heartbeatsToSee = 2;
const bundleId = 'dev.rezbench.heartbeat';
/** Ends a test that fails, before mocha does and leaves the waiting behind. */
const patienceMs = 50_000;

/** A package takes no pipe. These files hold nothing on the disk, are as large as a model may be, and take seconds to hash. */
const sparseFiles = 7;
const sparseBytes = 2 ** 28;

/*
 * The main thread of the app is kept busy with no turn for a timer: it hashes the files of a large package, or
 * reads a named pipe in the place of a file, until the test writes it.
 */
describe('the heartbeat', () => {
  const golden = readGolden('every-step');
  const { arms, ...job } = golden.job as Job;
  const arm = Object.values(arms)[0] as ModelArm;
  const compile: Step = { do: 'compile', arm: 'a' };
  const identity = identityOf(1);
  const load: Step = { do: 'load', arm: 'a' };
  let root = '';
  let executable = '';
  let home = '';
  let app: ChildProcess | undefined;

  before(async () => {
    root = temporaryFolder().path;
    executable = join(root, 'harness.cjs');
    writeFileSync(executable, await bundleTwin('test', bundleId));
  });

  beforeEach(() => {
    home = temporaryFolder().path;
  });

  afterEach(() => app?.kill('SIGKILL'));

  const documentPath = (path: string): string => join(containerAt(home, bundleId).documents, path);

  /** Puts the model and the job where the host would have pushed them. */
  function push(launch: string, steps: readonly Step[]): void {
    const asked = { ...job, arms: { a: arm }, launch, files: [], images: {}, steps };
    prepare({ ...golden, jobFile: jobPath(launch), job: asked }, containerAt(home, bundleId).documents);
  }

  /** Starts the app in a process of its own; the promise inside resolves when that is gone. */
  function start(launch: string): { readonly exit: Promise<unknown> } {
    const environment = { ...systemFor(identity), HOME: home };
    app = spawn(process.execPath, [executable, '--job', jobPath(launch)], { env: environment, stdio: 'inherit' });
    return { exit: once(app, 'exit') };
  }

  const eventsOf = (name: string): Event[] => parseEvents(readFileSync(documentPath(eventsPath(name)), 'utf8'));

  /** Waits until the step has been seen with enough heartbeats. Every status that is read must be whole. */
  async function seeHeartbeats(name: string, step: number): Promise<void> {
    const path = documentPath(statusPath(name));
    const seen = new Set<number>();
    const deadline = performance.now() + patienceMs;
    const isEnough = (): boolean => {
      if (performance.now() > deadline) throw new Error('the heartbeat stands still');
      if (!existsSync(path)) return false;
      const status = statusSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
      if (status.step === step && status.state === 'running') seen.add(status.heartbeat);
      return seen.size >= heartbeatsToSee;
    };
    await eventually(isEnough);
    expect([...seen]).to.deep.equal([...seen].sort((a, b) => a - b));
  }

  it('goes on while the app compiles a model', async () => {
    push('compiling', [compile]);
    for (let index = 0; index < sparseFiles; index++) {
      const file = documentPath(`${arm.model}/notes-${String(index)}.txt`);
      writeFileSync(file, '');
      truncateSync(file, sparseBytes);
    }
    start('compiling');
    await seeHeartbeats('compiling', 0);
    expect(eventsOf('compiling').at(-1)).to.include({ event: 'start', do: 'compile' });
  });

  it('goes on while the app loads a model', async () => {
    push('compiling', [compile]);
    await start('compiling').exit;
    const folder = join(containerAt(home, bundleId).compiled, identity.osBuild);
    const program = join(folder, `${arm.sha256}-${arm.computeUnits}.mlmodelc`, compiledFile(arm.function));
    const content = readFileSync(program);
    rmSync(program);
    execFileSync('mkfifo', [program]);
    push('loading', [compile, load]);
    const { exit } = start('loading');
    await seeHeartbeats('loading', 1);
    expect(eventsOf('loading').at(-1)).to.include({ event: 'start', do: 'load' });
    await writeFile(program, content);
    await exit;
    expect(eventsOf('loading').at(-1)).to.include({ event: 'result', do: 'load' });
  });
});
