import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { monotonicMs } from '../app/system/clock.js';
import { heatLine } from '../app/system/heat.js';
import type { HeatChange } from '../app/system/heat.js';

/** How warm the phone is, in a file that apps read (src/virtual/app/system/heat.ts). Missing while it was never warm. */
export class Heat {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** The phone is serious at once, fair after half the time, and nominal after all of it. */
  grow(coolsWithinMs: number): void {
    const atMs = monotonicMs();
    this.#append([
      { atMs, state: 'serious' },
      { atMs: atMs + coolsWithinMs / 2, state: 'fair' },
      { atMs: atMs + coolsWithinMs, state: 'nominal' },
    ]);
  }

  /** The phone is serious at once, and stays so until it is nominal after the time. */
  stay(durationMs: number): void {
    const atMs = monotonicMs();
    this.#append([
      { atMs, state: 'serious' },
      { atMs: atMs + durationMs, state: 'nominal' },
    ]);
  }

  #append(changes: readonly HeatChange[]): void {
    mkdirSync(dirname(this.file), { recursive: true });
    // In one write, so that a reader finds whole lines.
    appendFileSync(this.file, changes.map(heatLine).join(''));
  }
}
