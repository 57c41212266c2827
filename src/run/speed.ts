import type { Event } from '../contract/events.js';
import { loadKey } from '../contract/job.js';
import type { Arm, Job } from '../contract/job.js';
import type { KnownSpeed } from '../plan/limits.js';

/** How fast a phone loads and predicts each model, as the events of its launches say. */
export class Speed implements KnownSpeed {
  /** By load key and the pixels of an input, how long a tile took in the latest launch that predicted any. */
  readonly #tilesMs = new Map<string, Map<number, number>>();
  readonly #loadsMs = new Map<string, number>();

  /** Of another input size the phone has shown something as well: a larger one takes longer, by its pixels at least. */
  tileMs(arm: Arm): number | undefined {
    const known = this.#tilesMs.get(loadKey(arm));
    if (known === undefined) return undefined;
    const pixels = pixelsOf(arm);
    return known.get(pixels) ?? Math.max(...[...known].map(([its, ms]) => ms * Math.max(1, pixels / its)));
  }

  loadMs(arm: Arm): number | undefined {
    return this.#loadsMs.get(loadKey(arm));
  }

  /** A tile counts as long as in the slowest step of the launch. */
  learn({ steps, arms }: Pick<Job, 'steps' | 'arms'>, events: readonly Event[]): void {
    const slowestMs = new Map<Arm, number>();
    for (const event of events) {
      if (event.event !== 'result') continue;
      const step = steps[event.step];
      const arm = step && 'arm' in step ? arms[step.arm] : undefined;
      if (arm === undefined) continue;
      if (event.do === 'load') this.#loadsMs.set(loadKey(arm), event.loadNs / 1e6);
      const tileMs = tileMsIn(event);
      if (tileMs !== undefined) slowestMs.set(arm, Math.max(tileMs, slowestMs.get(arm) ?? 0));
    }
    for (const [arm, tileMs] of slowestMs) {
      const known = this.#tilesMs.get(loadKey(arm)) ?? new Map<number, number>();
      this.#tilesMs.set(loadKey(arm), known.set(pixelsOf(arm), tileMs));
    }
  }
}

const pixelsOf = ({ input: { width, height } }: Arm): number => width * height;

/** The mean of a step's tiles; undefined for a step that predicts nothing. */
function tileMsIn(event: Extract<Event, { event: 'result' }>): number | undefined {
  switch (event.do) {
    case 'warmup':
    case 'measure': {
      const sumNs = event.latenciesNs.reduce((sum, ns) => sum + ns, 0);
      return event.latenciesNs.length === 0 ? undefined : sumNs / event.latenciesNs.length / event.tiles / 1e6;
    }
    case 'quality':
      return event.latencyNs / event.tiles / 1e6;
    default:
      return undefined;
  }
}
