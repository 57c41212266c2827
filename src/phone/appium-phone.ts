import pWaitFor from 'p-wait-for';
import type { Loss } from '../contract/outcome.js';
import { command, CommandFailed } from './command.js';
import { isAttached } from './discovery.js';
import type { HarnessApp } from './harness-app.js';
import type { FileService, Phone } from './phone.js';

/** XCUIApplication.State */
const notRunning = 1;

const pollMs = 100;
const installLimitMs = 600_000;
const commandLimitMs = 120_000;
const terminateLimitMs = 15_000;
const probeLimitMs = 15_000;

/** The driver's words for a file that is not there, by cable (AFC), through a tunnel and in a simulator. */
const notThere = /OBJECT_NOT_FOUND|ENOENT|\bdoes not exist\b|no such file/i;

/** A phone through the XCUITest driver. `endpointAnswers` asks whether the WebDriver server is alive at all. */
export class AppiumPhone implements Phone {
  readonly udid: string;
  readonly documents: FileService;
  readonly #browser: WebdriverIO.Browser;
  readonly #app: HarnessApp;
  readonly #endpointAnswers: () => Promise<boolean>;

  constructor(browser: WebdriverIO.Browser, udid: string, app: HarnessApp, endpointAnswers: () => Promise<boolean>) {
    this.udid = udid;
    this.#browser = browser;
    this.#app = app;
    this.#endpointAnswers = endpointAnswers;
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
    return Number(await this.#execute("report the app's state", 'mobile: queryAppState')) > notRunning;
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
    if (!(await this.#endpointAnswers())) return { cause: 'appium', detail };
    if (!(await isAttached(this.udid))) return { cause: 'cable', detail };
    try {
      await this.#execute("report the app's state", 'mobile: queryAppState', {}, probeLimitMs);
      return undefined;
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      return { cause: isSessionGone(error) ? 'session' : 'web_driver_agent', detail };
    }
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
    const orNothing = async <Answer>(request: string, send: () => Promise<Answer>): Promise<Answer | undefined> => {
      try {
        return await command(request, commandLimitMs, send);
      } catch (error) {
        if (!(error instanceof CommandFailed)) throw error;
        // The driver has no way to ask whether a file is there. A phone that still answers has none.
        if (notThere.test(error.reason) || (await this.lossAfter(error)) === undefined) return undefined;
        throw error;
      }
    };
    return {
      push: async (path, data) => {
        await command(`take ${path}`, commandLimitMs, () =>
          this.#browser.pushFile(remote(path), data.toString('base64')),
        );
      },
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

/** WebDriver's error code for a session that the server does not know (W3C WebDriver, section 6.6). */
const isSessionGone = ({ reason, cause }: CommandFailed): boolean =>
  /invalid session id|session is either terminated or not started/i.test(
    `${reason} ${cause instanceof Error ? cause.name : ''}`,
  );
