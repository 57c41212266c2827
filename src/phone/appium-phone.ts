import pWaitFor from 'p-wait-for';
import type { Loss } from '../contract/outcome.js';
import { command, CommandFailed } from './command.js';
import type { HarnessApp } from './harness-app.js';
import type { FileService, Phone } from './phone.js';

/** XCUIApplication.State: 0 is unknown, 2 to 4 are running in the background or the foreground. */
const notRunning = 1;
const running: readonly number[] = [2, 3, 4];

const pollMs = 100;
const installLimitMs = 600_000;
const commandLimitMs = 120_000;
const terminateLimitMs = 15_000;
const probeLimitMs = 15_000;
/** While the app attaches, or WebDriverAgent is busy, its state can be unknown for a moment. */
const unknownLimitMs = 10_000;

/** A file that is pushed to see whether the file service answers; it goes when jobs are removed. */
const probePath = 'jobs/probe.txt';

/** The driver's words for a file that is not there, by cable (AFC), through a tunnel and in a simulator. */
const notThere = /OBJECT_NOT_FOUND|(?<!connect )ENOENT|\bdoes not exist\b|(?<!connect .*)no such file/i;

/** The nearer parts of the way to a phone, to ask which of them does not answer. */
export interface WayToPhone {
  /** Whether the WebDriver server is alive. */
  readonly endpointAnswers: () => Promise<boolean>;
  /** Whether the phone is attached where the server runs. */
  readonly isAttached: () => Promise<boolean>;
}

/** A phone through the XCUITest driver. */
export class AppiumPhone implements Phone {
  readonly udid: string;
  readonly documents: FileService;
  readonly #browser: WebdriverIO.Browser;
  readonly #app: HarnessApp;
  readonly #way: WayToPhone;

  constructor(browser: WebdriverIO.Browser, udid: string, app: HarnessApp, way: WayToPhone) {
    this.udid = udid;
    this.#browser = browser;
    this.#app = app;
    this.#way = way;
    this.documents = this.#fileService();
  }

  async installApp(): Promise<void> {
    await command('install the app', installLimitMs, () => this.#browser.installApp(this.#app.ipa));
  }

  async launchApp(args: readonly string[]): Promise<void> {
    await this.#execute('launch the app', 'mobile: launchApp', { arguments: args });
  }

  async terminateApp(): Promise<void> {
    if (!(await this.isAppRunning())) return;
    await this.#execute('end the app', 'mobile: terminateApp');
    const deadline = performance.now() + terminateLimitMs;
    await pWaitFor(
      async () => {
        if (!(await this.isAppRunning())) return true;
        if (performance.now() < deadline) return false;
        throw new CommandFailed('end the app', `it still runs after ${String(terminateLimitMs / 1000)} s`);
      },
      { interval: pollMs },
    );
  }

  async isAppRunning(): Promise<boolean> {
    const deadline = performance.now() + unknownLimitMs;
    let state: unknown;
    await pWaitFor(
      async () => {
        state = await this.#execute("report the app's state", 'mobile: queryAppState');
        return isKnown(state) || performance.now() > deadline;
      },
      { interval: pollMs },
    );
    if (isKnown(state)) return state !== notRunning;
    throw new CommandFailed("report the app's state", `it reports ${JSON.stringify(state ?? null)}`);
  }

  async isLocked(): Promise<boolean> {
    return Boolean(await command('report its lock', commandLimitMs, () => this.#browser.execute('mobile: isLocked')));
  }

  orientation(): Promise<string> {
    return command('report its orientation', commandLimitMs, () => this.#browser.getOrientation());
  }

  async batteryLevel(): Promise<number | undefined> {
    const answer = await command('report its battery', commandLimitMs, () =>
      this.#browser.execute('mobile: batteryInfo'),
    );
    return (answer as { level?: number }).level;
  }

  /** Asks from the host outwards, so that the nearest thing that does not answer is the cause. */
  async lossAfter({ reason: detail }: CommandFailed): Promise<Loss | undefined> {
    if (!(await this.#way.endpointAnswers())) return { cause: 'appium', detail };
    if (!(await this.#way.isAttached())) return { cause: 'cable', detail };
    const wda = await failureOf(() =>
      this.#execute("report the app's state", 'mobile: queryAppState', {}, probeLimitMs),
    );
    if (wda) return { cause: isSessionGone(wda) ? 'session' : 'web_driver_agent', detail };
    const files = await failureOf(() => this.documents.push(probePath, Buffer.from('?')));
    return files && { cause: 'files', detail };
  }

  #execute(
    request: string,
    script: string,
    more: Readonly<Record<string, unknown>> = {},
    limitMs = commandLimitMs,
  ): Promise<unknown> {
    const { bundleId } = this.#app;
    return command(request, limitMs, () => this.#browser.execute(script, { bundleId, ...more }));
  }

  #fileService(): FileService {
    const remote = (path: string): string => `@${this.#app.bundleId}:documents/${path}`;
    const push = async (path: string, data: Buffer): Promise<void> => {
      await command(`take ${path}`, commandLimitMs, () =>
        this.#browser.pushFile(remote(path), data.toString('base64')),
      );
    };
    const orNothing = async <Answer>(request: string, send: () => Promise<Answer>): Promise<Answer | undefined> => {
      try {
        return await command(request, commandLimitMs, send);
      } catch (error) {
        if (!(error instanceof CommandFailed)) throw error;
        // The driver has no way to ask whether a file is there. Where its words are others than those known here, a file
        // service that takes a file has answered.
        if (notThere.test(error.reason) || (await failureOf(() => push(probePath, Buffer.from('?')))) === undefined)
          return undefined;
        throw error;
      }
    };
    return {
      push,
      pull: async (path) => {
        const text = await orNothing(`give ${path}`, () => this.#browser.pullFile(remote(path)));
        return text === undefined ? undefined : Buffer.from(text, 'base64');
      },
      removeFile: async (path) => {
        await orNothing(`remove ${path}`, () =>
          this.#browser.execute('mobile: deleteFile', { remotePath: remote(path) }),
        );
      },
      removeFolder: async (path) => {
        await orNothing(`remove ${path}`, () =>
          this.#browser.execute('mobile: deleteFolder', { remotePath: remote(path) }),
        );
      },
    };
  }
}

const isKnown = (state: unknown): boolean =>
  state === notRunning || (typeof state === 'number' && running.includes(state));

/** The failure of a command; undefined when it was carried out. */
async function failureOf(ask: () => Promise<unknown>): Promise<CommandFailed | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    if (error instanceof CommandFailed) return error;
    throw error;
  }
}

/** WebDriver's error code for a session that the server does not know (W3C WebDriver, section 6.6). */
const isSessionGone = ({ reason, cause }: CommandFailed): boolean =>
  /invalid session id|session is either terminated or not started/i.test(
    `${reason} ${cause instanceof Error ? cause.name : ''}`,
  );
