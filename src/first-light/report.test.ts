import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { projectRoot } from '../project.js';
import { reportJsonSchema } from './report.js';

describe("first light's report", () => {
  it('is described by docs/first-light.schema.json as it is written (else: npx tsx scripts/first-light-schema.ts)', () => {
    const written = readFileSync(join(projectRoot, 'docs/first-light.schema.json'), 'utf8');
    expect(JSON.parse(written)).to.deep.equal(JSON.parse(reportJsonSchema()));
  });
});
