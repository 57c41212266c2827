import { createHash } from 'node:crypto';
import { appendFileSync, lstatSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { StagedFile } from '../../../contract/job.js';
import { writeInventory } from '../container.js';
import type { Container } from '../container.js';
import { place } from './place.js';
import { StepError } from './step.js';
import type { Execute } from './step.js';

/** Joins files that came in parts, then checks every file of the job against its sha256. */
export const stage: Execute<'stage'> = (_step, { job, container, progress }) => {
  try {
    job.files.forEach((file, index) => {
      joinParts(container, file);
      verify(container, file);
      progress((index + 1) / job.files.length);
    });
  } finally {
    // Also after a damaged file, which has been removed: the host pushes what the inventory lacks.
    writeInventory(container);
  }
  const bytes = job.files.reduce((sum, file) => sum + file.bytes, 0);
  return Promise.resolve({ files: job.files.length, bytes });
};

function joinParts(container: Container, { path, parts = [] }: StagedFile): void {
  const pieces = parts.map((part) => place(container, part.path));
  if (!pieces.some(isFile)) return;
  const whole = place(container, path);
  const partial = `${whole}.partial`;
  rmSync(partial, { force: true });
  for (const piece of pieces) {
    if (!isFile(piece)) throw new StepError('failed', `a part of ${path} was not pushed`);
    appendFileSync(partial, readFileSync(piece));
  }
  renameSync(partial, whole);
  for (const piece of pieces) rmSync(piece);
}

/** Removes a file that does not match, so that the host finds it missing before the next launch. */
function verify(container: Container, { path, sha256 }: StagedFile): void {
  const file = place(container, path);
  if (!isFile(file)) throw new StepError('failed', `${path} was not pushed`);
  if (createHash('sha256').update(readFileSync(file)).digest('hex') === sha256) return;
  rmSync(file);
  throw new StepError('failed', `${path} arrived damaged`);
}

const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
