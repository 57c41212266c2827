import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Event } from '../src/contract/events.js';
import type { Job } from '../src/contract/job.js';
import { eventsPath, jobPath } from '../src/contract/paths.js';
import { compiledFile } from '../src/runtime/compile.js';
import { bundleTwin } from '../src/virtual/app/bundle.js';
import { containerAt } from '../src/virtual/app/container.js';
import type { Container } from '../src/virtual/app/container.js';
import { deviceVariable } from '../src/virtual/app/device.js';
import type { VirtualDevice } from '../src/virtual/app/device.js';
import { systemFor } from '../src/virtual/app/ipa.js';
import { identityOf } from '../src/virtual/iphone/identity.js';
import { prepare, readGolden } from './golden/golden-case.js';
import { parseEvents } from './parse-events.js';
import { eventually } from './rig/eventually.js';

const bundleId = 'dev.rezbench.twin';
/** A golden whose documents hold a model and a picture, and whose job names both. */
const golden = readGolden('arm-not-loaded');

/** The app's twin as a process of its own, without a phone around it: the test says what a phone would say. */
export class TwinProcess {
  readonly container: Container;
  readonly #executable: string;
  readonly #home: string;
  readonly #running = new Set<ChildProcess>();

  static async in(folder: string): Promise<TwinProcess> {
    const executable = join(folder, 'harness.cjs');
    writeFileSync(executable, await bundleTwin('test', bundleId));
    return new TwinProcess(folder, executable);
  }

  private constructor(folder: string, executable: string) {
    this.#executable = executable;
    this.#home = join(folder, 'home');
    this.container = containerAt(this.#home, bundleId);
    mkdirSync(this.container.documents, { recursive: true });
  }

  /** Puts a job where the host would have pushed it, and the model `a` and the picture `small` that it may use. */
  push(launch: string, job: Partial<Job>): void {
    prepare(
      { ...golden, jobFile: jobPath(launch), job: { ...golden.job, files: [], ...job, launch } },
      this.container.documents,
    );
  }

  /** Starts a job that was pushed. `device` is what differs from a virtual iPhone, `environment` what the phone adds. */
  start(
    launch: string,
    {
      device = {},
      environment = {},
    }: { readonly device?: Partial<VirtualDevice>; readonly environment?: Readonly<Record<string, string>> } = {},
  ): {
    readonly notifications: AsyncIterable<string>;
    readonly exit: Promise<number | null>;
    readonly kill: () => void;
  } {
    const system = systemFor(identityOf(1));
    const told = { ...(JSON.parse(system[deviceVariable] ?? '') as VirtualDevice), ...device };
    const app = spawn(process.execPath, [this.#executable, '--job', jobPath(launch)], {
      env: { ...system, [deviceVariable]: JSON.stringify(told), HOME: this.#home, ...environment },
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    });
    this.#running.add(app);
    const exit = once(app, 'exit').then(([code]: (number | null)[]) => code ?? null);
    return {
      notifications: createInterface({ input: app.stdio[3] as Readable }),
      exit,
      kill: () => app.kill('SIGKILL'),
    };
  }

  /**
   * From now on a load of the only compiled model does not come to its end: it waits for the content of a named pipe,
   * until the function that is returned has given it that.
   */
  holdLoads(): () => Promise<void> {
    const [program = ''] = readdirSync(this.container.compiled, { recursive: true, encoding: 'utf8' })
      .filter((name) => basename(name) === compiledFile())
      .map((name) => join(this.container.compiled, name));
    const content = readFileSync(program);
    rmSync(program);
    execFileSync('mkfifo', [program]);
    return async () => {
      await eventually(() => isWritten(program, content));
      rmSync(program);
      writeFileSync(program, content);
    };
  }

  events = (launch: string): Event[] =>
    parseEvents(readFileSync(join(this.container.documents, eventsPath(launch)), 'utf8'));

  /** Ends what still runs. */
  close(): void {
    for (const app of this.#running) app.kill('SIGKILL');
  }
}

/** Writes to a named pipe; false while nobody reads it. */
function isWritten(pipe: string, content: Uint8Array): boolean {
  let fd: number;
  try {
    fd = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') return false;
    throw error;
  }
  writeFileSync(fd, content);
  closeSync(fd);
  return true;
}
