import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadsSchema } from '../../contract/events.js';
import type { LoadProcedure, Loads } from '../../contract/events.js';
import { contractVersion } from '../../contract/job.js';
import { parseJson } from '../../contract/json.js';
import { loadsPath } from '../../contract/paths.js';
import type { Container } from './container.js';
import { replaceFileOnDisk } from './replace-file.js';

/** The app as it was installed: its bundle's folder, which iOS gives another name with each installation or upgrade. */
interface Installed {
  readonly installation: string;
  readonly osBuild: string;
}

/**
 * What the app has loaded in this installation and on this iOS, kept in loads.json. Which installation that was is in a
 * file of the app's own, since the host has no use for it.
 */
export class LoadRecord {
  readonly #path: string;
  #loads: Loads;

  /** Begins anew when the record is of another installation or another iOS. */
  static open({ documents, installation: ownFile }: Container, { installation, osBuild }: Installed): LoadRecord {
    const path = join(documents, loadsPath);
    const { data } = loadsSchema.safeParse(parseJson(textOf(path)));
    if (data?.osBuild === osBuild && textOf(ownFile) === installation) return new LoadRecord(path, data);
    const record = new LoadRecord(path, { v: contractVersion, osBuild, purged: false, begun: [], loaded: [] });
    // In this order, a record that was not begun anew in time is begun anew by the next launch.
    record.#write(record.#loads);
    mkdirSync(dirname(ownFile), { recursive: true });
    replaceFileOnDisk(ownFile, installation);
    return record;
  }

  private constructor(path: string, loads: Loads) {
    this.#path = path;
    this.#loads = loads;
  }

  /** A load is about to begin: how it comes about. It is on record before this returns. */
  begin(key: string): LoadProcedure {
    const procedure = this.#procedureOf(key);
    const { begun, loaded } = this.#loads;
    this.#write({ ...this.#loads, begun: withLast(begun, key), loaded: without(loaded, key) });
    return procedure;
  }

  /** The load has come to its end: later ones are prepared. */
  end(key: string): void {
    const { begun, loaded } = this.#loads;
    this.#write({ ...this.#loads, begun: without(begun, key), loaded: withLast(loaded, key) });
  }

  /**
   * Has what the system kept of earlier loads deleted. An app that dies in it leaves nobody knows what, so that of the next
   * loads of those models nothing is known either.
   */
  purge(deleteAll: () => void): void {
    const { osBuild, purged, begun, loaded } = this.#loads;
    const about = { v: contractVersion, osBuild } as const;
    this.#write({ ...about, purged, begun: [...begun, ...loaded], loaded: [] });
    deleteAll();
    this.#write({ ...about, purged: true, begun: [], loaded: [] });
  }

  #procedureOf(key: string): LoadProcedure {
    const { purged, begun, loaded } = this.#loads;
    if (loaded.includes(key)) return 'prepared';
    if (begun.includes(key)) return 'unknown';
    return purged ? 'purged' : 'after_install';
  }

  #write(loads: Loads): void {
    replaceFileOnDisk(this.#path, JSON.stringify(loads));
    this.#loads = loads;
  }
}

const without = (keys: readonly string[], key: string): string[] => keys.filter((other) => other !== key);
const withLast = (keys: readonly string[], key: string): string[] => [...without(keys, key), key];

/** Empty when there is no such file. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
