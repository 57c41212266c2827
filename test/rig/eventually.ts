import pWaitFor from 'p-wait-for';

const usualLimitMs = 30_000;

/**
 * Waits until a condition holds, and rejects when it has not in so long. A wait without an end would go on after Mocha has
 * given its test up, and keep Mocha itself from ending. p-wait-for 6.0 has a timeout of its own, but then each look leaves a
 * listener behind, of which Node warns.
 */
export function eventually(
  holds: () => boolean | Promise<boolean>,
  { limitMs = usualLimitMs, interval = 20 }: { readonly limitMs?: number; readonly interval?: number } = {},
): Promise<void> {
  const deadline = performance.now() + limitMs;
  return pWaitFor(
    async () => {
      if (await holds()) return true;
      if (performance.now() < deadline) return false;
      throw new Error(`it did not come to that: ${String(holds)}`);
    },
    { interval },
  );
}
