import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { format } from 'prettier';
import { projectRoot } from '../project.js';
import { glossary } from './glossary.js';

describe('docs/glossary.md', () => {
  it('repeats the definitions of the columns; `npx tsx scripts/glossary.ts` writes it again', async () => {
    const written = readFileSync(join(projectRoot, 'docs/glossary.md'), 'utf8');
    expect(written).to.equal(await format(glossary(), { parser: 'markdown', printWidth: 120 }));
  });
});
