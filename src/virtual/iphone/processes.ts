import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { launchEnvironment } from '../../contract/launch-environment.js';
import { endWithThisProcess } from '../../host/children.js';
import { batteryVariable, bundleVariable } from '../app/device.js';
import { outOfMemory } from '../app/out-of-memory.js';
import { heatVariable } from '../app/system/heat.js';
import { sceneVariable } from '../app/system/scene.js';
import { sessionVariable } from '../modelled/launch.js';
import type { InstalledApp } from './apps.js';
import type { Fault } from './faults/fault.js';
import { identityOf } from './identity.js';
import type { Launch, Manner } from './launch.js';
import { makeParts } from './phone-parts.js';
import type { PhoneParts } from './phone-parts.js';
import type { Transfer, TransferTrouble } from './transfer.js';

/** XCUIApplication's states, as WebDriverAgent reports them. */
const applicationStates = {
  unknown: 0,
  notRunning: 1,
  runningBackgroundSuspended: 2,
  runningBackground: 3,
  runningForeground: 4,
} as const;

/** What the phone's system gives each app it launches: environment variables that stand for iOS's own services. */
export type System = Readonly<Record<string, string>>;

/** What an app writes to this file descriptor, a line each, it posts as Darwin notifications. */
const notificationsFd = 3;

/** As src/virtual/app/system/model-cache.ts has it, which this does not import since it loads a runtime. */
const cacheLogVariable = 'REZBENCH_CACHE_LOG';

const noPhone = join(tmpdir(), 'rezbench-no-phone');

/** A script that names its interpreter is a program of its own; anything else is JavaScript for this Node. */
function commandFor(executable: string): [string, ...string[]] {
  const begins = readFileSync(executable).subarray(0, 2).toString('latin1');
  return begins === '#!' ? [executable] : [process.execPath, executable];
}

interface Running {
  readonly launch: Launch;
  /** The system has stopped it in the background. */
  suspended: boolean;
}

/** The app processes of one phone. Each launch is a process of its own with the app's container as home. */
export class Processes {
  /** What each app is given from its next launch on. */
  system: System;
  readonly #running = new Map<string, Running>();
  readonly #last = new Map<string, Launch>();
  readonly #launched: Launch[] = [];
  readonly #faults: readonly Fault[];
  readonly #phone: PhoneParts;
  readonly #launchMs: number;

  /** `launchMs`: how long WebDriverAgent takes to answer a launch. Without parts of a phone, nobody sees any. */
  constructor(system: System, faults: readonly Fault[], phone = makeParts(() => identityOf(1), noPhone), launchMs = 0) {
    this.system = system;
    this.#faults = faults;
    this.#phone = phone;
    this.#launchMs = launchMs;
  }

  /** How many there have been so far. */
  get launches(): number {
    return this.#launched.length;
  }

  /** All launches so far, oldest first. */
  get launched(): readonly Launch[] {
    return this.#launched;
  }

