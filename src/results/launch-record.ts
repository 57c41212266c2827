import type { Event, Hello, ResultOf } from '../contract/events.js';
import type { StepName } from '../contract/job.js';
import type { Outcome } from '../contract/outcome.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { median } from '../stats/summary.js';
import type { AroundLaunch } from './battery-around.js';
import type { Finished, Session } from './journal.js';
import type { JudgedImage } from './quality-file.js';
import { readEvents } from './read-events.js';
import type { RunFolder } from './run-folder.js';
import { shortfallIn } from './shortfall.js';

/** One launch as it ended on one phone: the journal's entry, the app's own events, and what the host judged of it. */
export interface LaunchRecord {
  readonly session: Session;
  /** With an outcome that is ok only where all that the plan asks of the launch is there. */
  readonly finished: Finished;
  readonly events: readonly Event[];
  readonly hello: Hello | undefined;
  readonly judged: readonly JudgedImage[];
  /** What the battery's gauge said around it; absent where nothing was asked. */
  readonly around?: AroundLaunch | undefined;
}

/** An image that a launch enlarged, and what the host found about it, once it has. */
export interface EnlargedImage extends Pick<ResultOf<'quality'>, 'image' | 'width' | 'height' | 'tiles' | 'sha256'> {
  readonly latencyNs: number;
  readonly judged: JudgedImage | undefined;
}

/**
 * Reads what a launch left. The journal says how it ended; where that was well and its events are gone, are others than the
 * host wrote, or are fewer than the plan asks for, the record says so in its outcome.
 */
export function launchRecord(
  folder: RunFolder,
  planned: PlannedLaunch | undefined,
  session: Session,
  finished: Finished,
  judged: readonly JudgedImage[],
): LaunchRecord {
  const { events, damage } = readEvents(folder, finished);
  const hello = events.find((event): event is Hello => event.event === 'hello');
  const known = { session, events, hello, judged };
  if (finished.outcome.status !== 'ok') return { ...known, finished };
  const outcome =
    (damage === undefined ? undefined : lostEvents(finished.events ?? '', damage)) ??
    otherBuild(session, hello) ??
    shortfallIn(planned?.job.steps ?? [], events);
  return { ...known, finished: outcome === undefined ? finished : { ...finished, outcome } };
}

const lostEvents = (file: string, damage: string): Outcome => ({
  status: 'unreadable',
  file,
  reason: `${damage}; put it back, or run the sweep anew`,
});

/** An .ipa that was replaced in the midst of a run is installed by a later session. */
function otherBuild({ appBuild }: Session, hello: Hello | undefined): Outcome | undefined {
  if (hello === undefined || hello.appBuild === appBuild) return undefined;
  return { status: 'error', step: 'launch', reason: `it was build ${hello.appBuild} of the app, and not ${appBuild}` };
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
    // An image that was judged again for more figures has all of them in its last line.
    judged: record.judged.findLast((figures) => figures.image === image && figures.output === sha256),
  }));
}

/** The timed predictions of a launch, in nanoseconds; empty when it did not come that far. */
export function latenciesNs(record: LaunchRecord, scope: 'predict' | 'end_to_end'): readonly number[] {
  const [first, ...more] = resultsOf(record, 'measure').filter((measured) => measured.scope === scope);
  // Nearly always there is one, which need not be copied.
  return more.length === 0
    ? (first?.latenciesNs ?? [])
    : [...(first ? [first] : []), ...more].flatMap((each) => each.latenciesNs);
}

const medians = new WeakMap<LaunchRecord, { readonly ns: number | undefined }>();

/** The median of those predictions, computed once for all tables that have it; undefined where there are none. */
export function medianNs(record: LaunchRecord): number | undefined {
  const known = medians.get(record);
  if (known !== undefined) return known.ns;
  const latencies = latenciesNs(record, 'predict');
  const ns = latencies.length === 0 ? undefined : median(latencies);
  medians.set(record, { ns });
  return ns;
}

export const loadOf = (
  launch: LaunchRecord | undefined,
  procedure: ResultOf<'load'>['procedure'],
): ResultOf<'load'> | undefined => launch && resultsOf(launch, 'load').find((load) => load.procedure === procedure);
