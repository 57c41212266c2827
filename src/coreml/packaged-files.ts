import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.js';
import { refuseStandIn, statOf, unreadable } from './not-a-model.js';

export interface PackagedFile {
  /** Relative to the package's parent; begins with the package's name. */
  readonly path: string;
  readonly source: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Finds every file of a model. Caches of downloads hold packages as links into a store: the files are those of a copy
 * without links. A link to a folder inside a package is refused, since it may lead anywhere, also back. What macOS's Finder
 * leaves in a folder is no part of the model.
 */
export function filesUnder(source: string, path: string): PackagedFile[] {
  const stat = statOf(source);
  refuseStandIn(source, stat);
  if (stat.isDirectory()) {
    return namesIn(source)
      .filter((name) => !isFinders(name))
      .flatMap((name) => {
        const inner = join(source, name);
        if (name.includes('\\'))
          throw new Problem(`${inner} has a backslash in its name, which no path on a phone may have; rename it`);
        if (isLinkToFolder(inner)) throw new Problem(`${inner} is a link to a folder; put the folder itself there`);
        return filesUnder(inner, `${path}/${name}`);
      });
  }
  const data = contentOf(source);
  return [{ path, source, bytes: data.byteLength, sha256: createHash('sha256').update(data).digest('hex') }];
}

const isLinkToFolder = (path: string): boolean => lstatSync(path).isSymbolicLink() && statOf(path).isDirectory();

const isFinders = (name: string): boolean => name === '.DS_Store' || name.startsWith('._');

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}
