import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { loginHeaders } from '../lab/grid-login.js';
import { exitCodes, Problem } from '../problem.js';
import { appFolder, projectRoot } from '../project.js';
import type { RunFolder } from '../results/run-folder.js';
import type { HeldPhones, RunRequest } from '../run/start.js';
import { phoneVariable, readRunState, readWorkerState, runVariable } from '../run/state.js';
import { logStreamOption } from './log-stream-option.js';
import type { RunState } from '../run/state.js';

/** What wdio.conf.ts says about a run. Environment variables override it. */
export interface RezbenchOptions {
  /** Sweep file, the demo's by default; REZBENCH_SWEEP. */
  readonly sweep?: string | undefined;
  /** The harness app, an .ipa; harness-app/Harness.ipa by default; REZBENCH_APP. */
  readonly app?: string | undefined;
  /** Folder that runs land in; results by default; REZBENCH_OUT. */
  readonly out?: string | undefined;
  /** Lab file; by default the lab.yaml in the current folder, if there is one; REZBENCH_LAB. */
  readonly lab?: string | undefined;
  /** Only the phone with this udid; every one by default; REZBENCH_DEVICE. */
  readonly device?: string | undefined;
}

const defaultApp = join(appFolder(), 'Harness.ipa');

/**
 * The WebdriverIO service. Its launcher hooks prepare a run and give every attached phone a worker; its worker hook tells
 * the suite whose phone it has. `rezbench run` prepares the run itself and names it, and one phone, in the environment.
 */
export class RezbenchService {
  readonly #sweep: string;
  readonly #app: string;
  readonly #out: string;
  readonly #lab: string | undefined;
  readonly #device: string | undefined;
  #folder: RunFolder | undefined;
  #state: RunState | undefined;
  #phones: HeldPhones | undefined;
  #unlock: (() => void) | undefined;

  constructor(options: RezbenchOptions) {
    const { env } = process;
    this.#sweep = env['REZBENCH_SWEEP'] ?? options.sweep ?? join(projectRoot, 'sweeps/demo.yaml');
    this.#app = env['REZBENCH_APP'] ?? options.app ?? defaultApp;
    this.#out = env['REZBENCH_OUT'] ?? options.out ?? 'results';
    this.#lab = env['REZBENCH_LAB'] ?? options.lab;
    this.#device = env['REZBENCH_DEVICE'] ?? options.device;
  }

  /**
   * Launcher: one capability for each phone. Whatever goes wrong ends the launcher, since WebdriverIO would only log it:
   * what the user can fix with a sentence, a mistake of our own with its stack.
   */
  async onPrepare(config: WebdriverIO.Config, capabilities: WebdriverIO.Capabilities[]): Promise<void> {
    try {
      this.#state = await this.#prepare(suiteOf(config));
    } catch (error) {
      await this.#release().catch(() => undefined);
      const problem = await this.#problemOf(error);
      console.error(problem === undefined ? error : `rezbench: ${problem.message}`);
      process.exit(problem?.exitCode ?? exitCodes.bug);
    }
    const { folder, phones } = this.#state;
    const only = process.env[phoneVariable];
    const own = phones.filter(({ target }) => only === undefined || target.udid === only);
    capabilities.splice(0, capabilities.length, ...own.map((phone) => phone.capabilities));
    // Every launcher calls its first worker 0-0, so logs of one phone lie apart from those of another.
    config.outputDir = join(folder.path, 'logs', ...(only === undefined ? [] : [only]));
    mkdirSync(config.outputDir, { recursive: true });
    process.env['NODE_OPTIONS'] = [process.env['NODE_OPTIONS'], logStreamOption].join(' ').trim();
  }

