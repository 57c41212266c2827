import pWaitFor from 'p-wait-for';

const usualLimitMs = 30_000;

/**
 * Waits until a condition holds, and rejects when it has not in so long. A wait without an end would go on after Mocha has
 * given its test up, and keep Mocha itself from ending.
 */
export const eventually = (
  holds: () => boolean | Promise<boolean>,
  { limitMs = usualLimitMs, interval = 20 }: { readonly limitMs?: number; readonly interval?: number } = {},
): Promise<void> =>
  pWaitFor(holds, {
    interval,
    timeout: { milliseconds: limitMs, message: `it did not come to that: ${String(holds)}` },
  });
