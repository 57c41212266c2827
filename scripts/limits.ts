import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { limitsPage } from '../src/bounds/page.js';
import { projectRoot } from '../src/project.js';

/** Writes docs/limits.md from the bounds of the code: `npx tsx scripts/limits.ts`. */
const file = join(projectRoot, 'docs/limits.md');
writeFileSync(file, await format(limitsPage(), { parser: 'markdown', printWidth: 120 }));
