/**
 * The phone's monotonic clock in milliseconds, with a fraction: CLOCK_MONOTONIC, so that every process of this machine
 * reads the same.
 */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** When this process started, on that clock. */
export const processStartMs = (): number => monotonicMs() - process.uptime() * 1e3;
