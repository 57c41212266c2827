import { z } from 'zod';
import { batteryReadingSchema } from '../contract/battery.js';
import { lossSchema, outcomeSchema } from '../contract/outcome.js';
import { containedPath } from '../contract/paths.js';
import { routes } from '../contract/route.js';
import { Problem } from '../problem.js';
import { JsonLinesFollower, JsonLinesWriter } from './json-lines.js';

/** A worker took the phone. */
const session = z.strictObject({
  type: z.literal('session'),
  at: z.iso.datetime(),
  udid: z.string(),
  deviceName: z.string(),
  labName: z.string().optional(),
  osVersion: z.string(),
  appBuild: z.string(),
  osBuild: z.string().optional(),
  /** Whether the app was installed in this session, and not found as it should be. */
  installed: z.boolean(),
  /** How the driver reached the phone's services when the session began; earlier versions do not say. */
  transport: z.enum(routes).optional(),
});
export type Session = z.infer<typeof session>;

const started = z.strictObject({ type: z.literal('started'), at: z.iso.datetime(), launch: z.string() });

const finished = z.strictObject({
  type: z.literal('finished'),
  at: z.iso.datetime(),
  launch: z.string(),
  startedAt: z.iso.datetime(),
  outcome: outcomeSchema,
  /** The raw events' file, relative to the run's folder. Absent when the app wrote none. */
  events: containedPath.optional(),
  /** What that file holds; journals of earlier versions do not say. */
  eventsBytes: z.int().nonnegative().optional(),
  eventsSha256: z.string().optional(),
  /** The timed steps that were under way when the host looked at the phone; absent when none was. */
  disturbed: z.array(z.string()).readonly().optional(),
  /** What was wrong with the way to the phone once the launch was over; absent when nothing was. */
  wayTrouble: z.string().optional(),
});
export type Finished = z.infer<typeof finished>;

/** The attempt is not a result, and the launch is still owed. */
const lost = z.strictObject({
  type: z.literal('lost'),
  at: z.iso.datetime(),
  launch: z.string(),
  startedAt: z.iso.datetime(),
  loss: lossSchema,
});
export type Lost = z.infer<typeof lost>;

/** What the battery's gauge said between launches, where that was something new. */
const battery = z.strictObject({ type: z.literal('battery'), at: z.iso.datetime(), reading: batteryReadingSchema });

const entrySchema = z.discriminatedUnion('type', [session, started, finished, lost, battery]);
export type Entry = z.infer<typeof entrySchema>;

/** One phone's record of a run: one writer, only ever appended to, each line on disk before the worker goes on. */
export class Journal {
  readonly #writer: JsonLinesWriter<Entry>;
  readonly #entries: Entry[];

  /** Opens or begins a journal. A line that a crash tore off is cut away. */
  static open(path: string): Journal {
    return new Journal(new JsonLinesWriter(path), readJournal(path));
  }

  private constructor(writer: JsonLinesWriter<Entry>, entries: Entry[]) {
    this.#writer = writer;
    this.#entries = entries;
  }

  append(entry: Entry): void {
    this.#writer.append(entry);
    this.#entries.push(entry);
  }

  /** All of them so far, also of workers before this one. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** How often the launch was begun, so that each attempt gets a name of its own on the phone. */
  attempts(launch: string): number {
    return this.#entries.filter((entry) => entry.type === 'started' && entry.launch === launch).length;
  }

  /** The launches that were begun, an id for each time. */
  get begun(): readonly string[] {
    return this.#entries.flatMap((entry) => (entry.type === 'started' ? [entry.launch] : []));
  }

  close(): void {
    this.#writer.close();
  }
}

/**
 * Reads a journal, empty when there is none. Throws a Problem that names the line of an entry it does not know. An entry
 * that was written twice counts once: no two are of one moment.
 */
export const readJournal = (path: string): Entry[] => followJournal(path).read();

/** Reads a journal that grows, each entry once. */
export const followJournal = (path: string): JournalFollower => new JournalFollower(path);

class JournalFollower {
  readonly #lines: JsonLinesFollower<typeof entrySchema>;
  readonly #seen = new Set<string>();

  constructor(path: string) {
    this.#lines = new JsonLinesFollower(path, entrySchema, unknownEntry(path));
  }

  /** The entries that were appended since the last call. */
  read(): Entry[] {
    return this.#lines.read().filter((entry) => {
      const { size } = this.#seen;
      return this.#seen.add(JSON.stringify(entry)).size > size;
    });
  }
}

const knownTypes: readonly string[] = entrySchema.options.map(({ shape }) => shape.type.value);
const typed = z.looseObject({ type: z.string() });

const unknownEntry = (path: string) => (line: number, content: unknown) => {
  const { data } = typed.safeParse(content);
  return data !== undefined && !knownTypes.includes(data.type)
    ? new Problem(
        `${path}:${String(line)} has an entry of type ${data.type}, which this version of rezbench does not know; use the version that wrote it`,
      )
    : new Problem(`${path}:${String(line)} is damaged; remove that line, its launch will be run again`);
};
