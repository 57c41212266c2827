import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { Problem } from '../problem.js';
import { inFull } from './bounds.js';

/**
 * Reads a whole file that is a regular file of at most `most` bytes. A pipe or a device could give bytes for ever, or none
 * at all, so it is refused without waiting for it. Throws a Problem for these; what the system says of a file that is not
 * there or cannot be read is thrown as it is.
 */
export function readFileWithin(path: string, most: number): Buffer {
  const file = openRegular(path, most);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Throws a Problem for what is there and is no regular file of at most `most` bytes; a file that is not there is left to its reader. */
export function refuseOversized(path: string, most: number): void {
  let file: number;
  try {
    file = openRegular(path, most);
  } catch (error) {
    if (error instanceof Problem) throw error;
    return;
  }
  closeSync(file);
}

function openRegular(path: string, most: number): number {
  // Without the flag, to open a pipe waits for whoever writes to it.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new Problem(`${path} is a folder; name a file`);
    if (!stat.isFile()) throw new Problem(`${path} is no regular file but a pipe, socket or device; name a file`);
    if (stat.size > most) throw new Problem(tooLarge(path, stat.size, most));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

export const tooLarge = (path: string, bytes: number, most: number): string =>
  `${path} has ${inFull(bytes)} bytes, and rezbench reads at most ${inFull(most)}; give a smaller one`;
