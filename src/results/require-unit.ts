import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import { Problem } from '../problem.js';
import { readIfThere } from './read-if-there.js';
import { provenanceFile } from './run-folder.js';
import type { RunFolder } from './run-folder.js';

const asked = z.looseObject({ require_unit: z.boolean().optional() });

/**
 * Whether the run was begun with --require-unit: run.json keeps it, so that its tables are the same whenever they are made, and
 * a run that goes on obeys it. Throws a Problem for a run.json that is damaged.
 */
export function requiresUnit(folder: RunFolder): boolean {
  const content = readIfThere(provenanceFile(folder))?.toString('utf8');
  if (content === undefined) return false;
  const { data } = asked.safeParse(parseJson(content));
  if (data !== undefined) return data.require_unit ?? false;
  throw new Problem(`${provenanceFile(folder)} is damaged; put it back, or run the sweep again`);
}
