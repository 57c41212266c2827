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
    const record = new LoadRecord(path, { v: contractVersion, osBuild, purged: false, loaded: [] });
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
    const { purged, loaded } = this.#loads;
    if (loaded.includes(key)) return 'prepared';
    this.#write({ ...this.#loads, loaded: [...loaded, key] });
    return purged ? 'purged' : 'after_install';
  }

  /**
   * Has what the system kept of earlier loads deleted. An app that dies in it leaves nobody knows what: no load counts as
   * purged or prepared then, until the next purge.
   */
  purge(deleteAll: () => void): void {
    this.#write({ ...this.#loads, purged: false, loaded: [] });
    deleteAll();
    this.#write({ ...this.#loads, purged: true });
  }

  #write(loads: Loads): void {
    replaceFileOnDisk(this.#path, JSON.stringify(loads));
    this.#loads = loads;
  }
}

/** Empty when there is no such file. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
