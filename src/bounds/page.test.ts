import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { format } from 'prettier';
import { projectRoot } from '../project.js';
import { limitsPage } from './page.js';

describe('docs/limits.md', () => {
  it('repeats the limits of the code; `npx tsx scripts/limits.ts` writes it again', async () => {
    const written = readFileSync(join(projectRoot, 'docs/limits.md'), 'utf8');
    expect(written).to.equal(await format(limitsPage(), { parser: 'markdown', printWidth: 120 }));
  });
});
