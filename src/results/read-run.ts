import { launchRecord } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';
import { readJournal } from './journal.js';
import type { Entry, Lost, Session } from './journal.js';
import { readQuality } from './quality-file.js';
import type { JudgedImage } from './quality-file.js';
import { journaledPhones, journalFile, readPlan } from './run-folder.js';
import type { RunFolder } from './run-folder.js';
import type { PhoneRecord } from './case-record.js';

/** Everything a run's journals say, by phone. Throws a Problem for a damaged plan or journal. */
export function readRun(folder: RunFolder): PhoneRecord[] {
  const plan = readPlan(folder);
  const judged = judgedByLaunch(folder);
  return journaledPhones(folder).map((udid) => {
    const entries = readJournal(journalFile(folder, udid));
    return {
      runId: folder.id,
      udid,
      plan,
      sessions: entries.filter((entry) => entry.type === 'session'),
      launches: launchesOf(folder, entries, (launch) => judged.get(keyOf(udid, launch)) ?? []),
      lost: entries.filter((entry): entry is Lost => entry.type === 'lost'),
    };
  });
}

const keyOf = (udid: string, launch: string): string => `${udid}/${launch}`;

function judgedByLaunch(folder: RunFolder): Map<string, JudgedImage[]> {
  const byLaunch = new Map<string, JudgedImage[]>();
  for (const image of readQuality(folder)) {
    const key = keyOf(image.udid, image.launch);
    byLaunch.set(key, [...(byLaunch.get(key) ?? []), image]);
  }
  return byLaunch;
}

/** Each launch with the session it ran in. */
function launchesOf(
  folder: RunFolder,
  entries: readonly Entry[],
  judgedIn: (launch: string) => readonly JudgedImage[],
): LaunchRecord[] {
  let session: Session | undefined;
  const records: LaunchRecord[] = [];
  for (const entry of entries) {
    if (entry.type === 'session') session = entry;
    if (entry.type === 'finished' && session) {
      records.push(launchRecord(folder, session, entry, judgedIn(entry.launch)));
    }
  }
  return records;
}
