import { join } from 'node:path';
import { eventSchema } from '../contract/events.js';
import type { Event, Hello, ResultOf } from '../contract/events.js';
import type { StepName } from '../contract/job.js';
import { Problem } from '../problem.js';
import type { Finished, Session } from './journal.js';
import { readJsonLines } from './json-lines.js';
import type { JudgedImage } from './quality-file.js';
import type { RunFolder } from './run-folder.js';

/** One launch as it ended on one phone: the journal's entry, the app's own events, and what the host judged of it. */
export interface LaunchRecord {
  readonly session: Session;
  readonly finished: Finished;
  readonly events: readonly Event[];
  readonly hello: Hello | undefined;
  readonly judged: readonly JudgedImage[];
}

/** An image that a launch enlarged, and what the host found about it, once it has. */
export interface EnlargedImage extends Pick<ResultOf<'quality'>, 'image' | 'width' | 'height' | 'tiles' | 'sha256'> {
  readonly latencyNs: number;
  readonly judged: JudgedImage | undefined;
}

export function launchRecord(
  folder: RunFolder,
  session: Session,
  finished: Finished,
  judged: readonly JudgedImage[],
): LaunchRecord {
  const events = eventsOf(folder, finished);
  const hello = events.find((event): event is Hello => event.event === 'hello');
  return { session, finished, events, hello, judged };
}

/** The journal says how a launch ended even where the raw events are gone. Throws a Problem for a damaged line. */
function eventsOf(folder: RunFolder, { events }: Finished): Event[] {
  if (events === undefined) return [];
  const file = join(folder.path, events);
  const damage = (line: number): Problem =>
    new Problem(
      `${file}:${String(line)} is damaged; restore the file, or remove it, and its launch stands in the tables without figures`,
    );
  return readJsonLines(file, eventSchema, damage);
}

/** All results of one kind of step, in the order the app wrote them. */
export function resultsOf<Name extends StepName>({ events }: LaunchRecord, name: Name): ResultOf<Name>[] {
  return events.filter((event): event is ResultOf<Name> => event.event === 'result' && event.do === name);
}

/** The images that a launch enlarged; none of a launch that did not end well. */
export function enlargedImages(record: LaunchRecord): EnlargedImage[] {
  if (record.finished.outcome.status !== 'ok') return [];
  return resultsOf(record, 'quality').map(({ image, width, height, tiles, sha256, latencyNs }) => ({
    image,
    width,
    height,
    tiles,
    sha256,
    latencyNs,
    judged: record.judged.find((figures) => figures.image === image && figures.output === sha256),
  }));
}

/** The timed predictions of a launch, in nanoseconds; empty when it did not come that far. */
export const latenciesNs = (record: LaunchRecord, scope: 'predict' | 'end_to_end'): readonly number[] =>
  resultsOf(record, 'measure')
    .filter((measured) => measured.scope === scope)
    .flatMap((measured) => measured.latenciesNs);

export const loadOf = (
  launch: LaunchRecord | undefined,
  procedure: ResultOf<'load'>['procedure'],
): ResultOf<'load'> | undefined => launch && resultsOf(launch, 'load').find((load) => load.procedure === procedure);
