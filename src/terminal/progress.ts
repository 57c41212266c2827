import { existsSync } from 'node:fs';
import { isAnchorId } from '../results/case-record.js';
import { readJournal } from '../results/journal.js';
import type { Entry } from '../results/journal.js';
import { journalFile } from '../results/run-folder.js';
import type { RunState } from '../run/state.js';
import type { Plan } from '../plan/plan.js';
import { duration } from './duration.js';
import { remainingMs } from './eta.js';

const everyMs = 250;

/**
 * Shows how far the run is: done of total, what runs now, and how long the rest will take. On a terminal one line that
 * renews itself, elsewhere a line a launch. Returns the function that ends it.
 */
export function showProgress({ folder, phones }: RunState, plan: Plan): () => void {
  const total = plan.launches.length * phones.length;
  let shown = '';
  let reported = -1;
  const look = (): void => {
    const journals = phones.map(({ target }) => entriesOf(journalFile(folder, target.udid)));
    const entries = journals.flat();
    const done = entries.filter((entry) => entry.type === 'finished' && !isAnchorId(entry.launch)).length;
    const running = journals.flatMap((journal) => runningLaunch(journal) ?? []);
    const left = Math.max(...journals.map((journal) => remainingMs(plan, journal)));
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

const entriesOf = (file: string): Entry[] => (existsSync(file) ? readJournal(file) : []);

function runningLaunch(journal: readonly Entry[]): string | undefined {
  const last = journal.at(-1);
  return last?.type === 'started' ? last.launch : undefined;
}
