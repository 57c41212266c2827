/** Monotonic time in integer nanoseconds. */
export const now = (): bigint => process.hrtime.bigint();

/** A difference fits a double exactly for a hundred days. */
export const elapsedSince = (started: bigint): number => Number(now() - started);