  /** What becomes of a transfer of an app's file; undefined when it goes well. */
  troubleWith(way: Transfer['way']): TransferTrouble | undefined {
    for (const fault of this.#faults) {
      const trouble = fault.onTransfer?.({ way, launches: this.launches }, this.#phone);
      if (trouble !== undefined) return trouble;
    }
    return undefined;
  }

  /** Lets faults act that come before a launch. */
  prepareLaunch(): void {
    for (const fault of this.#faults) fault.beforeLaunch?.(this.launches + 1, this.#phone);
  }

  /**
   * Starts the app; a running one is only brought to the front and its arguments are lost, as on iOS. Returns the launch,
   * or undefined when the app ran already.
   */
  launch(
    app: InstalledApp,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Launch | undefined {
    this.#phone.screen.bringAppToFront();
    const running = this.#running.get(app.bundleId);
    if (running !== undefined) {
      this.#resume(running);
      return undefined;
    }
    const startedNs = this.#phone.log.add('app', `launch ${[app.bundleId, ...args].join(' ')}`);
    const child = this.#spawn(app, args, environment);
    const manner: Manner = {
      answersAfterMs: this.#launchMs,
      answer: 'started',
      unknownStates: 0,
      unknownUntilNs: 0n,
      losesNotifications: false,
    };
    const launch: Launch = { number: this.launches + 1, app, args, startedNs, child, manner, phone: this.#phone };
    this.#launched.push(launch);
    this.#last.set(app.bundleId, launch);
    this.#running.set(app.bundleId, { launch, suspended: false });
    this.#phone.gauge.appRuns(true);
    const forget = (): void => {
      if (this.#running.get(app.bundleId)?.launch !== launch) return;
      this.#running.delete(app.bundleId);
      this.#phone.gauge.appRuns(this.#running.size > 0);
      this.#phone.log.add('app', `end ${app.bundleId}`);
    };
    child.once('exit', forget);
    child.once('error', forget);
    child.once('exit', (code) => {
      if (code === outOfMemory) this.#phone.crashReports.write({ cause: 'jetsam', app, pid: child.pid ?? 0 });
    });
    this.#relayNotifications(launch);
    for (const fault of this.#faults) fault.strike(launch);
    return launch;
  }

  /** Undefined when it does not run. */
  pidOf(bundleId: string): number | undefined {
    return this.#running.get(bundleId)?.launch.child.pid;
  }

  /** False when it was not running. */
  async terminate(bundleId: string): Promise<boolean> {
    const child = this.#running.get(bundleId)?.launch.child;
    if (child === undefined) return false;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    return true;
  }

  state(bundleId: string): number {
    const manner = this.#last.get(bundleId)?.manner;
    if (manner !== undefined && isUnknown(manner)) return applicationStates.unknown;
    const running = this.#running.get(bundleId);
    if (running === undefined) return applicationStates.notRunning;
    if (running.suspended) return applicationStates.runningBackgroundSuspended;
    const { isLocked, showsHome } = this.#phone.screen;
    return isLocked || showsHome ? applicationStates.runningBackground : applicationStates.runningForeground;
  }

  /** The app in front, if there is one. */
  get inFront(): Launch | undefined {
    if (this.#phone.screen.showsHome) return undefined;
    return [...this.#running.values()].at(-1)?.launch;
  }

  /** Stops an app in the background, as iOS does a few seconds after it went there. */
  suspend(bundleId: string): void {
    const running = this.#running.get(bundleId);
    if (running === undefined) return;
    running.suspended = true;
    running.launch.child.kill('SIGSTOP');
  }

  async terminateAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((bundleId) => this.terminate(bundleId)));
  }

  #resume(running: Running): void {
    if (!running.suspended) return;
    running.suspended = false;
    running.launch.child.kill('SIGCONT');
  }

  #spawn(app: InstalledApp, args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
    const log = openSync(join(app.container, 'tmp', 'console.log'), 'a');
    const [program, ...first] = commandFor(app.executable);
    const child = spawn(program, [...first, ...args], {
      cwd: app.container,
      env: {
        ...Object.fromEntries(Object.entries(environment).filter(([name]) => launchEnvironment.includes(name))),
        ...this.system,
        HOME: app.container,
        TMPDIR: join(app.container, 'tmp'),
        [bundleVariable]: dirname(app.executable),
        [sceneVariable]: this.#phone.screen.sceneFile,
        [heatVariable]: this.#phone.heat.file,
        [batteryVariable]: String(this.#phone.battery.level),
        [sessionVariable]: this.#phone.sessionFile,
        ...(existsSync(dirname(this.#phone.cacheLog)) && { [cacheLogVariable]: this.#phone.cacheLog }),
      },
      stdio: ['ignore', log, log, 'pipe'],
      // A phone's app does not hear what interrupts the run on the host.
      detached: true,
    });
    if (child.pid !== undefined) child.once('exit', endWithThisProcess(child.pid, 'SIGKILL'));
    closeSync(log);
    return child;
  }

  #relayNotifications({ child, manner }: Launch): void {
    const pipe = child.stdio[notificationsFd] as Readable | null | undefined;
    if (!pipe) return;
    // An app that ends in the middle of a write has posted nothing.
    pipe.on('error', () => undefined);
    createInterface({ input: pipe }).on('line', (name) => {
      if (!manner.losesNotifications) this.#phone.notifications.post(name);
    });
  }
}

function isUnknown(manner: Manner): boolean {
  if (process.hrtime.bigint() < manner.unknownUntilNs) return true;
  if (manner.unknownStates === 0) return false;
  manner.unknownStates -= 1;
  return true;
}
