import { z } from 'zod';

/**
 * What the battery's gauge said of a phone. Absent is whatever the phone did not say, or said in figures that no phone can
 * have.
 */
export const batteryReadingSchema = z.strictObject({
  temperatureC: z.number().optional(),
  voltageMv: z.int().optional(),
  /** Into the battery; negative while it is discharged. */
  currentMa: z.int().optional(),
  /** What the phone drew in the second before the gauge said so, and what came through the cable. */
  systemLoadMw: z.int().optional(),
  inputMw: z.int().optional(),
  /** The sum of one reading of the system's load each second, and how many there were. They only grow. */
  load: z.strictObject({ sumMws: z.int().nonnegative(), count: z.int().positive() }).optional(),
});
export type BatteryReading = z.infer<typeof batteryReadingSchema>;
