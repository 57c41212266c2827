import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { monotonicMs } from '../app/system/clock.js';
import { heatLine } from '../app/system/heat.js';

/** How warm the phone is, in a file that apps read (src/virtual/app/system/heat.ts). Missing while it was never warm. */
export class Heat {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** The phone is serious at once, fair after half the time, and nominal after all of it. */
  grow(coolsWithinMs: number): void {
    const nowMs = monotonicMs();
    mkdirSync(dirname(this.file), { recursive: true });
    // In one write, so that a reader finds whole lines.
    appendFileSync(
      this.file,
      [
        heatLine({ atMs: nowMs, state: 'serious' }),
        heatLine({ atMs: nowMs + coolsWithinMs / 2, state: 'fair' }),
        heatLine({ atMs: nowMs + coolsWithinMs, state: 'nominal' }),
      ].join(''),
    );
  }
}
