import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** The folder of the only run under `out`; undefined as long as there is none that could be resumed. */
export function runIn(out: string): string | undefined {
  if (!existsSync(out)) return undefined;
  const runs = readdirSync(out)
    .filter((name) => !name.startsWith('.'))
    .map((name) => join(out, name))
    .filter((run) => existsSync(join(run, 'plan.json')));
  if (runs.length > 1) throw new Error(`${out} holds several runs`);
  return runs[0];
}

interface Launch {
  readonly id: string;
  readonly job: { readonly steps: readonly { readonly do: string }[] };
}

interface Plan {
  readonly cases: readonly unknown[];
  readonly launches: readonly Launch[];
  readonly anchors: readonly Launch[];
  readonly primes: readonly Launch[];
  readonly purge: Launch;
}

const planIn = (run: string): Plan => JSON.parse(readFileSync(join(run, 'plan.json'), 'utf8')) as Plan;

/** The steps of each launch of a run, also of those that come on demand and have a number after their id. */
export function stepsIn(run: string): (launch: string) => readonly string[] {
  const { launches, anchors, primes, purge } = planIn(run);
  const byId = new Map(
    [...launches, ...anchors, ...primes, purge].map(({ id, job }) => [id, job.steps.map((step) => step.do)]),
  );
  return (launch) => byId.get(launch) ?? byId.get(launch.replace(/-\d+$/, '')) ?? [];
}

/** How many planned launches have ended, on all phones together; those that come on demand bring nothing forward. */
export function endedLaunches(run: string | undefined): number {
  if (run === undefined) return 0;
  const journals = readdirSync(join(run, 'journal')).filter((name) => name.endsWith('.jsonl'));
  const ended = journals.flatMap((name) =>
    readFileSync(join(run, 'journal', name), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"type":"finished"') && !/"launch":"(anchor|purge|prime)-/.test(line)),
  );
  return ended.length;
}

/** Whether each case of each phone has an end of its own: then resuming has nothing left to do. */
export function isComplete(run: string, phones: number): boolean {
  const file = join(run, 'results.csv');
  if (!existsSync(file)) return false;
  const rows = parse(readFileSync(file), { columns: true }) as unknown as { status: string }[];
  const isOwed = ({ status }: { status: string }): boolean => status === 'skipped' || status === 'lost';
  return rows.length >= phones * planIn(run).cases.length && !rows.some(isOwed);
}
