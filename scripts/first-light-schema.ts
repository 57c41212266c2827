import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportJsonSchema } from '../src/first-light/report.js';
import { projectRoot } from '../src/project.js';

/** Writes docs/first-light.schema.json from the schema that validates every report. */
writeFileSync(join(projectRoot, 'docs/first-light.schema.json'), reportJsonSchema());
