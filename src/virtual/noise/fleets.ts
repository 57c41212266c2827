/**
 * How much a phone's latency scatters, and why. Spreads (`...Sd`) are standard deviations of log latency: .01 is about 1 %.
 * All are 0 or more; shares are of one.
 */
export interface Noise {
  /** From one session of a phone to its next: what all cases of a night share. */
  readonly nightSd: number;
  /** From one fresh process to the next. */
  readonly launchSd: number;
  /** Of one variant within one launch: what pairs inside a launch cannot cancel. */
  readonly launchArmSd: number;
  /** From one model load to the next. */
  readonly blockSd: number;
  /** Of iterations that follow one another: AR(1) of this spread, whose neighbours correlate by `arRho`. */
  readonly arSd: number;
  /** From -1 to 1, both exclusive. */
  readonly arRho: number;
  /** Of each iteration for itself. */
  readonly whiteSd: number;
  /** Log slowdown while the phone keeps its clock low. */
  readonly slowClock: number;
  /** Share of iterations with that low clock; below 1. */
  readonly slowClockShare: number;
  /** Iterations that a low clock lasts, on average; 1 or more. */
  readonly slowClockDwell: number;
  /** Share of iterations that something else interrupts. */
  readonly spikeShare: number;
  /** Such an iteration takes 1 + spikeScale * X times as long, X from the Lomax distribution, up to 3 times. */
  readonly spikeScale: number;
  /** X's tail; the smaller, the longer. Above 0. */
  readonly spikeTail: number;
  /** From session to session, of the steady change of log latency in an hour. */
  readonly driftPerHourSd: number;
  /** Share of sessions in which heat slows the phone. */
  readonly throttledShare: number;
  /** The median such session's log slowdown at full heat. */
  readonly throttle: number;
  /** Spread of its logarithm from session to session. */
  readonly throttleSpread: number;
}

/**
 * Three kinds of farm. No public report separates these components; the totals lean on
 *
 * - pytorch/executorch#8603: coefficient of variation 24.6 %, slowest by fastest 3.29 on a farm without care (noisy);
 * - flutter/flutter#143537: builds of the same source up to 1.66 times apart (how far noisy throttling goes);
 * - mlcommons/mobile_app_open#472: the Neural Engine twice as slow at nominal thermals (the low clock), and #532: thresholds that
 *   no gate can rest on.
 *
 * `launchArmSd` is a guess. Spreads that A/A launches find on real phones should take the place of all of it.
 */
export const fleets = {
  quiet: {
    nightSd: 0.004,
    launchSd: 0.0085,
    launchArmSd: 0.0013,
    blockSd: 0.002,
    arSd: 0.009,
    arRho: 0.7,
    whiteSd: 0.005,
    slowClock: 0.012,
    slowClockShare: 0.1,
    slowClockDwell: 25,
    spikeShare: 0.02,
    spikeScale: 0.4,
    spikeTail: 2.2,
    driftPerHourSd: 0.001,
    throttledShare: 0,
    throttle: 0,
    throttleSpread: 0,
  },
  typical: {
    nightSd: 0.01,
    launchSd: 0.0195,
    launchArmSd: 0.0025,
    blockSd: 0.005,
    arSd: 0.022,
    arRho: 0.7,
    whiteSd: 0.012,
    slowClock: 0.03,
    slowClockShare: 0.1,
    slowClockDwell: 25,
    spikeShare: 0.03,
    spikeScale: 0.75,
    spikeTail: 2.2,
    driftPerHourSd: 0.003,
    throttledShare: 0.1,
    throttle: 0.06,
    throttleSpread: 0.5,
  },
  noisy: {
    nightSd: 0.018,
    launchSd: 0.035,
    launchArmSd: 0.005,
    blockSd: 0.01,
    arSd: 0.042,
    arRho: 0.7,
    whiteSd: 0.025,
    slowClock: 0.07,
    slowClockShare: 0.1,
    slowClockDwell: 25,
    spikeShare: 0.045,
    spikeScale: 1.5,
    spikeTail: 2.2,
    driftPerHourSd: 0.008,
    throttledShare: 0.3,
    throttle: 0.24,
    throttleSpread: 0.6,
  },
} as const satisfies Record<string, Noise>;

export type FleetName = keyof typeof fleets;
export const fleetNames = Object.keys(fleets) as FleetName[];
