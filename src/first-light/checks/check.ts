import type { Evidence } from '../evidence.js';
import type { Verdict } from '../verdict.js';

/** One question that a phone answers. */
export interface Check {
  /** Stable; bug reports and docs/first-light.md name it. */
  readonly name: string;
  /** What holds when it passes, as a sentence without its full stop. */
  readonly claim: string;
  readonly judge: (evidence: Evidence) => Verdict;
}
