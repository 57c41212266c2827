import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { outcomeSchema } from '../contract/outcome.js';
import { Problem } from '../problem.js';

/** A worker took the phone. */
const session = z.strictObject({
  type: z.literal('session'),
  at: z.iso.datetime(),
  udid: z.string(),
  deviceName: z.string(),
  labName: z.string().optional(),
  osVersion: z.string(),
  appBuild: z.string(),
});
export type Session = z.infer<typeof session>;

const started = z.strictObject({ type: z.literal('started'), at: z.iso.datetime(), launch: z.string() });

/** What the host found about one enlarged image. A figure is absent where there is nothing to compare with. */
const imageQuality = z.strictObject({
  image: z.string(),
  width: z.int(),
  height: z.int(),
  tiles: z.int(),
  sha256: z.string(),
  latencyNs: z.int(),
  psnrYDb: z.number().optional(),
  psnrRgbDb: z.number().optional(),
  ssimY: z.number().optional(),
  fidelityDb: z.number().optional(),
});
export type ImageQuality = z.infer<typeof imageQuality>;

const finished = z.strictObject({
  type: z.literal('finished'),
  at: z.iso.datetime(),
  launch: z.string(),
  startedAt: z.iso.datetime(),
  outcome: outcomeSchema,
  /** The raw events' file, relative to the run's folder. Absent when the app wrote none. */
  events: z.string().optional(),
  quality: z.array(imageQuality).optional(),
});
export type Finished = z.infer<typeof finished>;

const entrySchema = z.discriminatedUnion('type', [session, started, finished]);
export type Entry = z.infer<typeof entrySchema>;

/** One phone's record of a run: one writer, only ever appended to, each line on disk before the worker goes on. */
export class Journal {
  readonly #fd: number;
  readonly #entries: Entry[];

  /** Opens or begins a journal. A line that was torn off by a crash is cut away. */
  static open(path: string): Journal {
    mkdirSync(dirname(path), { recursive: true });
    const entries = existsSync(path) ? readJournal(path) : [];
    if (existsSync(path)) truncateSync(path, wholeLines(readFileSync(path)).length);
    return new Journal(openSync(path, 'a'), entries);
  }

  private constructor(fd: number, entries: Entry[]) {
    this.#fd = fd;
    this.#entries = entries;
  }

  append(entry: Entry): void {
    writeSync(this.#fd, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.#fd);
    this.#entries.push(entry);
  }

  /** How often the launch was begun, so that each attempt gets a name of its own on the phone. */
  attempts(launch: string): number {
    return this.#entries.filter((entry) => entry.type === 'started' && entry.launch === launch).length;
  }

  get sessions(): number {
    return this.#entries.filter(({ type }) => type === 'session').length;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** Reads a journal; a torn last line is left out. Throws a Problem that names the line of any other damage. */
export function readJournal(path: string): Entry[] {
  return wholeLines(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const parsed = entrySchema.safeParse(jsonOf(line));
      if (parsed.success) return parsed.data;
      throw new Problem(`${path}:${String(index + 1)} is damaged; remove that line, its launch will be run again`);
    });
}

/** The launches that ended, whatever way. */
export const finishedLaunches = (entries: readonly Entry[]): Set<string> =>
  new Set(entries.flatMap((entry) => (entry.type === 'finished' ? [entry.launch] : [])));

const wholeLines = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.lastIndexOf('\n') + 1);

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
