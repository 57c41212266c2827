import type { Plan } from '../plan/plan.js';
import { isAnchorId } from '../results/case-record.js';
import { followJournal } from '../results/journal.js';
import type { Entry } from '../results/journal.js';
import { journalFile } from '../results/run-folder.js';
import type { RunState } from '../run/state.js';
import { duration } from './duration.js';
import { remainingMs } from './eta.js';

const everyMs = 250;

/**
 * Shows how far the run is: done of total, what runs now, and how long the rest will take. On a terminal one line that
 * renews itself, elsewhere a line a launch. Returns the function that ends it.
 */
export function showProgress({ folder, phones }: RunState, plan: Plan): () => void {
  const total = plan.launches.length * phones.length;
  const followed = phones.map(({ target }) => new FollowedPhone(journalFile(folder, target.udid), plan));
  let shown = '';
  let reported = -1;
  const look = (): void => {
    for (const phone of followed) phone.look();
    const done = followed.reduce((sum, phone) => sum + phone.done.size, 0);
    const running = followed.flatMap((phone) => phone.running ?? []);
    const left = Math.max(...followed.map((phone) => phone.leftMs));
    const line = `${String(done).padStart(String(total).length)}/${String(total)}  ${duration(left)} left  ${running.join(', ')}`;
    if (process.stdout.isTTY) {
      if (line !== shown) process.stdout.write(`\r\u001b[2K${line.slice(0, process.stdout.columns - 1)}`);
      shown = line;
    } else if (done > reported) {
      reported = done;
      console.log(line);
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

/** How far one phone is, by the entries that its journal has gained since the last look. */
class FollowedPhone {
  readonly done = new Set<string>();
  /** The launch that runs now. */
  running: string | undefined;
  leftMs: number;
  readonly #journal: ReturnType<typeof followJournal>;
  readonly #plan: Plan;
  readonly #entries: Entry[] = [];

  constructor(journal: string, plan: Plan) {
    this.#journal = followJournal(journal);
    this.#plan = plan;
    this.leftMs = remainingMs(plan, []);
  }

  look(): void {
    const entries = this.#journal.read();
    if (entries.length === 0) return;
    for (const entry of entries) {
      this.#entries.push(entry);
      this.running = entry.type === 'started' ? entry.launch : undefined;
      if (entry.type === 'finished' && !isAnchorId(entry.launch)) this.done.add(entry.launch);
    }
    this.leftMs = remainingMs(this.#plan, this.#entries);
  }
}
