import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { InstalledApp } from './apps.js';
import type { Identity } from './identity.js';
import { WallClock } from './wall-clock.js';

/** What ended an app, as iOS reports it: memory ran out, it did not answer the system in time, or a bug of its own. */
export type DeathCause = 'jetsam' | 'watchdog' | 'crash';

export interface Death {
  readonly cause: DeathCause;
  readonly app: InstalledApp;
  readonly pid: number;
}

/** Bug types by which a reader tells reports apart before it reads their bodies. */
const jetsamEvent = '298';
const crash = '309';
const pageBytes = 16_384;

/**
 * The crash reports on a phone. A new one lies where its process left it; a host sees it after crashreportmover has moved
 * it, as on iOS.
 */
export class CrashReports {
  readonly #moved: string;
  readonly #fresh: string;
  readonly #identity: () => Identity;
  readonly #clock: WallClock;

  /** `identity`: of the phone as it is when a report is written. */
  constructor(root: string, identity: () => Identity, clock = new WallClock()) {
    this.#identity = identity;
    this.#clock = clock;
    this.#moved = join(root, 'CrashReporter');
    this.#fresh = join(root, 'CrashReporter.fresh');
  }

  /** Writes a report: a JSON object in one line, then another one over several. */
  write(death: Death): void {
    const at = this.#clock.now();
    const { name, header, body } =
      death.cause === 'jetsam' ? jetsam(death, this.#identity(), at) : ended(death, this.#identity(), at);
    mkdirSync(this.#fresh, { recursive: true });
    const stamp = at.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
    const file = join(this.#fresh, this.#unused(`${name}-${stamp}`));
    writeFileSync(file, `${JSON.stringify(header)}\n${JSON.stringify(body, null, 2)}\n`);
    utimesSync(file, at, at);
  }

  /** Two reports of one second have two names. */
  #unused(name: string): string {
    const isTaken = (file: string): boolean =>
      [this.#fresh, this.#moved].some((folder) => existsSync(join(folder, file)));
    let file = `${name}.ips`;
    for (let number = 1; isTaken(file); number++) file = `${name}.${String(number)}.ips`;
    return file;
  }

  /** The folder that the crash report service shows. */
  get folder(): string {
    mkdirSync(this.#moved, { recursive: true });
    return this.#moved;
  }

  /** What crashreportmover does. */
  move(): void {
    mkdirSync(this.#fresh, { recursive: true });
    for (const name of readdirSync(this.#fresh)) renameSync(join(this.#fresh, name), join(this.folder, name));
  }
}

interface Report {
  readonly name: string;
  readonly header: object;
  readonly body: object;
}

const osName = ({ osVersion, osBuild }: Identity): string => `iPhone OS ${osVersion} (${osBuild})`;
const timestamp = (at: Date): string => `${at.toISOString().slice(0, 22).replace('T', ' ')} +0000`;
const executableOf = ({ executable }: InstalledApp): string => basename(executable);

/** Fields as in Apple's "Identifying high-memory use with jetsam event reports". */
function jetsam({ app, pid }: Death, identity: Identity, at: Date): Report {
  const incident = randomUUID().toUpperCase();
  const name = executableOf(app);
  return {
    name: 'JetsamEvent',
    header: {
      bug_type: jetsamEvent,
      timestamp: timestamp(at),
      os_version: osName(identity),
      roots_installed: 0,
      incident_id: incident,
    },
    body: {
      crashReporterKey: 'a0'.repeat(20),
      product: identity.productType,
      incident,
      date: timestamp(at),
      build: osName(identity),
      timeDelta: 4,
      memoryStatus: {
        compressorSize: 25_121,
        compressions: 2_100_000,
        decompressions: 1_100_000,
        zoneMapCap: 1_451_229_184,
        largestZone: 'APFS_4K_OBJS',
        pageSize: pageBytes,
        uncompressed: 60_120,
        memoryPages: {
          active: 91_202,
          throttled: 0,
          fileBacked: 60_120,
          wired: 48_100,
          anonymous: 110_200,
          purgeable: 12,
          inactive: 79_118,
          free: 2_301,
          speculative: 391,
        },
      },
      largestProcess: name,
      genCounter: 0,
      processes: [
        resident({ name: 'SpringBoard', pid: 34, rpages: 9_120, states: ['active'], coalition: 60 }),
        {
          ...resident({ name, pid, rpages: 196_610, states: ['frontmost'], coalition: 701 }),
          killDelta: 12_410,
          reason: 'per-process-limit',
        },
        resident({ name: 'backboardd', pid: 66, rpages: 3_020, states: ['daemon'], coalition: 61 }),
      ],
    },
  };
}

interface Resident {
  readonly name: string;
  readonly pid: number;
  readonly rpages: number;
  readonly states: readonly string[];
  readonly coalition: number;
}

const resident = (known: Resident): object => ({
  uuid: randomUUID(),
  lifetimeMax: known.rpages,
  age: 10_471_602_000,
  purgeable: 0,
  fds: 50,
  genCount: 0,
  idleDelta: 4,
  cpuTime: 3.51,
  ...known,
});

/** An attribute that is a text; an app without it is reported as version 1. */
function textOf({ attributes }: InstalledApp, key: string): string {
  const value = attributes[key];
  return typeof value === 'string' ? value : '1';
}

/** A crash report (Apple, "Interpreting the JSON format of a crash report"). */
function ended({ cause, app, pid }: Death, identity: Identity, at: Date): Report {
  const incident = randomUUID().toUpperCase();
  const name = executableOf(app);
  const version = textOf(app, 'CFBundleShortVersionString');
  const build = textOf(app, 'CFBundleVersion');
  return {
    name,
    header: {
      app_name: name,
      timestamp: timestamp(at),
      app_version: version,
      slice_uuid: randomUUID(),
      build_version: build,
      platform: 2,
      bundleID: app.bundleId,
      share_with_app_devs: 0,
      is_first_party: 0,
      bug_type: crash,
      os_version: osName(identity),
      roots_installed: 0,
      name,
      incident_id: incident,
    },
    body: {
      uptime: 84_000,
      procRole: 'Foreground',
      version: 2,
      userID: 501,
      modelCode: identity.productType,
      osVersion: {
        isEmbedded: true,
        train: osName(identity).split(' (')[0],
        releaseType: 'User',
        build: identity.osBuild,
      },
      captureTime: timestamp(at),
      incident,
      pid,
      cpuType: 'ARM-64',
      procName: name,
      procPath: `/private/var/containers/Bundle/Application/${app.installation}/${name}.app/${name}`,
      bundleInfo: { CFBundleShortVersionString: version, CFBundleVersion: build, CFBundleIdentifier: app.bundleId },
      parentProc: 'launchd',
      parentPid: 1,
      coalitionName: app.bundleId,
      crashReporterKey: 'a0'.repeat(20),
      ...(cause === 'watchdog' ? watchdogEnd(app, pid) : bugEnd(pid)),
      faultingThread: 0,
      threads: [{ triggered: true, id: 4242, queue: 'com.apple.main-thread', frames: [] }],
    },
  };
}

const watchdogEnd = ({ bundleId }: InstalledApp, pid: number): object => ({
  exception: {
    codes: '0x0000000000000000, 0x0000000000000000',
    rawCodes: [0, 0],
    type: 'EXC_CRASH',
    signal: 'SIGKILL',
  },
  termination: {
    code: 0x8badf00d,
    flags: 6,
    namespace: 'FRONTBOARD',
    reasons: [
      '<RBSTerminateContext| domain:10 code:0x8BADF00D explanation:scene-create watchdog transgression: ' +
        `app<${bundleId}>:${String(pid)} exhausted real (wall clock) time allowance of 20.00 seconds`,
      'ProcessVisibility: Foreground',
      'ProcessState: Running',
      'WatchdogEvent: scene-create',
      'WatchdogVisibility: Foreground',
      ') reportType:CrashLog maxTerminationResistance:Interactive>',
    ],
  },
});

const bugEnd = (pid: number): object => ({
  exception: {
    codes: '0x0000000000000001, 0x0000000104b3c1a0',
    rawCodes: [1, 0x104b3c1a0],
    type: 'EXC_BREAKPOINT',
    signal: 'SIGTRAP',
  },
  termination: {
    flags: 0,
    code: 5,
    namespace: 'SIGNAL',
    indicator: 'Trace/BPT trap: 5',
    byProc: 'exc handler',
    byPid: pid,
  },
});
