import type { Evidence } from '../evidence.js';
import type { CheckResult } from '../check-result.js';

/** One question about a phone. */
export interface Check {
  /** The name never changes: bug reports and docs/first-light.md refer to it. */
  readonly name: string;
  /** What is true when the check passes, as a sentence without its full stop. */
  readonly claim: string;
  readonly judge: (evidence: Evidence) => CheckResult;
}
