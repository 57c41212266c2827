import { z } from 'zod';
import type { Hello, ThermalState } from '../../contract/events.js';
import { modelledSchema } from '../modelled/settings.js';

/** The environment variable by which the virtual phone's system tells an app what it runs on. */
export const deviceVariable = 'REZBENCH_VIRTUAL_DEVICE';

/**
 * The environment variable that names the folder of the app's bundle: another one after each installation or upgrade, as
 * on iOS. Without it, it is the folder of the executable.
 */
export const bundleVariable = 'REZBENCH_BUNDLE';

const deviceSchema = z.strictObject({
  model: z.string(),
  name: z.string(),
  osVersion: z.string(),
  osBuild: z.string(),
  /** How long XCTest may need to attach to a process, in seconds since its start: the app lives no shorter than that. */
  attachS: z.number().nonnegative().optional(),
  /** How long a prediction takes at least, in milliseconds, on a phone that is slow on purpose. */
  predictMs: z.number().nonnegative().optional(),
  /** The model that latency and memory are drawn from; without one they are the host's. */
  modelled: modelledSchema.optional(),
});
export type VirtualDevice = z.infer<typeof deviceSchema>;

export function currentDevice(environment: NodeJS.ProcessEnv): VirtualDevice {
  return deviceSchema.parse(JSON.parse(environment[deviceVariable] ?? 'null'));
}

/** The environment variable by which the virtual phone's system tells an app the battery level, as UIDevice gives it. */
export const batteryVariable = 'REZBENCH_BATTERY_LEVEL';

/** The battery level in whole percent, 0 to 1; undefined where the system does not tell it. */
export function batteryLevelIn(environment: NodeJS.ProcessEnv): number | undefined {
  const told = environment[batteryVariable];
  return told === undefined || Number(told) < 0 ? undefined : Math.round(Number(told) * 100) / 100;
}

/** What the phone is like as the app starts. A virtual iPhone knows no Low Power Mode. */
export const deviceState = (thermal: ThermalState, batteryLevel: number | undefined): Hello['state'] => ({
  thermal,
  lowPowerMode: false,
  ...(batteryLevel !== undefined && { batteryLevel }),
});

/** Resident memory of this process, now and at its highest. */
export function memory(): { footprintBytes: number; footprintPeakBytes: number } {
  const footprintBytes = process.memoryUsage.rss();
  return { footprintBytes, footprintPeakBytes: Math.max(footprintBytes, process.resourceUsage().maxRSS * 1024) };
}
