import { z } from 'zod';
import type { Hello, ThermalState } from '../../contract/events.js';

/** The environment variable by which the virtual phone's system tells an app what it runs on. */
export const deviceVariable = 'REZBENCH_VIRTUAL_DEVICE';

const deviceSchema = z.strictObject({
  model: z.string(),
  name: z.string(),
  osVersion: z.string(),
  osBuild: z.string(),
});
export type VirtualDevice = z.infer<typeof deviceSchema>;

export function currentDevice(environment: NodeJS.ProcessEnv): VirtualDevice {
  return deviceSchema.parse(JSON.parse(environment[deviceVariable] ?? 'null'));
}

/** A virtual iPhone cannot read the temperature or the battery of its host, so it always reports `nominal`. */
export const thermalState = (): ThermalState => 'nominal';

export const deviceState: Hello['state'] = { thermal: thermalState(), lowPowerMode: false };

/** Resident memory of this process, now and at its highest. */
export function memory(): { footprintBytes: number; footprintPeakBytes: number } {
  const footprintBytes = process.memoryUsage.rss();
  return { footprintBytes, footprintPeakBytes: Math.max(footprintBytes, process.resourceUsage().maxRSS * 1024) };
}
