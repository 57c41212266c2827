import { z } from 'zod';
import { computeUnits } from '../../contract/job.js';

/*
 * What the app's twin is told of the phone whose latency and memory it draws. A fleet file says it (../fleet.ts), the phone's
 * system hands it on.
 */

const share = z.number().min(0).max(1);
const spread = z.number().min(0);

/** `Noise` of ../noise/fleets.ts. */
const noiseSchema = z.strictObject({
  nightSd: spread,
  launchSd: spread,
  launchArmSd: spread,
  blockSd: spread,
  arSd: spread,
  arRho: z.number().gt(-1).lt(1),
  whiteSd: spread,
  slowClock: z.number().min(0),
  slowClockShare: share.lt(1),
  slowClockDwell: z.number().min(1),
  spikeShare: share,
  spikeScale: z.number().min(0),
  spikeTail: z.number().gt(0),
  driftPerHourSd: spread,
  throttledShare: share,
  throttle: z.number().min(0),
  throttleSpread: spread,
});

const effectSchema = z.strictObject({
  /** The package's name without its extension; all when left out. */
  variant: z.string().optional(),
  /** How the package's sha256 begins; all when left out. */
  sha256: z.string().optional(),
  units: z.enum(computeUnits).optional(),
  /** How the build of the app begins; all when left out. */
  appBuild: z.string().optional(),
  fromNight: z.int(),
  /** Latency is 1 + this times as long, memory as large, and what predicting adds to an idle phone's power as much. */
  slower: z.number().gt(-1),
  memory: z.number().gt(-1),
  hungrier: z.number().gt(-1),
});
export type Effect = z.infer<typeof effectSchema>;

export const modelledSchema = z.strictObject({
  /** With the phone's name and the night, what all of its noise follows from. */
  seed: z.int(),
  phone: z.string(),
  night: z.int(),
  /** How many times as fast as a phone of speed 1. */
  speed: z.number().gt(0),
  noise: noiseSchema,
  /** Standard deviation of log memory from launch to launch. */
  memorySd: spread,
  /** What a prediction of a variant takes at speed 1 with the Neural Engine, in milliseconds; others go by their work. */
  baseMs: z.record(z.string(), z.number().gt(0)),
  effects: z.array(effectSchema),
  /** Of the room, and of the battery from which on the phone holds back. */
  ambientC: z.number(),
  throttleAboveC: z.number(),
  /** A process that takes more is ended by the system; absent where none is. */
  memoryLimitBytes: z.number().gt(0).optional(),
});
export type ModelledPhone = z.infer<typeof modelledSchema>;
