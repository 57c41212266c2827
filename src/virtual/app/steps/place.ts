import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isContained } from '../../../contract/paths.js';
import type { Container } from '../container.js';
import { StepError } from './step.js';

/** A place under Documents that a job names. Throws for a path that leaves it, by its name or over a link. */
export function place({ documents }: Container, path: string): string {
  if (!isContained(path)) throw new StepError('failed', `${path} is not a path below Documents`);
  let at = documents;
  for (const part of path.split('/')) {
    at = join(at, part);
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      throw new StepError('failed', `${path} leads over a link`);
    }
  }
  return at;
}
