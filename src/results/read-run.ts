import { plannedLaunches } from '../plan/on-demand.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { batteryAround } from './battery-around.js';
import { readColdLoadFinding } from './cold-load-finding.js';
import { countedEnds, failuresIn } from './failures.js';
import { launchRecord } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';
import { readJournal } from './journal.js';
import type { Entry, Finished, Session } from './journal.js';
import { requiresUnit } from './require-unit.js';
import { readQuality } from './quality-file.js';
import type { JudgedImage } from './quality-file.js';
import { journaledPhones, journalFile, readPlan } from './run-folder.js';
import type { RunFolder } from './run-folder.js';
import type { Attempt, PhoneRecord } from './case-record.js';
import { triesIn } from './tries.js';
import { groupBy } from './group-by.js';

type IsWanted = (planned: PlannedLaunch | undefined) => boolean;

/**
 * Everything a run's journals say, by phone. Events are read of launches that are `wanted`; others have none, and end as the
 * journal says. Throws a Problem for a damaged plan or journal.
 */
export const readRun = (folder: RunFolder, wanted?: IsWanted): PhoneRecord[] => [...readPhones(folder, wanted)];

/** The same, a phone at a time. */
export function* readPhones(folder: RunFolder, wanted: IsWanted = () => true): Generator<PhoneRecord> {
  const plan = readPlan(folder);
  const judged = judgedByLaunch(folder);
  const requireUnit = requiresUnit(folder);
  for (const udid of journaledPhones(folder)) {
    const entries = readJournal(journalFile(folder, udid));
    const aroundLaunches = batteryAround(entries);
    const attempts = attemptsOf(plan, entries, (planned, session, entry) => {
      const found = judged.get(keyOf(udid, entry.launch)) ?? [];
      const record = wanted(planned)
        ? launchRecord(folder, planned, session, entry, found)
        : { session, finished: entry, events: [], hello: undefined, judged: found };
      return { ...record, around: aroundLaunches.get(entry) };
    });
    const counted = countedEnds(entries);
    const launches = attempts.flatMap(({ entry, record }) =>
      record !== undefined && counted.get(entry.launch) === entry ? record : [],
    );
    yield {
      runId: folder.id,
      udid,
      plan,
      sessions: entries.filter((entry) => entry.type === 'session'),
      launches,
      lost: entries.filter((entry) => entry.type === 'lost'),
      triesOf: triesIn(plan, entries),
      failures: failuresIn(entries),
      attempts,
      coldLoadShown: coldLoadShown(folder, udid, launches),
      requireUnit,
    };
  }
}

/** A run is refused a phone whose iOS changed, so any launch tells the build. */
function coldLoadShown(folder: RunFolder, udid: string, launches: readonly LaunchRecord[]): boolean | undefined {
  const hello = launches.find((launch) => launch.hello !== undefined)?.hello;
  return hello && readColdLoadFinding(folder, { udid, osBuild: hello.os.build })?.purgedIsSlower;
}

const keyOf = (udid: string, launch: string): string => `${udid}/${launch}`;

const judgedByLaunch = (folder: RunFolder): ReadonlyMap<string, readonly JudgedImage[]> =>
  groupBy(readQuality(folder), ({ udid, launch }) => keyOf(udid, launch));

/** Each attempt that ended, a finished launch with the session it ran in. */
function attemptsOf(
  plan: Plan,
  entries: readonly Entry[],
  recordOf: (planned: PlannedLaunch | undefined, session: Session, entry: Finished) => LaunchRecord,
): Attempt[] {
  const find = plannedLaunches(plan);
  let session: Session | undefined;
  const begun = new Map<string, number>();
  const attempts: Attempt[] = [];
  for (const entry of entries) {
    switch (entry.type) {
      case 'session':
        session = entry;
        break;
      case 'started':
        begun.set(entry.launch, (begun.get(entry.launch) ?? 0) + 1);
        break;
      case 'finished':
      case 'lost': {
        if (session === undefined) break;
        const record = entry.type === 'finished' ? recordOf(find(entry.launch), session, entry) : undefined;
        attempts.push({ number: begun.get(entry.launch) ?? 1, entry, record });
      }
    }
  }
  return attempts;
}
