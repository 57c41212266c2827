import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { eventsIn, inventorySchema } from '../contract/events.js';
import type { StagedFile } from '../contract/job.js';
import { inventoryPath } from '../contract/paths.js';
import { Problem } from '../problem.js';
import { TransferFailed } from './command.js';
import type { FileService } from './phone.js';
import { parseJson } from '../contract/json.js';

/** A transfer that arrives damaged twice is not chance. */
const tries = 2;

/** The harness app's documents on a phone. Keeps account of what lies there, so that only what is missing is pushed. */
export class AppFiles {
  readonly #service: FileService;
  readonly #held = new Map<string, number>();

  constructor(service: FileService) {
    this.#service = service;
  }

  /** Learns from the app's inventory what it holds already. An app without a readable inventory holds nothing. */
  async takeInventory(): Promise<void> {
    const text = await this.pull(inventoryPath);
    if (text === undefined) return;
    const parsed = inventorySchema.safeParse(parseJson(text.toString('utf8')));
    for (const [path, bytes] of Object.entries(parsed.data ?? {})) this.#held.set(path, bytes);
  }

  /** Removes jobs and outputs that an earlier, interrupted run left. */
  async clear(): Promise<void> {
    for (const folder of ['jobs', 'out']) await this.removeFolder(folder);
  }

  /** Pushes a file that the phone does not hold. */
  push(path: string, data: Buffer): Promise<void> {
    return this.#service.push(path, data);
  }

  /**
   * Pushes a file unless the phone holds it; a large one in its parts. Throws a Problem where the file is not what the plan
   * was made with: the phone would only say that it arrived damaged.
   */
  async pushFile(file: StagedFile, source: string): Promise<void> {
    if (this.#held.get(file.path) === file.bytes) return;
    const data = contentOf(source);
    if (data?.length !== file.bytes || createHash('sha256').update(data).digest('hex') !== file.sha256) {
      throw new Problem(
        `${source} is missing or has changed since the plan was made; put it back, or run the sweep anew`,
      );
    }
    let offset = 0;
    for (const part of file.parts ?? [file]) {
      await this.#service.push(part.path, data.subarray(offset, offset + part.bytes));
      offset += part.bytes;
    }
    this.#held.set(file.path, file.bytes);
  }

  /** Forgets what was held, so that it is pushed again. */
  forget(files: readonly StagedFile[]): void {
    for (const { path } of files) this.#held.delete(path);
  }

  /** Undefined when there is no such file. */
  pull(path: string): Promise<Buffer | undefined> {
    return this.#service.pull(path);
  }

  /**
   * The events of a launch that nobody writes to any more: as their seal shows them whole, or where there is none, as two
   * pulls in a row give them, since nothing else shows that one was cut or damaged on the way. `seen` is what the latest pull
   * gave. Rejects with TransferFailed when no two agree.
   */
  async pullWhole(path: string, seen: string): Promise<string> {
    let last = seen;
    for (let turn = 0; turn <= tries && !eventsIn(last).isSealed; turn++) {
      const next = (await this.pull(path))?.toString('utf8') ?? '';
      if (next === last) return next;
      last = next;
    }
    if (eventsIn(last).isSealed) return last;
    throw new TransferFailed(`give ${path}`, 'it arrives otherwise each time');
  }

  removeFolder(path: string): Promise<void> {
    return this.#service.removeFolder(path);
  }

  removeFile(path: string): Promise<void> {
    return this.#service.removeFile(path);
  }
}

function contentOf(path: string): Buffer | undefined {
  return existsSync(path) ? readFileSync(path) : undefined;
}
