import pWaitFor from 'p-wait-for';
import type { BatteryReading } from '../contract/battery.js';
import type { Loss } from '../contract/outcome.js';
import { usbBattery } from './battery.js';
import { readingIn } from './battery-entry.js';
import { command, CommandFailed, TransferFailed } from './command.js';
import { noCrashReports, usbCrashReports } from './crash-reports.js';
import type { HarnessApp } from './harness-app.js';
import { pairingLossIn } from './pairing.js';
import type { AppState, CrashReportService, FileService, Phone } from './phone.js';
import type { Route } from './tunnel.js';

/** XCUIApplication.State: 0 is unknown, 2 to 4 are running, suspended, in the background or in the foreground. */
const appStates: ReadonlyMap<unknown, AppState> = new Map<unknown, AppState>([
  [1, 'ended'],
  [2, 'running'],
  [3, 'running'],
  [4, 'running'],
]);

const pollMs = 100;
const installLimitMs = 600_000;
const commandLimitMs = 120_000;
/** On real phones 1 to 4 s are usual, and XCTest has been seen to wait for 60 s. */
const launchLimitMs = 90_000;
const terminateLimitMs = 15_000;
const probeLimitMs = 15_000;
/** WebDriverAgent answers when the time is up. Later than this it hangs; the driver's own patience ends a little later (capabilities.ts). */
const answerLimitMs = 30_000;

/**
 * How long a transfer may take: a slow cable is a hundred times as fast as this, and the driver itself waits for 20 s before it
 * gives up a file service that is silent (appium-ios-device 3.1.23: 10 s for an answer, 10 s to close the file).
 */
const transferLimitMs = (bytes: number): number => 45_000 + bytes / slowestBytesPerMs;
const slowestBytesPerMs = 250;
/** Nothing larger is pulled at once. */
const largestPullBytes = 4_000_000;
/** A transfer that fails twice is not chance. */
const transferTries = 2;

/** A file that is pushed to see whether the file service answers; it goes when jobs are removed. */
const probePath = 'jobs/probe.txt';

/** The driver's words for a file that is not there, by cable (AFC), through a tunnel and in a simulator. */
const notThere = /OBJECT_NOT_FOUND|(?<!connect )ENOENT|\bdoes not exist\b|(?<!connect .*)no such file/i;

/** How the driver names an app's Documents: a phone's file service shows that folder, a simulator the whole container. */
export const documentsRoots = { phone: 'documents', simulator: 'data/Documents' } as const;
export type DocumentsRoot = (typeof documentsRoots)[keyof typeof documentsRoots];

/** The nearer parts of the way to a phone, to ask which of them does not answer. */
export interface WayToPhone {
  /** Whether the WebDriver server is alive. */
  readonly endpointAnswers: () => Promise<boolean>;
  /** Whether the phone is attached where the server runs. */
  readonly isAttached: () => Promise<boolean>;
  /** By which the driver reaches the phone's services. */
  readonly route?: Route | undefined;
  /** Whether the phone's own services can be asked through this host's usbmuxd; so when left out. */
  readonly isOnThisHost?: boolean;
}

const isOnThisHost = (way: WayToPhone): boolean => way.isOnThisHost ?? true;

/** A phone through the XCUITest driver. */
export class AppiumPhone implements Phone {
  readonly udid: string;
  readonly bundleId: string;
  readonly documents: FileService;
  readonly crashReports: CrashReportService;
  readonly route: Route | undefined;
  readonly #browser: WebdriverIO.Browser;
  readonly #app: HarnessApp;
  readonly #way: WayToPhone;

  constructor(
    browser: WebdriverIO.Browser,
    udid: string,
    app: HarnessApp,
    way: WayToPhone,
    documentsRoot: DocumentsRoot = documentsRoots.phone,
  ) {
    this.udid = udid;
    this.#browser = browser;
    this.#app = app;
    this.#way = way;
    this.route = way.route;
    this.bundleId = app.bundleId;
    this.documents = this.#fileService(documentsRoot);
    this.crashReports = isOnThisHost(way) ? usbCrashReports(udid) : noCrashReports('it is at another host');
  }

