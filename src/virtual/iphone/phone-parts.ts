import { join } from 'node:path';
import { chargedPercent } from '../modelled/power.js';
import { keptIn } from '../modelled/session-file.js';
import { Battery } from './battery.js';
import { CrashReports } from './crash-reports.js';
import { Disk } from './disk.js';
import { gaugeOf } from './gauge.js';
import type { Gauge } from './gauge.js';
import { Heat } from './heat.js';
import type { Identity } from './identity.js';
import { HostLink } from './link.js';
import { Notifications } from './notifications.js';
import { RequestLog } from './request-log.js';
import { Screen } from './screen.js';
import { TornFiles } from './torn-files.js';
import { Trust } from './trust.js';
import { WallClock } from './wall-clock.js';
import { WdaTrouble } from './wda/trouble.js';

/** What apps, services and faults of one phone act on. */
export interface PhoneParts {
  readonly link: HostLink;
  readonly notifications: Notifications;
  readonly screen: Screen;
  readonly heat: Heat;
  readonly battery: Battery;
  /** What measures that battery. */
  readonly gauge: Gauge;
  readonly clock: WallClock;
  readonly disk: Disk;
  readonly trust: Trust;
  readonly wdaTrouble: WdaTrouble;
  readonly crashReports: CrashReports;
  readonly tornFiles: TornFiles;
  /** Where its apps write down what Core ML's cache held of each model they loaded. */
  readonly cacheLog: string;
  /** Where a phone whose latency is modelled keeps its heat between launches. */
  readonly sessionFile: string;
  /** What hosts asked of it. */
  readonly log: RequestLog;
}

const defaultFreeBytes = 64e9;

/** A phone's parts, whose files lie under `root`. `identity`: as it is when it is asked for. */
export function makeParts(
  identity: () => Identity,
  root: string,
  logFile?: string,
  freeBytes = defaultFreeBytes,
): PhoneParts {
  const clock = new WallClock();
  const sessionFile = join(root, 'session.json');
  const { modelled } = identity();
  return {
    link: new HostLink(),
    notifications: new Notifications(),
    screen: new Screen(join(root, 'scene.jsonl')),
    heat: new Heat(join(root, 'heat.jsonl')),
    battery: new Battery({
      osVersion: () => identity().osVersion,
      charged: () => (modelled === undefined ? 0 : chargedSince(sessionFile)),
    }),
    gauge: gaugeOf(modelled, sessionFile),
    clock,
    disk: new Disk(freeBytes),
    trust: new Trust(),
    wdaTrouble: new WdaTrouble(),
    crashReports: new CrashReports(root, identity, clock),
    tornFiles: new TornFiles(),
    cacheLog: join(root, 'model-cache.jsonl'),
    sessionFile,
    log: new RequestLog(identity().udid, logFile),
  };
}

/** By how many per cent a modelled phone's charge has changed. */
function chargedSince(sessionFile: string): number {
  const kept = keptIn(sessionFile);
  return kept === undefined ? 0 : chargedPercent(kept.power);
}
