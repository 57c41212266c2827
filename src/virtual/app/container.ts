import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inventoryPath } from '../../contract/paths.js';
import type { Inventory } from '../../contract/events.js';
import { replaceFile } from './replace-file.js';

/** The app's home, as iOS lays it out. */
export interface Container {
  readonly documents: string;
  /** Compiled models stay here between launches. */
  readonly compiled: string;
}

export const containerAt = (home: string): Container => ({
  documents: join(home, 'Documents'),
  compiled: join(home, 'Library', 'Application Support', 'compiled'),
});

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
