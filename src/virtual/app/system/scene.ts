import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * The environment variable that names the file in which a virtual iPhone keeps what its app's scene has been through: one
 * `SceneChange` a line, oldest first, only ever appended to, each line on its way in one write. The file may be older than
 * the process and may be missing: before its first line the scene is active.
 */
export const sceneVariable = 'REZBENCH_SCENE';

const sceneChange = z.strictObject({
  /** When it came about: `monotonicMs` of clock.ts. */
  atMs: z.number().nonnegative(),
  /** An alert makes the scene inactive, another app sends it to the background. */
  state: z.enum(['active', 'inactive', 'background']),
});
export type SceneChange = z.infer<typeof sceneChange>;
export type SceneState = SceneChange['state'];

/** A change as a line of that file. */
export const sceneLine = (change: SceneChange): string => `${JSON.stringify(change)}\n`;

/** The changes in that file. A last line without its newline is still being written and is left out. */
const sceneChangesIn = (text: string): SceneChange[] =>
  text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => sceneChange.parse(JSON.parse(line)));

/** The scene of an app, as the phone tells it. */
export class Scene {
  readonly #path: string | undefined;
  readonly #startedMs: number;

  /** Without a path it is active all the time. `startedMs` is when the app's process started. */
  constructor(path: string | undefined, startedMs: number) {
    this.#path = path;
    this.#startedMs = startedMs;
  }

  /** Since when it has been active without a break, at most since the process started; undefined while it is not. */
  activeSinceMs(): number | undefined {
    let state: SceneState = 'active';
    let sinceMs = this.#startedMs;
    for (const change of this.#changes()) {
      if (change.state === 'active' && state !== 'active') sinceMs = Math.max(this.#startedMs, change.atMs);
      ({ state } = change);
    }
    return state === 'active' ? sinceMs : undefined;
  }

  /** What it was instead of active at `sinceMs` or at any time after that; undefined when it was active throughout. */
  disturbance(sinceMs: number): SceneState | undefined {
    const changes = this.#changes();
    const before = changes.filter(({ atMs }) => atMs <= sinceMs).at(-1)?.state ?? 'active';
    const after = changes.filter(({ atMs }) => atMs > sinceMs).map(({ state }) => state);
    return [before, ...after].find((state) => state !== 'active');
  }

  #changes(): SceneChange[] {
    if (this.#path === undefined) return [];
    try {
      return sceneChangesIn(readFileSync(this.#path, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}
