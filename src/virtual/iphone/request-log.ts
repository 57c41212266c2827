import { appendFileSync } from 'node:fs';

/** Where a request reached the phone; `app` marks what the phone itself did with an app. */
export type LogLayer = 'usbmuxd' | 'lockdown' | 'tunnel' | 'afc' | 'dtx' | 'zip_conduit' | 'wda' | 'app';

export interface LogEntry {
  /** Of process.hrtime.bigint, the clock that all processes of a machine share. */
  readonly atNs: bigint;
  readonly layer: LogLayer;
  /** Such as `POST /session/1/wda/apps/launch`, `Connect 62078 over USB`, `readDir /Documents`. */
  readonly what: string;
}

/**
 * Everything that hosts asked of one phone, in the order it came, and when its apps were launched and ended: what shows
 * that nobody disturbed a measurement. With a file, each entry is appended to it as well, a JSON object a line.
 */
export class RequestLog {
  readonly #entries: LogEntry[] = [];
  readonly #phone: string;
  readonly #file: string | undefined;

  constructor(phone: string, file?: string) {
    this.#phone = phone;
    this.#file = file;
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** Returns the time that it noted. */
  add(layer: LogLayer, what: string): bigint {
    const atNs = process.hrtime.bigint();
    this.#entries.push({ atNs, layer, what });
    if (this.#file !== undefined) {
      // JSON has no bigint, but any number of digits.
      const words = JSON.stringify({ phone: this.#phone, layer, what });
      appendFileSync(this.#file, `{"at_ns":${String(atNs)},${words.slice(1)}\n`);
    }
    return atNs;
  }

  /** What hosts asked for from one moment to another. */
  requestsBetween(fromNs: bigint, toNs: bigint): readonly LogEntry[] {
    return this.#entries.filter(({ atNs, layer }) => layer !== 'app' && fromNs <= atNs && atNs <= toNs);
  }
}
