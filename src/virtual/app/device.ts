import { z } from 'zod';
import type { Hello, ThermalState } from '../../contract/events.js';

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
});
export type VirtualDevice = z.infer<typeof deviceSchema>;

export function currentDevice(environment: NodeJS.ProcessEnv): VirtualDevice {
  return deviceSchema.parse(JSON.parse(environment[deviceVariable] ?? 'null'));
}

/** A virtual iPhone cannot read the battery of its host, and knows no Low Power Mode. */
export const deviceState = (thermal: ThermalState): Hello['state'] => ({ thermal, lowPowerMode: false });

/** Resident memory of this process, now and at its highest. */
export function memory(): { footprintBytes: number; footprintPeakBytes: number } {
  const footprintBytes = process.memoryUsage.rss();
  return { footprintBytes, footprintPeakBytes: Math.max(footprintBytes, process.resourceUsage().maxRSS * 1024) };
}
