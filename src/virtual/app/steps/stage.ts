import { createHash } from 'node:crypto';
import { appendFileSync, lstatSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StagedFile } from '../../../contract/job.js';
import { writeInventory } from '../container.js';
import { StepError } from './step.js';
import type { Execute } from './step.js';

/** Joins files that came in parts, then checks every file of the job against its sha256. */
export const stage: Execute<'stage'> = (_step, { job, container, progress }) => {
  try {
    job.files.forEach((file, index) => {
      joinParts(container.documents, file);
      verify(container.documents, file);
      progress((index + 1) / job.files.length);
    });
  } finally {
    // Also after a damaged file, which has been removed: the host pushes what the inventory lacks.
    writeInventory(container);
  }
  const bytes = job.files.reduce((sum, file) => sum + file.bytes, 0);
  return Promise.resolve({ files: job.files.length, bytes });
};

function joinParts(documents: string, { path, parts = [] }: StagedFile): void {
  const pieces = parts.map((part) => join(documents, part.path));
  if (!pieces.some(isFile)) return;
  const partial = `${join(documents, path)}.partial`;
  rmSync(partial, { force: true });
  for (const piece of pieces) {
    if (!isFile(piece)) throw new StepError('failed', `a part of ${path} was not pushed`);
    appendFileSync(partial, readFileSync(piece));
  }
  renameSync(partial, join(documents, path));
  for (const piece of pieces) rmSync(piece);
}

/** Removes a file that does not match, so that the host finds it missing before the next launch. */
function verify(documents: string, { path, sha256 }: StagedFile): void {
  const file = join(documents, path);
  if (!isFile(file)) throw new StepError('failed', `${path} was not pushed`);
  if (createHash('sha256').update(readFileSync(file)).digest('hex') === sha256) return;
  rmSync(file);
  throw new StepError('failed', `${path} arrived damaged`);
}

const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
