import { dirname } from 'node:path';
import { thermalStates } from '../contract/events.js';
import type { PhoneRecord } from '../results/case-record.js';
import { keepNoiseFloor } from '../results/noise-floor.js';
import type { NoiseFloor } from '../results/noise-floor.js';
import { readRun } from '../results/read-run.js';
import type { RunFolder } from '../results/run-folder.js';
import { calibrate, calibrationLaunches } from '../verdict/calibrate.js';
import { explainUnusable } from '../verdict/unusable.js';
import { aaLaunchesOf } from './aa-launches.js';
import type { AaLaunches } from './aa-launches.js';
import { calibrationsIn } from './runs.js';

/** What a calibration found on a phone. */
export type Calibrated = { readonly name: string; readonly osVersion: string; readonly osBuild: string | undefined } & (
  | { readonly kind: 'kept'; readonly floor: NoiseFloor; readonly file: string }
  /** `why` is a clause. */
  | { readonly kind: 'unusable'; readonly why: string }
);

/**
 * Works out the noise floor of each phone of a calibration and keeps it where the gate looks for it. Earlier calibrations beside
 * it count with it until there are as many launches as one takes, if they are of the same phone, iOS, app, case and package.
 */
export function keepFloors(folder: RunFolder): Calibrated[] {
  const earlier = calibrationsIn(dirname(folder.path))
    .filter(({ id }) => id !== folder.id)
    .map(readOnce);
  return readRun(folder).map((phone) => {
    const mine = aaLaunchesOf(folder, phone);
    const session = phone.sessions.at(-1);
    if (mine === undefined) {
      const { labName, deviceName = phone.udid, osVersion = '', osBuild } = session ?? {};
      return { name: labName ?? deviceName, osVersion, osBuild, kind: 'unusable', why: 'no launch ended well' };
    }
    const { name, hello } = mine;
    const about = { name, osVersion: hello.os.version, osBuild: hello.os.build };
    const pooled = poolOf(mine, earlier, phone);
    const found = calibrate(pooled.flatMap(({ launches }) => launches));
    if (found.kind === 'unusable') return { ...about, kind: 'unusable', why: explainUnusable(found.why) };
    const floor: NoiseFloor = {
      launches: found.launches,
      launch_sd: found.launchSd,
      nightly_sees: found.nightlySees,
      strict_sees: found.strictSees,
      is_rough: found.isRough,
      is_biased: found.isBiased,
      ...conditionsOf(pooled),
      runs: pooled.map(({ run }) => run),
      case_id: mine.caseId,
      package_sha256: mine.sha256,
      app_build: hello.appBuild,
      os_version: hello.os.version,
    };
    const file = keepNoiseFloor(folder, { udid: phone.udid, osBuild: hello.os.build }, floor);
    return { ...about, kind: 'kept', floor, file };
  });
}

interface Calibration {
  readonly folder: RunFolder;
  /** By udid. */
  readonly phones: () => ReadonlyMap<string, PhoneRecord>;
}

/** A run that is read when it is needed first: each of its phones asks, and many an old one is not needed. */
function readOnce(folder: RunFolder): Calibration {
  let phones: ReadonlyMap<string, PhoneRecord> | undefined;
  return { folder, phones: () => (phones ??= new Map(readRun(folder).map((phone) => [phone.udid, phone]))) };
}

/** A calibration with as many earlier ones as it takes, from old to new. */
function poolOf(mine: AaLaunches, earlier: readonly Calibration[], { udid }: PhoneRecord): AaLaunches[] {
  const pool = [mine];
  for (const { folder, phones } of earlier.toReversed()) {
    if (pool.reduce((sum, { launches }) => sum + launches.length, 0) >= calibrationLaunches) break;
    const phone = phones().get(udid);
    const found = phone && aaLaunchesOf(folder, phone);
    if (found?.key === mine.key) pool.unshift(found);
  }
  return pool;
}

function conditionsOf(
  pool: readonly AaLaunches[],
): Pick<NoiseFloor, 'measured_at' | 'thermal_worst' | 'low_power_mode' | 'battery_lowest'> {
  const launches = pool.flatMap((each) => each.launches);
  const states = new Set(launches.flatMap(({ thermal }) => thermal));
  const charges = launches.flatMap(({ batteryLevel }) => batteryLevel ?? []);
  return {
    measured_at:
      launches
        .map(({ endedAt }) => endedAt)
        .sort()
        .at(-1) ?? '',
    thermal_worst: thermalStates.findLast((state) => states.has(state)) ?? 'nominal',
    low_power_mode: launches.some(({ lowPowerMode }) => lowPowerMode),
    ...(charges.length > 0 && { battery_lowest: Math.min(...charges) }),
  };
}
