import type { HarnessApp } from '../phone/harness-app.js';
import { Problem } from '../problem.js';
import { readJournal } from '../results/journal.js';
import { journaledPhones, journalFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';

/**
 * Throws a Problem for an app of another build than a session of the run had, on whatever phone: a run measures with one
 * build, so that its rows compare.
 */
export function checkSameApp(folder: RunFolder, { ipa, build }: HarnessApp): void {
  for (const udid of journaledPhones(folder)) {
    for (const entry of readJournal(journalFile(folder, udid))) {
      if (entry.type !== 'session' || entry.appBuild === build) continue;
      throw new Problem(
        `${ipa} has build ${build} of the app, and ${entry.deviceName} had build ${entry.appBuild} earlier in this run; give that one with --app, or start a new run`,
      );
    }
  }
}
