import { closeSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Stats } from 'node:fs';
import { Problem } from '../problem.js';

/** Something that lies where a model is expected and is another thing: a pointer, an archive, a compiled model. */
export class NotAModel extends Problem {
  /** What it is instead: `a zip archive`. */
  readonly what: string;
  /** What to do about it: `unzip it`. */
  readonly remedy: string;

  constructor(path: string, what: string, remedy: string) {
    super(`${path} is ${what}, ${remedy}`);
    this.what = what;
    this.remedy = remedy;
  }
}

/**
 * The format that a path's name and content agree on. Throws NotAModel for something else that is there, and a Problem for
 * nothing at all.
 */
export function modelFormat(path: string): 'mlpackage' | 'mlmodel' {
  const stat = statOf(path);
  refuseStandIn(path, stat);
  const extension = /\.(mlpackage|mlmodelc|mlmodel)$/.exec(path)?.[1];
  switch (extension) {
    case 'mlpackage':
      if (stat.isDirectory()) return extension;
      throw new NotAModel(path, 'a file, and a .mlpackage is a folder', 'copy the whole folder');
    case 'mlmodel':
      if (stat.isFile()) return extension;
      throw new NotAModel(path, 'a folder, and a .mlmodel is a file', 'name the file, or call the folder .mlpackage');
    case 'mlmodelc':
      throw new NotAModel(path, 'a compiled model', 'name the .mlpackage or .mlmodel that it was compiled from');
    default:
      throw new Problem(`${path} is not a Core ML model; name a .mlpackage or .mlmodel`);
  }
}

/** What is at a path, links followed. Throws a Problem for nothing, a link to nothing and a link that leads in a circle. */
export function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') throw new Problem(`${path} is a link that leads back to itself; remove it`, 2, error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unreadable(path, error);
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    throw isLink
      ? new Problem(`${path} is a link to a file that is not there; download or copy the model again`, 2, error)
      : new Problem(`${path} does not exist; check the name, or convert the model first`, 2, error);
  }
}

export const unreadable = (path: string, error: unknown): Problem =>
  new Problem(`${path} cannot be read (${codeOf(error)}); give yourself the right to read it`, 2, error);

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/**
 * What stands in place of a model's file, or of one inside a package: what Git LFS leaves until it is asked for the content
 * (git-lfs, docs/spec.md), what macOS keeps beside a file on other disks (AppleDouble, RFC 1740), and archives.
 */
export function refuseStandIn(path: string, stat: Stats): void {
  if (stat.isDirectory()) return;
  if (!stat.isFile()) throw new NotAModel(path, 'neither a file nor a folder', 'remove it');
  const start = firstBytes(path);
  if (/^version https:\/\/(git-lfs|hawser)\.github\.com\/spec\//.test(start.toString('latin1'))) {
    throw new NotAModel(path, 'a Git LFS pointer', 'run git lfs pull');
  }
  if (basename(path).startsWith('._') || start.subarray(0, 4).equals(appleDouble)) {
    throw new NotAModel(path, 'an AppleDouble file, which macOS writes beside a file', 'remove it');
  }
  if (start.subarray(0, 4).equals(zip)) throw new NotAModel(path, 'a zip archive', 'unzip it');
}

const appleDouble = Buffer.from([0, 5, 0x16, 7]);
const zip = Buffer.from('PK\u0003\u0004', 'latin1');

function firstBytes(path: string): Buffer {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(64);
    return bytes.subarray(0, readSync(file, bytes));
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
