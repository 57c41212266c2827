import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import { readIfThere } from './read-if-there.js';
import { provenanceFile } from './run-folder.js';
import type { RunFolder } from './run-folder.js';

const asked = z.looseObject({ require_unit: z.boolean() });

/** Whether the run was begun with --require-unit: run.json keeps it, so that its tables are the same whenever they are made. */
export const requiresUnit = (folder: RunFolder): boolean =>
  asked.safeParse(parseJson(readIfThere(provenanceFile(folder))?.toString('utf8') ?? '')).data?.require_unit ?? false;
