import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inFull, mostBytes, mostOf } from '../bounds/bounds.js';
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
  const found: FoundFile[] = [];
  find(source, path, 0, found);
  refuseVast(source, found);
  return found.map((file) => {
    const data = contentOf(file.source);
    return { ...file, bytes: data.byteLength, sha256: createHash('sha256').update(data).digest('hex') };
  });
}

/** A file whose content has not been read. */
type FoundFile = Omit<PackagedFile, 'sha256'>;

function find(source: string, path: string, depth: number, found: FoundFile[]): void {
  const stat = statOf(source);
  refuseStandIn(source, stat);
  if (!stat.isDirectory()) {
    found.push({ path, source, bytes: stat.size });
    return;
  }
  const { packageDepth, packageFiles } = mostOf;
  if (depth > packageDepth.most) {
    throw new Problem(`${source} lies more than ${inFull(packageDepth.most)} folders deep; copy the package again`);
  }
  const names = namesIn(source).filter((name) => !isFinders(name));
  if (found.length + names.length > packageFiles.most) {
    const most = inFull(packageFiles.most);
    throw new Problem(`${source}: a model has at most ${most} files, and here are more; name the model alone`);
  }
  for (const name of names) {
    const inner = join(source, name);
    if (name.includes('\\'))
      throw new Problem(`${inner} has a backslash in its name, which no path on a phone may have; rename it`);
    if (isLinkToFolder(inner)) throw new Problem(`${inner} is a link to a folder; put the folder itself there`);
    find(inner, `${path}/${name}`, depth + 1, found);
  }
}

/** Before a byte is read: an app of an iPhone cannot hold so much in memory. */
function refuseVast(source: string, found: readonly FoundFile[]): void {
  const bytes = found.reduce((sum, file) => sum + file.bytes, 0);
  const { most } = mostBytes.model;
  if (bytes <= most) return;
  throw new Problem(
    `${source} has ${inFull(bytes)} bytes, and rezbench reads models of at most ${inFull(most)}; give a smaller one`,
  );
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
