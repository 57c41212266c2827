import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { mostBytes } from '../bounds/bounds.js';
import { tooLarge } from '../bounds/read-file.js';
import { Problem } from '../problem.js';
import { parseJson } from '../contract/json.js';

/** What a reader says about a line it does not know. `line` counts from 1; `content` is undefined where it is not JSON. */
export type Damage = (line: number, content: unknown) => Error;

/** Reads a file of JSON lines; none when it is not there. A last line without its newline was torn off and is left out. */
export function readJsonLines<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  damage: Damage,
): z.infer<Schema>[] {
  return new JsonLinesFollower(path, schema, damage).read();
}

/** Reads a growing file of JSON lines, each line once. */
export class JsonLinesFollower<Schema extends z.ZodType> {
  readonly #path: string;
  readonly #schema: Schema;
  readonly #damage: Damage;
  #readBytes = 0;
  #readLines = 0;

  constructor(path: string, schema: Schema, damage: Damage) {
    this.#path = path;
    this.#schema = schema;
    this.#damage = damage;
  }

  /** The whole lines that were appended since the last call. */
  read(): z.infer<Schema>[] {
    const bytes = wholeLines(bytesFrom(this.#path, this.#readBytes));
    this.#readBytes += bytes.length;
    return bytes
      .toString('utf8')
      .split('\n')
      .slice(0, -1)
      .map((text) => {
        this.#readLines += 1;
        const content = parseJson(text);
        const parsed = this.#schema.safeParse(content);
        if (parsed.success) return parsed.data;
        throw this.#damage(this.#readLines, content);
      });
  }
}

/** The writing end of a file of JSON lines, which has one writer at a time. */
export class JsonLinesWriter<Line> {
  readonly #fd: number;
  /** Where a line ended, when what was written after it could not be taken away. */
  #tornAt: number | undefined;

  /** Opens or begins a file. A line that a crash tore off is cut away. */
  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path)) truncateSync(path, wholeLines(readFileSync(path)).length);
    this.#fd = openSync(path, 'a');
  }

  /** The line is on disk when this returns. When it throws, as on a full disk, the file is what it was before. */
  append(line: Line): void {
    this.#mend();
    this.#tornAt = fstatSync(this.#fd).size;
    try {
      writeAll(this.#fd, Buffer.from(`${JSON.stringify(line)}\n`));
      fsyncSync(this.#fd);
      this.#tornAt = undefined;
    } catch (error) {
      try {
        this.#mend();
      } catch {
        // The next line is not written before that has been done.
      }
      throw error;
    }
  }

  /** Cuts away what was written of a line. */
  #mend(): void {
    if (this.#tornAt !== undefined) ftruncateSync(this.#fd, this.#tornAt);
    this.#tornAt = undefined;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** A disk that fills up takes a part of what it is given without an error, and refuses the rest. */
function writeAll(fd: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) {
    const more = writeSync(fd, bytes, written);
    if (more === 0) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
    }
    written += more;
  }
}

function bytesFrom(path: string, offset: number): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0);
  const fd = openSync(path, 'r');
  try {
    const more = Math.max(0, fstatSync(fd).size - offset);
    if (more > mostBytes.lines.most) throw new Problem(tooLarge(path, more, mostBytes.lines.most));
    const bytes = Buffer.alloc(more);
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(fd);
  }
}

const wholeLines = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
