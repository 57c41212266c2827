import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Event } from '../../contract/events.js';

/** An event without its time, which the log adds. */
export type Untimed = Event extends infer Each ? (Each extends Event ? Omit<Each, 'tNs'> : never) : never;

/** The launch's events.jsonl: each line is on disk before the app goes on. */
export class EventLog {
  readonly #fd: number;

  /** Undefined when the launch already has events: it ran before and must not run twice. */
  static create(path: string): EventLog | undefined {
    if (existsSync(path)) return undefined;
    mkdirSync(dirname(path), { recursive: true });
    return new EventLog(openSync(path, 'ax'));
  }

  private constructor(fd: number) {
    this.#fd = fd;
  }

  append(event: Untimed): void {
    const tNs = Math.round(performance.now() * 1e6);
    writeSync(this.#fd, `${JSON.stringify({ ...event, tNs })}\n`);
    fsyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
