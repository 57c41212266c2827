import { readFileSync } from 'node:fs';
import { inventorySchema } from '../contract/events.js';
import type { StagedFile } from '../contract/job.js';
import { inventoryPath } from '../contract/paths.js';
import { Problem } from '../problem.js';

/** The app's Documents folder on the phone, seen through Appium. Keeps account of what lies there. */
export class PhoneContainer {
  readonly #browser: WebdriverIO.Browser;
  readonly #bundleId: string;
  readonly #held = new Map<string, number>();

  constructor(browser: WebdriverIO.Browser, bundleId: string) {
    this.#browser = browser;
    this.#bundleId = bundleId;
  }

  /** Learns from the app's inventory what it holds already. None yet: it holds nothing. */
  async takeInventory(): Promise<void> {
    const text = await this.tryPull(inventoryPath);
    if (text === undefined) return;
    const parsed = inventorySchema.safeParse(JSON.parse(text.toString('utf8')));
    for (const [path, bytes] of Object.entries(parsed.data ?? {})) this.#held.set(path, bytes);
  }

  /** Removes jobs and outputs that an earlier, interrupted run left. */
  async clear(): Promise<void> {
    for (const folder of ['jobs', 'out']) {
      // The driver reports a folder that is not there as an error; then there is nothing to remove.
      await this.removeFolder(folder).catch(() => undefined);
    }
  }

  async pushText(path: string, text: string): Promise<void> {
    await this.#push(path, Buffer.from(text));
  }

  /** Pushes a file unless the phone holds it; a large one in its parts. */
  async pushFile(file: StagedFile, source: string): Promise<void> {
    if (this.#held.get(file.path) === file.bytes) return;
    const data = readFileSync(source);
    if (data.length !== file.bytes) throw new Problem(`${source} has changed since the plan was made; plan again`);
    let offset = 0;
    for (const part of file.parts ?? [file]) {
      await this.#push(part.path, data.subarray(offset, offset + part.bytes));
      offset += part.bytes;
    }
    this.#held.set(file.path, file.bytes);
  }

  /** Forgets what was held, so that it is pushed again. */
  forget(files: readonly StagedFile[]): void {
    for (const { path } of files) this.#held.delete(path);
  }

  async pull(path: string): Promise<Buffer> {
    return Buffer.from(await this.#browser.pullFile(this.#remote(path)), 'base64');
  }

  /** Undefined when there is no such file; the driver has no other way to ask. */
  async tryPull(path: string): Promise<Buffer | undefined> {
    try {
      return await this.pull(path);
    } catch {
      return undefined;
    }
  }

  async removeFolder(path: string): Promise<void> {
    await this.#browser.execute('mobile: deleteFolder', { remotePath: this.#remote(path) });
  }

  async removeFile(path: string): Promise<void> {
    await this.#browser.execute('mobile: deleteFile', { remotePath: this.#remote(path) });
  }

  #remote(path: string): string {
    return `@${this.#bundleId}:documents/${path}`;
  }

  async #push(path: string, data: Buffer): Promise<void> {
    await this.#browser.pushFile(this.#remote(path), data.toString('base64'));
  }
}
