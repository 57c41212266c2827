import type { BatteryReading } from '../contract/battery.js';
import type { Loss } from '../contract/outcome.js';
import type { CommandFailed } from './command.js';
import type { Route } from './tunnel.js';

/**
 * What XCTest says of the app. It is `unknown` while XCTest still attaches to it or WebDriverAgent gives no answer of use:
 * that says nothing about the app.
 */
export type AppState = 'running' | 'ended' | 'unknown';

/**
 * One phone with a session, as the run sees it. Every method rejects with CommandFailed when the phone or its driver does
 * not carry out what was asked.
 */
export interface Phone {
  readonly udid: string;
  /** The harness app's. */
  readonly bundleId: string;
  /** The app's Documents folder. */
  readonly documents: FileService;
  readonly crashReports: CrashReportService;
  /** How the driver reaches it in this session; absent where it cannot matter, as in a simulator. */
  readonly route?: Route | undefined;
  /** The build of the harness app that is on the phone; undefined when there is none. */
  installedBuild(): Promise<string | undefined>;
  /** Installs the harness app; an upgrade keeps its documents. */
  installApp(): Promise<void>;
  /** Removes the harness app and everything it holds. */
  removeApp(): Promise<void>;
  launchApp(args: readonly string[]): Promise<void>;
  /** Ends the app and waits until it is gone, since a running app would only be activated by the next launch. */
  terminateApp(): Promise<void>;
  appState(): Promise<AppState>;
  /**
   * Waits until a Darwin notification of this name is posted, for `limitMs` at most, in one request. Returns whether it
   * came; one that was posted before the request is not heard.
   */
  awaitNotification(name: string, limitMs: number): Promise<boolean>;
  isLocked(): Promise<boolean>;
  orientation(): Promise<string>;
  /** 0 to 1; undefined where WebDriverAgent does not know it. */
  batteryLevel(): Promise<number | undefined>;
  /**
   * What the battery's gauge says; undefined where the phone says nothing of use. It costs the phone a connection, and so is
   * not for asking while it measures.
   */
  battery(): Promise<BatteryReading | undefined>;
  /** What the phone was lost to, now that a command failed; undefined when it still answers. */
  lossAfter(failure: CommandFailed): Promise<Loss | undefined>;
}

/** The reports that iOS writes when a process dies. */
export interface CrashReportService {
  /**
   * Those written since a moment of this host's clock, of whatever process. iOS writes one some seconds after the death.
   * Rejects with CommandFailed where they cannot be had.
   */
  since(time: Date): Promise<readonly CrashReportFile[]>;
}

export interface CrashReportFile {
  readonly name: string;
  readonly text: string;
}

/** Files on the phone, by their path under one folder. */
export interface FileService {
  push(path: string, data: Buffer): Promise<void>;
  /** Undefined when there is no such file. */
  pull(path: string): Promise<Buffer | undefined>;
  /** Does nothing when there is no such file. */
  removeFile(path: string): Promise<void>;
  /** Does nothing when there is no such folder. */
  removeFolder(path: string): Promise<void>;
}
