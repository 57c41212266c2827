import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { followJournal } from '../results/journal.js';
import type { Entry } from '../results/journal.js';
import { journalFile } from '../results/run-folder.js';
import { possibleLaunches } from '../run/remaining.js';
import type { RunState } from '../run/state.js';
import { duration } from './duration.js';
import { remainingMs } from './eta.js';
import { printable } from './printable.js';

const everyMs = 250;

/** What a launch tries, in a few words; undefined where its id says it. */
export type PurposeOf = (launch: string) => string | undefined;

/**
 * Shows how far the run is: done of total, how long the rest will take, what runs now, and what for. On a terminal one line
 * that renews itself, elsewhere a line a launch. Returns the function that ends it.
 */
export function showProgress(state: RunState, plan: Plan, purposeOf?: PurposeOf): () => void {
  const progress = new RunProgress(state, plan, purposeOf);
  let shown = '';
  const lines = new ProgressLines();
  const look = (): void => {
    const seen = progress.look();
    if (process.stdout.isTTY) {
      if (seen.line !== shown) process.stdout.write(`\r\u001b[2K${seen.line.slice(0, process.stdout.columns - 1)}`);
      shown = seen.line;
    } else {
      const line = lines.next(seen);
      if (line !== undefined) console.log(line);
    }
  };
  look();
  const timer = setInterval(look, everyMs);
  return () => {
    clearInterval(timer);
    look();
    if (process.stdout.isTTY) process.stdout.write('\r\u001b[2K');
  };
}

/** How far a run is; `line` is for a person. */
interface Progress {
  readonly done: number;
  readonly total: number;
  /** The launches that run now, a phone's each. */
  readonly running: readonly string[];
  readonly line: string;
}

/** Which looks are worth a line where lines stay: the first, each that shows another launch, and the last. */
export class ProgressLines {
  #last: string | undefined;

  next({ done, total, running, line }: Progress): string | undefined {
    const last = `${String(done)} ${running.join(' ')}`;
    if (last === this.#last) return undefined;
    if (this.#last !== undefined && running.length === 0 && done < total) return undefined;
    this.#last = last;
    return line;
  }
}

/** How far a run is. Launches that a phone's iOS cannot run do not count, so that every run can come to its end. */
export class RunProgress {
  readonly #phones: readonly FollowedPhone[];
  readonly #purposeOf: PurposeOf;

  constructor(
    { folder, phones }: Pick<RunState, 'folder' | 'phones'>,
    plan: Plan,
    purposeOf: PurposeOf = () => undefined,
  ) {
    this.#purposeOf = purposeOf;
    this.#phones = phones.map(
      ({ target }) =>
        new FollowedPhone(
          journalFile(folder, target.udid),
          plan,
          possibleLaunches(plan, target.osVersion, target.udid),
        ),
    );
  }

  /** Reads what the journals have gained. */
  look(): Progress {
    for (const phone of this.#phones) phone.look();
    const done = this.#phones.reduce((sum, phone) => sum + phone.done, 0);
    const total = this.#phones.reduce((sum, phone) => sum + phone.total, 0);
    const running = this.#phones.flatMap((phone) => phone.running ?? []);
    const leftMs = Math.max(0, ...this.#phones.map((phone) => phone.leftMs));
    const count = `${String(done).padStart(String(total).length)}/${String(total)}`;
    const described = running.map((launch) => [launch, this.#purposeOf(launch) ?? []].flat().join(': '));
    return { done, total, running, line: printable(`${count}  ${duration(leftMs)} left  ${described.join(', ')}`) };
  }
}

/** How far one phone is, by the entries that its journal has gained since the last look. */
class FollowedPhone {
  /** The launch that runs now. */
  running: string | undefined;
  leftMs: number;
  readonly #journal: ReturnType<typeof followJournal>;
  readonly #plan: Plan;
  readonly #launches: readonly PlannedLaunch[];
  readonly #ids: ReadonlySet<string>;
  readonly #done = new Set<string>();
  readonly #entries: Entry[] = [];

  /** `launches` are those that the phone can carry out. */
  constructor(journal: string, plan: Plan, launches: readonly PlannedLaunch[]) {
    this.#journal = followJournal(journal);
    this.#plan = plan;
    this.#launches = launches;
    this.#ids = new Set(launches.map(({ id }) => id));
    this.leftMs = remainingMs(plan, launches, []);
  }

  get total(): number {
    return this.#launches.length;
  }

  get done(): number {
    return this.#done.size;
  }

  look(): void {
    const entries = this.#journal.read();
    if (entries.length === 0) return;
    for (const entry of entries) {
      this.#entries.push(entry);
      this.running = entry.type === 'started' ? entry.launch : undefined;
      // What a run begins on demand is not of the plan.
      if (entry.type === 'finished' && this.#ids.has(entry.launch)) this.#done.add(entry.launch);
    }
    this.leftMs = remainingMs(this.#plan, this.#launches, this.#entries);
  }
}
