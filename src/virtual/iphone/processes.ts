import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledApp } from './apps.js';
import type { Fault, Launch } from './faults.js';
import { HostLink } from './link.js';

/** XCUIApplication's states, as WebDriverAgent reports them. */
const applicationStates = { notRunning: 1, runningForeground: 4 } as const;

/** What the phone's system gives each app it launches: environment variables that stand for iOS's own services. */
export type System = Readonly<Record<string, string>>;

/** A script that names its interpreter is a program of its own; anything else is JavaScript for this Node. */
function commandFor(executable: string): [string, ...string[]] {
  const begins = readFileSync(executable).subarray(0, 2).toString('latin1');
  return begins === '#!' ? [executable] : [process.execPath, executable];
}

/** The app processes of one phone. Each launch is a process of its own with the app's container as home. */
export class Processes {
  readonly #running = new Map<string, ChildProcess>();
  readonly #system: System;
  readonly #faults: readonly Fault[];
  readonly #link: HostLink;
  #launches = 0;

  constructor(system: System, faults: readonly Fault[], link = new HostLink()) {
    this.#system = system;
    this.#faults = faults;
    this.#link = link;
  }

  /** How many there have been so far. */
  get launches(): number {
    return this.#launches;
  }

  /** Starts the app; a running one is only brought to the front and its arguments are lost, as on iOS. */
  launch(app: InstalledApp, args: readonly string[], environment: Readonly<Record<string, string>>): void {
    if (this.#running.has(app.bundleId)) return;
    const log = openSync(join(app.container, 'tmp', 'console.log'), 'a');
    const [program, ...first] = commandFor(app.executable);
    const child = spawn(program, [...first, ...args], {
      cwd: app.container,
      env: { ...environment, ...this.#system, HOME: app.container, TMPDIR: join(app.container, 'tmp') },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#running.set(app.bundleId, child);
    const forget = (): void => {
      if (this.#running.get(app.bundleId) === child) this.#running.delete(app.bundleId);
    };
    child.once('exit', forget);
    child.once('error', forget);
    this.#launches += 1;
    const launch: Launch = { number: this.#launches, app, args, child, link: this.#link };
    for (const fault of this.#faults) fault.strike(launch);
  }

  /** False when it was not running. */
  async terminate(bundleId: string): Promise<boolean> {
    const child = this.#running.get(bundleId);
    if (child === undefined) return false;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    return true;
  }

  state(bundleId: string): number {
    return this.#running.has(bundleId) ? applicationStates.runningForeground : applicationStates.notRunning;
  }

  async terminateAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((bundleId) => this.terminate(bundleId)));
  }
}
