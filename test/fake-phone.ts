import { createHash } from 'node:crypto';
import type { BatteryReading } from '../src/contract/battery.js';
import { sealOf } from '../src/contract/events.js';
import type { Event } from '../src/contract/events.js';
import { jobSchema } from '../src/contract/job.js';
import type { Job } from '../src/contract/job.js';
import type { Loss } from '../src/contract/outcome.js';
import { eventsPath } from '../src/contract/paths.js';
import { CommandFailed } from '../src/phone/command.js';
import type { Route } from '../src/phone/tunnel.js';
import { isWhole } from '../src/run/outcome-of.js';
import type { AppState, CrashReportFile, CrashReportService, FileService, Phone } from '../src/phone/phone.js';

/** A phone without a driver: its files are a map, and its app does in one go what the test says. */
export class FakePhone implements Phone {
  readonly udid = 'fake-1';
  readonly bundleId = 'dev.fake.harness';
  readonly files = new Map<string, Buffer>();
  readonly launches: string[] = [];
  /** What the app leaves on disk; an app that ends at once has ended when the host first asks. */
  app: (job: Job, phone: FakePhone) => void;
  /** Requests that fail, by what was asked; a number counts down. */
  readonly refusals = new Map<string, number>();
  /** What a failed command turns out to be; undefined while the phone answers. */
  loss: Loss | undefined;
  /** Everything that was asked of it. */
  readonly asked: string[] = [];
  /** The app's states, one a question; the last one stays. */
  states: AppState[] = ['ended'];
  /** What becomes of the wait for a notification: whether it came. Called once a wait. */
  onWait: (name: string, limitMs: number) => boolean = () => true;
  /** The build of the app that is on it. */
  build: string | undefined;
  /** How the session reaches it; as by usbmux when left out. */
  route: Route | undefined;
  isScreenLocked = false;
  /** Whether its app looks at its job's SHA-256 and seals its events; those that were built earlier do neither. */
  knowsSeals = true;
  /** Why iOS does not launch the app, in WebDriverAgent's words; undefined while it does. */
  refuseLaunch: string | undefined;

  constructor(app: (job: Job, phone: FakePhone) => void = () => undefined) {
    this.app = app;
  }

  readonly documents: FileService = {
    push: (path, data) =>
      this.#answer(`take ${path}`, () => {
        this.files.set(path, data);
      }),
    pull: (path) => this.#answer(`give ${path}`, () => this.files.get(path)),
    removeFile: (path) =>
      this.#answer(`remove ${path}`, () => {
        this.files.delete(path);
      }),
    removeFolder: (path) =>
      this.#answer(`remove ${path}`, () => {
        for (const name of this.files.keys()) if (name.startsWith(`${path}/`)) this.files.delete(name);
      }),
  };

  /** What its gauge says, one answer a question; the last one stays. */
  gauge: (BatteryReading | undefined)[] = [];
  /** What it has to say about dead processes. */
  readonly reports: CrashReportFile[] = [];
  readonly crashReports: CrashReportService = {
    since: () => this.#answer('give its crash reports', () => [...this.reports]),
  };

  battery(): Promise<BatteryReading | undefined> {
    return this.#answer('tell of its battery', () => (this.gauge.length > 1 ? this.gauge.shift() : this.gauge[0]));
  }

  installedBuild(): Promise<string | undefined> {
    return this.#answer('list its apps', () => this.build);
  }

  installApp(): Promise<void> {
    return this.#answer('install the app', () => undefined);
  }

  removeApp(): Promise<void> {
    return this.#answer('remove the app', () => {
      this.files.clear();
    });
  }

  launchApp([, path = '', , sha256]: readonly string[]): Promise<void> {
    return this.#answer('launch the app', () => {
      if (this.refuseLaunch !== undefined) throw new CommandFailed('launch the app', this.refuseLaunch);
      const text = this.files.get(path) ?? Buffer.alloc(0);
      if (this.knowsSeals && createHash('sha256').update(text).digest('hex') !== sha256)
        throw new Error(`${path} is another job than was sent`);
      const job = jobSchema.parse(JSON.parse(text.toString('utf8')));
      this.launches.push(job.launch);
      this.app(job, this);
    });
  }

  terminateApp(): Promise<void> {
    return this.#answer('end the app', () => undefined);
  }

  appState(): Promise<AppState> {
    return this.#answer(
      "report the app's state",
      () => (this.states.length > 1 ? this.states.shift() : this.states[0]) ?? 'unknown',
    );
  }

  awaitNotification(name: string, limitMs: number): Promise<boolean> {
    return this.#answer('wait for the app', () => this.onWait(name, limitMs));
  }

  isLocked(): Promise<boolean> {
    return this.#answer('report its lock', () => this.isScreenLocked);
  }

  orientation(): Promise<string> {
    return Promise.resolve('PORTRAIT');
  }

  batteryLevel(): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }

  lossAfter(): Promise<Loss | undefined> {
    this.asked.push('say what is lost');
    return Promise.resolve(this.loss);
  }

  /** Writes events as the app does. */
  write(job: Job, events: readonly Event[]): void {
    const lines = events.map(
      (event) => `${JSON.stringify(event.event === 'hello' ? { ...event, launch: job.launch } : event)}\n`,
    );
    const text = lines.join('');
    const isOver = this.knowsSeals && isWhole(events, job.steps.length);
    const seal = isOver ? sealOf(createHash('sha256').update(text).digest('hex')) : '';
    this.files.set(eventsPath(job.launch), Buffer.from(text + seal));
  }

  async #answer<Answer>(request: string, carryOut: () => Answer): Promise<Answer> {
    this.asked.push(request);
    const left = this.refusals.get(request) ?? 0;
    if (left > 0) {
      this.refusals.set(request, left - 1);
      throw new CommandFailed(request, 'no');
    }
    return Promise.resolve(carryOut());
  }
}
