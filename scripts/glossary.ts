import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { projectRoot } from '../src/project.js';
import { glossary } from '../src/results/glossary.js';

/** Writes docs/glossary.md from the definitions of the columns: `npx tsx scripts/glossary.ts`. */
const file = join(projectRoot, 'docs/glossary.md');
writeFileSync(file, await format(glossary(), { parser: 'markdown', printWidth: 120 }));
