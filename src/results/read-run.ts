import { launchRecord } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';
import { readJournal } from './journal.js';
import type { Entry, Session } from './journal.js';
import { journaledPhones, journalFile, readPlan } from './run-folder.js';
import type { RunFolder } from './run-folder.js';
import type { PhoneRecord } from './case-record.js';

/** Everything a run's journals say, by phone. Throws a Problem for a damaged plan or journal. */
export function readRun(folder: RunFolder): PhoneRecord[] {
  const plan = readPlan(folder);
  return journaledPhones(folder).map((udid) => {
    const entries = readJournal(journalFile(folder, udid));
    return { runId: folder.id, udid, plan, sessions: sessionsOf(entries), launches: launchesOf(folder, entries) };
  });
}

const sessionsOf = (entries: readonly Entry[]): Session[] => entries.filter((entry) => entry.type === 'session');

/** Each launch with the session it ran in. */
function launchesOf(folder: RunFolder, entries: readonly Entry[]): LaunchRecord[] {
  let session: Session | undefined;
  const records: LaunchRecord[] = [];
  for (const entry of entries) {
    if (entry.type === 'session') session = entry;
    if (entry.type === 'finished' && session) records.push(launchRecord(folder, session, entry));
  }
  return records;
}
