import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { containerAt } from '../../src/virtual/app/container.js';

/**
 * Compiled models, which a phone of the simulation takes over from an earlier one: compiling is the emulation's work, and a
 * thousand phones would do it a thousand times.
 */
export class CompiledModels {
  readonly #home: string;
  readonly #free: string[] = [];
  #made = 0;

  constructor(home: string) {
    this.#home = home;
    mkdirSync(home, { recursive: true });
  }

  /** Puts a set of them in a phone that begins, if one is there. */
  giveTo(phoneHome: string): void {
    const set = this.#free.pop();
    if (set === undefined) return;
    const { compiled } = containerAt(phoneHome, '');
    mkdirSync(dirname(compiled), { recursive: true });
    renameSync(set, compiled);
  }

  /** Takes what a phone that has ended holds. */
  takeFrom(phoneHome: string): void {
    const { compiled } = containerAt(phoneHome, '');
    if (!existsSync(compiled)) return;
    const set = join(this.#home, String(++this.#made));
    renameSync(compiled, set);
    this.#free.push(set);
  }
}
