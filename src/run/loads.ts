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
  readonly #loaded = new Set<string>();
  readonly #warm = new Set<string>();

  /** What an app knows that was just installed. */
  static none(): Loads {
    return new Loads();
  }

  /**
   * Nothing for an app that has no loads.json, or one of another iOS: the app begins it anew then. `cutOff` are the keys of
   * launches that may have ended amid a load.
   */
  static async readFrom(files: AppFiles, osBuild: string | undefined, cutOff: ReadonlySet<string>): Promise<Loads> {
    const loads = new Loads();
    const text = await files.pull(loadsPath);
    const { data } = loadsSchema.safeParse(parseJson(text?.toString('utf8') ?? ''));
    if (data === undefined || (osBuild !== undefined && data.osBuild !== osBuild)) return loads;
    loads.#purged = data.purged;
    for (const key of data.loaded) {
      loads.#loaded.add(key);
      if (!cutOff.has(key)) loads.#warm.add(key);
    }
    return loads;
  }

  get purged(): boolean {
    return this.#purged;
  }

  get loaded(): ReadonlySet<string> {
    return this.#loaded;
  }

  get warm(): ReadonlySet<string> {
    return this.#warm;
  }

  /** A load counts from its start on, as it does for the app: one that crashed may have left something behind. It is warm once it has ended. */
  learn({ steps, arms }: Pick<Job, 'steps' | 'arms'>, events: readonly Event[]): void {
    for (const event of events) {
      if (event.event === 'result' && event.do === 'purge') {
        this.#purged = true;
        this.#loaded.clear();
        this.#warm.clear();
      }
      const step = 'step' in event ? steps[event.step] : undefined;
      const arm = step?.do === 'load' ? arms[step.arm] : undefined;
      if (arm === undefined) continue;
      const key = loadKey(arm);
      this.#loaded.add(key);
      if (event.event === 'result') this.#warm.add(key);
      else this.#warm.delete(key);
    }
  }
}
