import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { sealOf } from '../../contract/events.js';
import type { Event } from '../../contract/events.js';

/** An event without its time, which the log adds. */
export type Untimed = Event extends infer Each ? (Each extends Event ? Omit<Each, 'tNs'> : never) : never;

/** The launch's events.jsonl: each line is on disk before the app goes on, or not there at all. */
export class EventLog {
  readonly #fd: number;
  readonly #aheadNs: () => number;
  readonly #digest = createHash('sha256');
  #bytes = 0;

  /** Undefined when the launch already has events: it ran before and must not run twice. */
  static create(path: string, aheadNs: () => number = () => 0): EventLog | undefined {
    if (existsSync(path)) return undefined;
    mkdirSync(dirname(path), { recursive: true });
    return new EventLog(openSync(path, 'ax'), aheadNs);
  }

  /** `aheadNs`: how far the phone's clock is ahead of this process's. */
  private constructor(fd: number, aheadNs: () => number) {
    this.#fd = fd;
    this.#aheadNs = aheadNs;
  }

  append(event: Untimed): void {
    const tNs = Math.round(performance.now() * 1e6) + this.#aheadNs();
    const line = Buffer.from(`${JSON.stringify({ ...event, tNs })}\n`);
    this.#write(line);
    this.#digest.update(line);
  }

  /** Says that nothing more follows. */
  seal(): void {
    this.#write(Buffer.from(sealOf(this.#digest.digest('hex'))));
    closeSync(this.#fd);
  }

  #write(line: Buffer): void {
    try {
      // A disk that fills up takes a part first, and fails at the next one.
      for (let done = 0; done < line.length;) done += writeSync(this.#fd, line, done);
      fsyncSync(this.#fd);
    } catch (error) {
      ftruncateSync(this.#fd, this.#bytes);
      throw error;
    }
    this.#bytes += line.length;
  }
}
