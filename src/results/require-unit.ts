import { existsSync } from 'node:fs';
import { readProvenance } from './read-provenance.js';
import { provenanceFile } from './run-folder.js';
import type { RunFolder } from './run-folder.js';

/**
 * Whether the run was begun with --require-unit: run.json keeps it, so that its tables are the same whenever they are made, and
 * a run that goes on obeys it. Throws a Problem for a run.json that is damaged.
 */
export const requiresUnit = (folder: RunFolder): boolean =>
  existsSync(provenanceFile(folder)) && (readProvenance(folder).require_unit ?? false);
