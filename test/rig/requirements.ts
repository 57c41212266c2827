import type { Context } from 'mocha';

/**
 * Skips the running test when something it needs is not on this machine, and says what. With REZBENCH_REQUIRE_TOOLS=1
 * that is a failure instead, so that a CI job cannot pass by having nothing installed.
 */
export function requireOrSkip(context: Context, what: string, isThere: boolean): void {
  if (isThere) return;
  if (process.env['REZBENCH_REQUIRE_TOOLS'] === '1') throw new Error(`${what} is needed, and REZBENCH_REQUIRE_TOOLS=1`);
  console.log(`      skipped: ${what} is not here`);
  context.skip();
}

/** The folder of test data that is not part of the repository. Skips without it. */
export function testData(context: Context): string {
  const folder = process.env['REZBENCH_TESTDATA'] ?? '';
  requireOrSkip(context, 'test data, in the folder that REZBENCH_TESTDATA names,', folder !== '');
  return folder;
}
