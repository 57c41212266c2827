import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inventoryPath } from '../../contract/paths.js';
import type { Inventory } from '../../contract/events.js';
import { replaceFile } from './replace-file.js';

/** The app's home, as iOS lays it out. */
export interface Container {
  readonly documents: string;
  /** Compiled models stay here between launches, in a folder for each build of iOS. */
  readonly compiled: string;
  /** The file that says of which installation loads.json is. */
  readonly installation: string;
  /** Where Core ML keeps the models that it specialized for this app. */
  readonly specialized: string;
}

export function containerAt(home: string, bundleId: string): Container {
  const support = join(home, 'Library', 'Application Support');
  return {
    documents: join(home, 'Documents'),
    compiled: join(support, 'compiled'),
    installation: join(support, 'loads-installation.txt'),
    specialized: join(home, 'Library', 'Caches', bundleId, 'com.apple.e5rt.e5bundlecache'),
  };
}

/** Deletes what was compiled on another build of iOS, which this one may not load. */
export function removeOtherBuilds({ compiled }: Container, osBuild: string): void {
  if (!existsSync(compiled)) return;
  for (const name of readdirSync(compiled)) {
    if (name !== osBuild) rmSync(join(compiled, name), { recursive: true });
  }
}

/** Lists every file under models/ and images/, so that the host pushes only what is missing. */
export function writeInventory({ documents }: Container): void {
  const inventory: Inventory = Object.fromEntries(
    ['models', 'images'].flatMap((folder) => filesUnder(join(documents, folder), folder)),
  );
  replaceFile(join(documents, inventoryPath), JSON.stringify(inventory));
}

function filesUnder(folder: string, path: string): [string, number][] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name): [string, number][] => {
    const stat = lstatSync(join(folder, name));
    if (stat.isDirectory()) return filesUnder(join(folder, name), `${path}/${name}`);
    return stat.isFile() ? [[`${path}/${name}`, stat.size]] : [];
  });
}
