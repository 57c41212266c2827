import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { monotonicMs } from '../app/system/clock.js';
import { sceneLine } from '../app/system/scene.js';
import type { SceneState } from '../app/system/scene.js';

/**
 * What is to be seen on the phone, and so whether the scene of the app in front is active: an alert makes it inactive; a
 * locked phone and the home screen send it to the background. Each change is a line of a file that apps read.
 */
export class Screen {
  /** As src/virtual/app/system/scene.ts reads it. Missing until the first change. */
  readonly sceneFile: string;
  #locked = false;
  #awaitsFirstUnlock = false;
  #alert = false;
  #home = false;
  #written: SceneState = 'active';
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(sceneFile: string) {
    this.sceneFile = sceneFile;
  }

  get isLocked(): boolean {
    return this.#locked;
  }

  /** Whether the phone has restarted and nobody has unlocked it since: most of what it keeps is sealed until then. */
  get awaitsFirstUnlock(): boolean {
    return this.#awaitsFirstUnlock;
  }

  get showsAlert(): boolean {
    return this.#alert;
  }

  /** Whether the home screen is in front instead of an app. */
  get showsHome(): boolean {
    return this.#home;
  }

  /** Locks the phone with its passcode, for a time or until `unlock`. */
  lock(durationMs?: number): void {
    this.#locked = true;
    this.#changed();
    this.#later(durationMs, () => {
      this.unlock();
    });
  }

  /** The phone restarts, and is locked until somebody unlocks it for the first time after so long. */
  restart(unlockedAfterMs: number): void {
    this.#awaitsFirstUnlock = true;
    this.#alert = false;
    this.lock(unlockedAfterMs);
  }

  unlock(): void {
    this.#locked = false;
    this.#awaitsFirstUnlock = false;
    this.#changed();
  }

  /** Raises a system alert, which stays for a time or until `dismissAlert`. */
  raiseAlert(durationMs?: number): void {
    this.#alert = true;
    this.#changed();
    this.#later(durationMs, () => {
      this.dismissAlert();
    });
  }

  dismissAlert(): void {
    this.#alert = false;
    this.#changed();
  }

  pressHome(): void {
    this.#home = true;
    this.#changed();
  }

  /** An app comes to the front. */
  bringAppToFront(): void {
    this.#home = false;
    this.#changed();
  }

  /** Nothing changes by itself any more. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #later(durationMs: number | undefined, act: () => void): void {
    if (durationMs === undefined) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, durationMs);
    this.#timers.add(timer);
  }

  #changed(): void {
    const state = this.#locked || this.#home ? 'background' : this.#alert ? 'inactive' : 'active';
    if (state === this.#written) return;
    this.#written = state;
    mkdirSync(dirname(this.sceneFile), { recursive: true });
    // In one write, so that a reader finds a whole line or none.
    appendFileSync(this.sceneFile, sceneLine({ atMs: monotonicMs(), state }));
  }
}