  async installedBuild(): Promise<string | undefined> {
    const { bundleId } = this.#app;
    const apps = await command<unknown>('list its apps', commandLimitMs, () =>
      this.#browser.execute('mobile: listApps', {
        applicationType: 'User',
        returnAttributes: ['CFBundleIdentifier', 'CFBundleVersion'],
      }),
    );
    return (apps as Partial<Record<string, { readonly CFBundleVersion?: string }>> | null)?.[bundleId]?.CFBundleVersion;
  }

  async installApp(): Promise<void> {
    await command('install the app', installLimitMs, () => this.#browser.installApp(this.#app.ipa));
  }

  async removeApp(): Promise<void> {
    // The driver keeps the reason in its log and answers false.
    if ((await this.#execute('remove the app', 'mobile: removeApp')) === false)
      throw new CommandFailed('remove the app', "Appium's log says why");
  }

  async launchApp(args: readonly string[]): Promise<void> {
    await this.#execute('launch the app', 'mobile: launchApp', { arguments: args }, launchLimitMs);
  }

  async terminateApp(): Promise<void> {
    if ((await this.appState()) === 'ended') return;
    await this.#execute('end the app', 'mobile: terminateApp');
    const deadline = performance.now() + terminateLimitMs;
    await pWaitFor(
      async () => {
        const state = await this.appState();
        if (state === 'ended') return true;
        if (performance.now() < deadline) return false;
        const now = state === 'running' ? 'it still runs' : 'its state is unknown';
        throw new CommandFailed('end the app', `${now} after ${String(terminateLimitMs / 1000)} s`);
      },
      { interval: pollMs },
    );
  }

  async appState(): Promise<AppState> {
    return appStates.get(await this.#execute("report the app's state", 'mobile: queryAppState')) ?? 'unknown';
  }

  async awaitNotification(name: string, limitMs: number): Promise<boolean> {
    try {
      await command('wait for the app', limitMs + answerLimitMs, () =>
        this.#browser.execute('mobile: expectNotification', {
          name,
          type: 'darwin',
          timeoutSeconds: limitMs / 1000,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof CommandFailed && isTimeout(error)) return false;
      throw error;
    }
  }

  async isLocked(): Promise<boolean> {
    const isLocked = await command<unknown>('report its lock', probeLimitMs, () =>
      this.#browser.execute('mobile: isLocked'),
    );
    return Boolean(isLocked);
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

  /** Over the cable on every iOS; a phone that only a tunnel reaches, or that is at another host, through the driver, which takes iOS 18. */
  async battery(): Promise<BatteryReading | undefined> {
    const read = isOnThisHost(this.#way) ? await unlessFailed(() => usbBattery(this.udid)) : undefined;
    if (read !== undefined) return read;
    const answer = await command<unknown>('report its battery', commandLimitMs, () =>
      this.#browser.execute('mobile: batteryInfo'),
    );
    return readingIn((answer as { advanced?: unknown } | null)?.advanced);
  }

  /** Asks from the host outwards, so that the nearest thing that does not answer is the cause. */
  async lossAfter(failure: CommandFailed): Promise<Loss | undefined> {
    const { reason: detail } = failure;
    const isTransfer = failure instanceof TransferFailed;
    if (!(await this.#way.endpointAnswers())) return { cause: 'appium', detail };
    if (!(await this.#way.isAttached())) return { cause: 'cable', detail };
    const refused = pairingLossIn(detail);
    if (refused) return refused;
    if (isBehindGrid(detail)) return { cause: 'appium', detail };
    if (isFull(detail)) return { cause: 'phone', detail: fullSentence };
    // The driver may still be busy with the file, and would answer no question about anything else.
    if (isTransfer && isUnanswered(detail)) return { cause: 'files', detail };
    const wda = await failureOf(() =>
      this.#execute("report the app's state", 'mobile: queryAppState', {}, probeLimitMs),
    );
    if (isOrphaned(detail) || (wda && isOrphaned(wda.reason)))
      return { cause: 'web_driver_agent', detail: `${detail}; start WebDriverAgent again while the phone is unlocked` };
    if (wda) return { cause: isSessionGone(wda) ? 'session' : 'web_driver_agent', detail };
    const files = isTransfer ? failure : await failureOf(() => this.documents.push(probePath, Buffer.from('?')));
    return files && (pairingLossIn(files.reason) ?? { cause: 'files', detail });
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

  #fileService(documentsRoot: DocumentsRoot): FileService {
    const remote = (path: string): string => `@${this.#app.bundleId}:${documentsRoot}/${path}`;
    const push = async (path: string, data: Buffer): Promise<void> => {
      await transfer(`take ${path}`, data.length, () => this.#browser.pushFile(remote(path), data.toString('base64')));
    };
    const orNothing = async <Answer>(send: () => Promise<Answer>): Promise<Answer | undefined> => {
      try {
        return await send();
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
        const text = await orNothing(() =>
          transfer(`give ${path}`, largestPullBytes, () => this.#browser.pullFile(remote(path))),
        );
        return text === undefined ? undefined : Buffer.from(text, 'base64');
      },
      removeFile: async (path) => {
        await orNothing(() =>
          command(`remove ${path}`, commandLimitMs, () =>
            this.#browser.execute('mobile: deleteFile', { remotePath: remote(path) }),
          ),
        );
      },
      removeFolder: async (path) => {
        await orNothing(() =>
          command(`remove ${path}`, commandLimitMs, () =>
            this.#browser.execute('mobile: deleteFolder', { remotePath: remote(path) }),
          ),
        );
      },
    };
  }
}

/** Carries a file across, again where that failed. Rejects with TransferFailed. */
async function transfer<Answer>(request: string, bytes: number, send: () => Promise<Answer>): Promise<Answer> {
  for (let turn = 1; ; turn++) {
    try {
      return await command(request, transferLimitMs(bytes), send);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      const { reason } = error;
      const isOver = notThere.test(reason) || isUnanswered(reason) || pairingLossIn(reason) !== undefined;
      if (turn === transferTries || isOver) throw new TransferFailed(request, reason, error.cause);
    }
  }
}

/** What a command answers; undefined where it was not carried out. */
async function unlessFailed<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CommandFailed) return undefined;
    throw error;
  }
}

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

/** WebDriver's error code for a time that is up, which WebDriverAgent answers with when nothing came. */
const isTimeout = ({ cause }: CommandFailed): boolean => cause instanceof Error && cause.name === 'timeout';

/**
 * A WebDriverAgent whose test session ended, as after a USB hiccup: it goes on saying that it is ready, and iOS lets it do
 * nothing (https://github.com/tobyglenn/pokemon-go-automation, sources/ios_wda_cleanup.py).
 */
const isOrphaned = (reason: string): boolean => /XCTDaemonErrorDomain Code=41\b/.test(reason);

/**
 * The words of a Selenium Grid whose node, or the Appium behind it, does not answer (4.48.0: a node that ended, an Appium that
 * ended, a command that took longer than the node's session-timeout, a node or a hub that was started anew). The hub notices
 * some seconds later.
 */
const isBehindGrid = (reason: string): boolean =>
  /Unable to execute request for an existing session|^Connection error|java\.\S*(TimeoutException|ConnectException)|node was restarted/i.test(
    reason,
  );

/** Whether it was this host that gave up waiting. */
const isUnanswered = (reason: string): boolean => reason.startsWith('no answer within');

/** AFC's status 18 in the words of appium-ios-device, which has a slip of the pen, and of others. */
const isFull = (reason: string): boolean => /\bO?NO?_SPACE_LEFT\b|ON_SPACE_LEFT|ENOSPC/.test(reason);
const fullSentence = 'it has no space left; free some (Settings, General, iPhone Storage) and resume the run';

/** WebDriver's error code for a session that the server does not know (W3C WebDriver, section 6.6). */
const isSessionGone = ({ reason, cause }: CommandFailed): boolean =>
  /invalid session id|session is either terminated or not started/i.test(
    `${reason} ${cause instanceof Error ? cause.name : ''}`,
  );