  /** Launcher: where the worker asks for its session. */
  onWorkerStart(
    _cid: string,
    _capabilities: WebdriverIO.Capabilities,
    _specs: string[],
    args: Partial<WebdriverIO.Config>,
  ): void {
    if (this.#state === undefined) return;
    const { endpoint, phones } = this.#state;
    // The login is only in this process's environment, since the state is written down. As `user` and `key`, WebdriverIO would send it
    // with the first request alone.
    const isGrid = phones.some(({ target }) => target.grid !== undefined);
    Object.assign(args, endpoint, isGrid && { headers: loginHeaders() });
  }

  /**
   * Launcher: judges what was gathered once the phones are free, and writes the tables. Whatever is wrong with the run then
   * fails it, which WebdriverIO does for a SevereServiceError alone.
   */
  async onComplete(): Promise<void> {
    if (this.#state === undefined || this.#phones === undefined) return;
    const failures = await this.#finish(this.#state.folder);
    if (failures.length === 0) return;
    const { SevereServiceError } = await import('webdriverio');
    throw new SevereServiceError(failures.join('\n'));
  }

  /**
   * Worker: a suite is loaded before its session exists, and learns here whose launches it is about. It ends with its
   * launcher, also when that was killed: the phone is the next one's then.
   */
  beforeSession(_config: unknown, capabilities: WebdriverIO.Capabilities): void {
    process.once('disconnect', () => process.exit(exitCodes.terminated));
    process.env[phoneVariable] = String(capabilities['appium:udid']);
  }

  async #prepare(suite: string): Promise<RunState> {
    const prepared = process.env[runVariable];
    if (prepared !== undefined) {
      const state = preparedState(prepared, process.env[phoneVariable]);
      const { readPlan } = await import('../results/run-folder.js');
      // Refused here with a sentence; a worker could only log it.
      readPlan(state.folder);
      return state;
    }
    const { attachedLab, describedLab } = await import('../lab/attached-lab.js');
    const { createRun, holdPhones, startRun } = await import('../run/start.js');
    const request = await this.#request(suite);
    this.#phones = await holdPhones(attachedLab({ ipa: this.#app, udid: this.#device, ...describedLab(this.#lab) }));
    const folder = await createRun(request, this.#out, undefined, this.#phones.targets);
    const { lockRun } = await import('../run/run-lock.js');
    this.#unlock = await lockRun(folder);
    this.#folder = { ...folder, again: this.#again() };
    const state = await startRun(this.#folder, this.#phones);
    process.env[runVariable] = state.folder.path;
    return state;
  }

  async #request(suite: string): Promise<RunRequest> {
    const { storedInputs } = await import('../plan/pictures.js');
    switch (suite) {
      case 'sweep': {
        const { makePlan } = await import('../plan/make-plan.js');
        const { readSweep } = await import('../plan/sweep.js');
        const sweep = readSweep(this.#sweep);
        return { plan: await makePlan(sweep, storedInputs(this.#out)), source: sweep.path, suite };
      }
      case 'first-light': {
        const { firstLightPlan } = await import('../first-light/plan.js');
        return { plan: await firstLightPlan(storedInputs(this.#out)), source: 'first light', suite };
      }
      default:
        throw new Problem(`no suite ${suite}; give --suite sweep or --suite first-light`, exitCodes.usage);
    }
  }

  async #finish(folder: RunFolder): Promise<readonly string[]> {
    const failures: string[] = [];
    try {
      await this.#release();
    } catch (error) {
      const problem = await this.#problemOf(error);
      failures.push(problem?.message ?? String(error));
    }
    const { finishRun } = await import('./finish-run.js');
    try {
      return [...failures, ...(await finishRun(this.#folder ?? folder))];
    } finally {
      this.#unlock?.();
    }
  }

  /** The options with which `rezbench run --resume` finds the same phones. */
  #again(): readonly string[] {
    return [
      ...(resolve(this.#app) === defaultApp ? [] : ['--app', resolve(this.#app)]),
      ...(this.#lab === undefined ? [] : ['--lab', resolve(this.#lab)]),
      ...(this.#device === undefined ? [] : ['--device', this.#device]),
    ];
  }

  async #release(): Promise<void> {
    try {
      await this.#phones?.release();
    } finally {
      await this.#phones?.lab.close();
    }
  }

  /** Undefined for a mistake of our own that no run has a log for. */
  async #problemOf(error: unknown): Promise<Problem | undefined> {
    if (error instanceof Problem) return error;
    if (this.#folder === undefined) return undefined;
    const { runProblem } = await import('../run/stopped.js');
    return runProblem(this.#folder, error);
  }
}

/** What a prepared run says of one of its phones, or of all. */
function preparedState(run: string, udid: string | undefined): RunState {
  if (udid === undefined) return readRunState(run);
  const { phone, ...common } = readWorkerState(run, udid);
  return { ...common, phones: [phone] };
}

/** The suite that the launcher was asked for, by its name or by its spec's. */
function suiteOf({ suite, specs }: WebdriverIO.Config & { readonly suite?: readonly string[] }): string {
  return suite?.[0] ?? basename(specs?.flat()[0] ?? 'sweep').replace(/\.spec\.[jt]s$/, '');
}
