import { join } from 'node:path';
import { beforeEach } from 'mocha';
import type { Event } from '../src/contract/events.js';
import type { Plan } from '../src/plan/plan.js';
import type { Entry } from '../src/results/journal.js';
import type { JudgedImage } from '../src/results/quality-file.js';
import { writeTables } from '../src/results/write-tables.js';
import { finished, measured, plannedCase, plannedLaunch, planOf, session, started, writeRun } from './hand-made-run.js';
import { rowsOf } from './rig/run-folder.js';
import type { Row } from './rig/run-folder.js';
import { temporaryFolder } from './rig/temporary-folder.js';

interface HandMadeTables {
  /** Of the run, another one for each test. */
  readonly folder: { readonly path: string };
  /** The rows of a table, by its name. */
  readonly table: (name: string) => Row[];
  /** Writes a run of one session with its tables, and returns the rows of its cases. */
  readonly write: (
    plan: Plan,
    entries: Entry[],
    events?: Readonly<Record<string, readonly Event[]>>,
    judged?: readonly JudgedImage[],
  ) => Row[];
  /** The row of a case that was launched once for each list of latencies, in nanoseconds. */
  readonly rowOf: (perLaunch: readonly (readonly number[])[]) => Row;
}

/** For a group of tests: runs that are written by hand, and their tables. */
export function handMadeTables(): HandMadeTables {
  let path = '';
  beforeEach(() => {
    path = temporaryFolder().path;
  });
  const table: HandMadeTables['table'] = (name) => rowsOf(join(path, `${name}.csv`));
  const write: HandMadeTables['write'] = (plan, entries, events = {}, judged = []) => {
    writeTables(writeRun(path, plan, [session(), ...entries], events, judged));
    return table('results');
  };
  return {
    folder: {
      get path() {
        return path;
      },
    },
    table,
    write,
    rowOf(perLaunch) {
      const ids = perLaunch.map((_, index) => `m${String(index)}`);
      const launches = ids.map((id) => plannedLaunch(id, { case: 'c' }));
      const entries = ids.flatMap((id) => [started(id), finished(id, { status: 'ok' })]);
      const events = Object.fromEntries(ids.map((id, index) => [id, measured(perLaunch[index] ?? [])]));
      const [row] = write(planOf([plannedCase('c')], launches), entries, events);
      if (row === undefined) throw new Error('no row');
      return row;
    },
  };
}

/** So many latencies of 1, 2, 3 ms and so on, in nanoseconds. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => (index + 1) * 1_000_000);

/** An attempt that was lost to the cable, a second after it began. */
export const lost = (launch: string): Entry => ({
  type: 'lost',
  at: '2026-01-01T00:00:11.000Z',
  launch,
  startedAt: '2026-01-01T00:00:10.000Z',
  loss: { cause: 'cable', detail: 'no device' },
});
