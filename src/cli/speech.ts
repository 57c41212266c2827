import { Problem } from '../problem.js';
import type { Speech } from '../terminal/screen.js';

/** How much a command says on standard output. What went wrong is said on standard error in any case. */
export const speechOptions = {
  quiet: {
    type: 'boolean',
    default: false,
    describe: 'No progress and no table: only where the results are',
  },
  json: {
    type: 'boolean',
    default: false,
    describe: 'No progress, and at the end one JSON object: the run, its cases, its exit code',
  },
} as const;

export interface SpeechArgs {
  quiet: boolean;
  json: boolean;
}

/** Throws a Problem for both: one has to give way, and neither says which. */
export function speechOf({ quiet, json }: SpeechArgs): Speech {
  if (quiet && json) throw new Problem('--quiet and --json: they exclude each other; give one of them');
  return json ? 'json' : quiet ? 'quiet' : 'full';
}
