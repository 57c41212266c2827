import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { jobSchema } from '../../../contract/job.js';
import { eventsPath, jobPath } from '../../../contract/paths.js';
import type { Launch } from '../launch.js';

const pollMs = 5;

export const anyStep = (): boolean => true;

/**
 * Acts once the app has said that it begins a step that is meant. The last look is after the app's end: a launch can be
 * over between two looks, and whether a fault strikes must not depend on that.
 */
export function onceBegun(launch: Launch, isMeant: (step: string) => boolean, act: () => void): void {
  const { child } = launch;
  const events = eventsOf(launch);
  if (events === undefined) return;
  const look = (): void => {
    if (!begunSteps(events).some(isMeant)) return;
    stop();
    act();
  };
  const watch = setInterval(look, pollMs);
  const stop = (): void => {
    clearInterval(watch);
    child.off('exit', look);
    child.off('exit', stop);
    child.off('error', stop);
  };
  child.once('exit', look);
  child.once('exit', stop);
  child.once('error', stop);
}

/** Where the app of a launch writes its events; undefined without a job. */
export function eventsOf({ app, args }: Launch): string | undefined {
  const name = launchNameIn(args);
  return name === undefined ? undefined : join(app.container, 'Documents', eventsPath(name));
}

/** The launch that an app was started for, by its arguments. */
export const launchNameIn = (args: readonly string[]): string | undefined =>
  /^jobs\/(.+)\.json$/.exec(args[args.indexOf('--job') + 1] ?? '')?.[1];

/** Whether the launch's job has a step that is meant. */
export function asksFor({ app, args }: Launch, isMeant: (step: string) => boolean): boolean {
  const name = launchNameIn(args);
  const job = name === undefined ? undefined : join(app.container, 'Documents', jobPath(name));
  if (job === undefined || !existsSync(job)) return false;
  const parsed = jobSchema.safeParse(JSON.parse(readFileSync(job, 'utf8')));
  return parsed.success && parsed.data.steps.some(({ do: step }) => isMeant(step));
}

const startSchema = z.looseObject({ event: z.literal('start'), do: z.string() });

/** The steps that have begun, by the whole lines of a journal. */
function begunSteps(events: string): string[] {
  if (!existsSync(events)) return [];
  const lines = readFileSync(events, 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => startSchema.safeParse(JSON.parse(line)).data?.do ?? []);
}
