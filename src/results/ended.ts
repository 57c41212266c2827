import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFolder } from './run-folder.js';
import { writeWhole } from './write-whole.js';

const endedFile = ({ path }: RunFolder): string => join(path, 'ended.json');

/** Whether a run came to its end, be it with cases missing; one that was cut off did not. */
export const hasEnded = (folder: RunFolder): boolean => existsSync(endedFile(folder));

/** Keeps that a run has come to its end. */
export const markEnded = (folder: RunFolder): void => {
  writeWhole(endedFile(folder), `${JSON.stringify({ ended_at: new Date().toISOString() })}\n`);
};

/** A run that is resumed may be cut off again. */
export const unmarkEnded = (folder: RunFolder): void => {
  rmSync(endedFile(folder), { force: true });
};
