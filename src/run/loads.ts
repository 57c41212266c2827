import { loadsSchema } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { loadKey } from '../contract/job.js';
import type { Job } from '../contract/job.js';
import { parseJson } from '../contract/json.js';
import { loadsPath } from '../contract/paths.js';
import type { AppFiles } from '../phone/app-files.js';
import type { KnownLoads } from '../plan/on-demand.js';

/**
 * What the app has loaded in this installation and on this iOS, as its loads.json says: read when a session begins, and
 * kept current from the events of its launches.
 */
export class Loads implements KnownLoads {
  #purged = false;
  readonly #begun = new Set<string>();
  readonly #loaded = new Set<string>();

  /** What an app knows that was just installed. */
  static none(): Loads {
    return new Loads();
  }

  /** Nothing for an app that has no loads.json, or one of another iOS: the app begins it anew then. */
  static async readFrom(files: AppFiles, osBuild: string | undefined): Promise<Loads> {
    const loads = new Loads();
    const text = await files.pull(loadsPath);
    const { data } = loadsSchema.safeParse(parseJson(text?.toString('utf8') ?? ''));
    if (data === undefined || (osBuild !== undefined && data.osBuild !== osBuild)) return loads;
    loads.#purged = data.purged;
    for (const key of data.begun) loads.#begun.add(key);
    for (const key of data.loaded) loads.#loaded.add(key);
    return loads;
  }

  get purged(): boolean {
    return this.#purged;
  }

  get begun(): ReadonlySet<string> {
    return this.#begun;
  }

  get loaded(): ReadonlySet<string> {
    return this.#loaded;
  }

  /** Follows the events of a launch as the app keeps its record: a load or a purge without a result was cut off. */
  learn({ steps, arms }: Pick<Job, 'steps' | 'arms'>, events: readonly Event[]): void {
    for (const event of events) {
      const step = 'step' in event ? steps[event.step] : undefined;
      if (step?.do === 'purge') this.#learnPurge(event.event);
      const arm = step?.do === 'load' ? arms[step.arm] : undefined;
      if (arm !== undefined) this.#learnLoad(loadKey(arm), event.event);
    }
  }

  #learnPurge(event: Event['event']): void {
    for (const key of this.#loaded) this.#begun.add(key);
    this.#loaded.clear();
    if (event !== 'result') return;
    this.#purged = true;
    this.#begun.clear();
  }

  #learnLoad(key: string, event: Event['event']): void {
    const [to, from] = event === 'result' ? [this.#loaded, this.#begun] : [this.#begun, this.#loaded];
    to.add(key);
    from.delete(key);
  }
}
