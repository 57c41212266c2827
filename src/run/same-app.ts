import type { HarnessApp } from '../phone/harness-app.js';
import { Problem } from '../problem.js';
import { readJournal } from '../results/journal.js';
import type { Session } from '../results/journal.js';
import { journaledPhones, journalFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';

/**
 * Throws a Problem for an app of another build than a session of the run had, on whatever phone: a run measures with one
 * build, so that its rows compare.
 */
export function checkSameApp(folder: RunFolder, { ipa, build }: HarnessApp): void {
  const other = sessionOfOtherBuild(folder, build);
  if (other === undefined) return;
  throw new Problem(
    `${ipa} has build ${build} of the app, and ${other.deviceName} had build ${other.appBuild} earlier in this run; give that one with --app, or start a new run`,
  );
}

/** A session of the run that had another build of the app than this. */
export function sessionOfOtherBuild(folder: RunFolder, build: string): Session | undefined {
  for (const udid of journaledPhones(folder)) {
    const other = readJournal(journalFile(folder, udid)).find(
      (entry) => entry.type === 'session' && entry.appBuild !== build,
    );
    if (other?.type === 'session') return other;
  }
  return undefined;
}
