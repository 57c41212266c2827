import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { imagePath } from '../contract/paths.js';
import { readImage } from '../image/files.js';
import { windowAt } from '../image/rgb.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { exitCodes, Problem } from '../problem.js';
import { writeWhole } from '../results/write-whole.js';
import { pushedFile } from './staged.js';
import type { PushedFile } from './staged.js';

/** Where raw pictures are kept beside the runs, by their content. */
export const storedInputs = (resultsRoot: string): string => resolve(resultsRoot, '.inputs');

/** A picture the phone will be given. */
export interface Picture extends Size {
  readonly name: string;
  readonly pushed: PushedFile;
}

/**
 * Writes an image as raw RGB8 under a name that is its content, and returns where. What lies there is looked at: a file that
 * was cut or changed since, also by an earlier run, is written anew. Throws a Problem where the disk does not take it.
 */
export function storeRaw({ data }: Rgb8, folder: string): { readonly source: string; readonly sha256: string } {
  const sha256 = createHash('sha256').update(data).digest('hex');
  const source = join(folder, `${sha256}.rgb`);
  keep(source, data);
  return { source, sha256 };
}

function keep(file: string, data: Uint8Array): void {
  try {
    if (!holds(file, data)) writeWhole(file, data);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new Problem(
      `${file} cannot be written (${error.message}); make room for it and run again`,
      exitCodes.missing,
      error,
    );
  }
}

const holds = (file: string, data: Uint8Array): boolean =>
  statSync(file, { throwIfNoEntry: false })?.size === data.length && readFileSync(file).equals(data);

/** Stores an image as the phone gets it. */
export function storePicture(image: Rgb8, name: string, folder: string): Picture {
  const { source, sha256 } = storeRaw(image, folder);
  const { width, height, data } = image;
  return { name, width, height, pushed: pushedFile(imagePath(sha256), source, data.length, sha256) };
}

/** Stores the picture that latency is measured on: a photograph, continued by its mirror image where it ends. */
export async function latencyPicture(photograph: string, size: Size, folder: string): Promise<Picture> {
  const name = `${String(size.width)}x${String(size.height)}`;
  return storePicture(windowAt(await readImage(photograph), 0, 0, size), name, folder);
}
