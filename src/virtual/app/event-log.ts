import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Event } from '../../contract/events.js';

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

  append(event: Event): void {
    writeSync(this.#fd, `${JSON.stringify(event)}\n`);
    fsyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
