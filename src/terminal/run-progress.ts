import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { readMoves, withMoves } from '../results/moves.js';
import { plannedLaunches } from '../plan/on-demand.js';
import { tilesOf } from '../plan/step-time.js';
import { followJournal } from '../results/journal.js';
import type { Entry } from '../results/journal.js';
import { readEvents } from '../results/read-events.js';
import { journalFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { readUnderWay } from '../results/under-way.js';
import type { UnderWay } from '../results/under-way.js';
import { possibleLaunches } from '../run/remaining.js';
import type { RunPhone, RunState } from '../run/state.js';
import { remainingMs } from './eta.js';
import { launchResult, lostResult } from './launch-result.js';
import type { LaunchResult } from './launch-result.js';

/** What a launch tries, in a few words; undefined where its id says it. */
export type PurposeOf = (launch: string) => string | undefined;

/** How far one phone of a run is. Names are as they were given, not yet fit for a terminal. */
export interface PhoneProgress {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly leftMs: number;
  readonly running?: RunningLaunch | undefined;
  /** What the latest launch that ended came to. */
  readonly last?: { readonly launch: string; readonly text: string } | undefined;
  /** What a person should know of, since the last look. */
  readonly warnings: readonly string[];
}

interface RunningLaunch {
  readonly launch: string;
  readonly purpose?: string | undefined;
  /** When it began, ms since 1970. */
  readonly sinceMs: number;
  /** The share of its predictions that is done, where the phone was asked meanwhile. */
  readonly share?: number | undefined;
}

/** How far a run is. Launches that a phone's iOS cannot run do not count, so that every run can come to its end. */
export class RunProgress {
  readonly #phones: readonly FollowedPhone[];
  readonly #run: string;
  readonly #plan: Plan;
  /** The plan as it stands, and by how many moves. */
  #current: { readonly plan: Plan; readonly moves: number };

  constructor(
    { folder, phones }: Pick<RunState, 'folder' | 'phones'>,
    plan: Plan,
    purposeOf: PurposeOf = () => undefined,
  ) {
    this.#run = folder.path;
    this.#plan = plan;
    this.#current = { plan, moves: 0 };
    this.#phones = phones.map((phone) => new FollowedPhone(folder, phone, plan, purposeOf));
  }

  /** Reads what the journals have gained. */
  look(): PhoneProgress[] {
    this.#followMoves();
    return this.#phones.map((phone) => phone.look(this.#current.plan));
  }

  /** Phones that share the plan pass variants on to one another. */
  #followMoves(): void {
    if (this.#plan.share === undefined) return;
    const moves = readMoves(this.#run);
    if (moves.length > this.#current.moves) this.#current = { plan: withMoves(this.#plan, moves), moves: moves.length };
  }
}

/** Events of very many predictions are not read again for a line on a terminal. */
const mostEventsBytes = 4_000_000;

/** How far one phone is, by the entries that its journal has gained since the last look. */
class FollowedPhone {
  readonly #folder: RunFolder;
  readonly #target: RunPhone['target'];
  /** Entries of earlier starts of the run: all is said of them. */
  readonly #journaled: number;
  readonly #journal: ReturnType<typeof followJournal>;
  #plan: Plan;
  readonly #find: ReturnType<typeof plannedLaunches>;
  readonly #purposeOf: PurposeOf;
  #launches: readonly PlannedLaunch[] = [];
  #ids: ReadonlySet<string> = new Set();
  readonly #done = new Set<string>();
  readonly #entries: Entry[] = [];
  #running: Omit<RunningLaunch, 'share'> | undefined;
  #last: PhoneProgress['last'];
  #leftMs: number;

  constructor(folder: RunFolder, { target, journaled }: RunPhone, plan: Plan, purposeOf: PurposeOf) {
    this.#folder = folder;
    this.#journaled = journaled;
    this.#target = target;
    this.#journal = followJournal(journalFile(folder, target.udid));
    this.#plan = plan;
    this.#find = plannedLaunches(plan);
    this.#purposeOf = purposeOf;
    this.#takeLaunches();
    this.#leftMs = remainingMs(plan, this.#launches, []);
  }

  #takeLaunches(): void {
    this.#launches = possibleLaunches(this.#plan, this.#target.osVersion, this.#target.udid);
    this.#ids = new Set(this.#launches.map(({ id }) => id));
  }

  /** How far it is, by the plan as it stands. */
  look(plan: Plan): PhoneProgress {
    if (plan !== this.#plan) {
      this.#plan = plan;
      this.#takeLaunches();
    }
    const entries = this.#journal.read();
    const warnings = entries.flatMap((entry) => this.#take(entry) ?? []);
    if (entries.length > 0) this.#leftMs = remainingMs(this.#plan, this.#launches, this.#entries);
    const running = this.#running && { ...this.#running, share: this.#share(this.#running.launch) };
    return {
      name: this.#target.labName ?? this.#target.name,
      done: this.#done.size,
      total: this.#launches.length,
      leftMs: this.#leftMs,
      running,
      last: this.#last,
      warnings,
    };
  }

  /** Takes an entry in, and gives the warning that it is worth. */
  #take(entry: Entry): string | undefined {
    this.#entries.push(entry);
    if (entry.type === 'started') {
      const { launch, at } = entry;
      this.#running = { launch, purpose: this.#purposeOf(launch), sinceMs: Date.parse(at) };
      return undefined;
    }
    this.#running = undefined;
    if (entry.type === 'session' || entry.type === 'battery') return undefined;
    // What a run begins on demand is not of the plan.
    if (entry.type === 'finished' && this.#ids.has(entry.launch)) this.#done.add(entry.launch);
    if (this.#entries.length <= this.#journaled) return undefined;
    const { text, warning } = this.#resultOf(entry);
    this.#last = { launch: entry.launch, text };
    return warning;
  }

  #resultOf(entry: Extract<Entry, { type: 'finished' | 'lost' }>): LaunchResult {
    if (entry.type === 'lost') return lostResult(entry);
    const isShort = (entry.eventsBytes ?? 0) <= mostEventsBytes;
    return launchResult(entry, isShort ? readEvents(this.#folder, entry).events : []);
  }

  #share(launch: string): number | undefined {
    const underWay = readUnderWay(this.#folder, this.#target.udid);
    const planned = underWay?.launch === launch ? this.#find(launch) : undefined;
    return underWay && planned && shareOf(planned, underWay);
  }
}

/** The share of a launch's predictions that is done; undefined where it predicts nothing that is counted. */
function shareOf({ job: { steps } }: PlannedLaunch, { step, share }: UnderWay): number | undefined {
  const tiles = steps.map(tilesOf);
  const sum = (of: readonly number[]): number => of.reduce((total, count) => total + count, 0);
  const all = sum(tiles);
  return all === 0 ? undefined : (sum(tiles.slice(0, step)) + (tiles[step] ?? 0) * share) / all;
}
