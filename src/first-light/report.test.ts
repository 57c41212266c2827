import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { projectRoot } from '../project.js';
import { reportJsonSchema, reportSchema } from './report.js';

describe("first light's report", () => {
  it('has its JSON Schema in docs/first-light.schema.json (otherwise run: npx tsx scripts/first-light-schema.ts)', () => {
    const published = readFileSync(join(projectRoot, 'docs/first-light.schema.json'), 'utf8');
    expect(JSON.parse(published)).to.deep.equal(JSON.parse(reportJsonSchema()));
  });

  it('of another format version is refused with a sentence that names both versions and the remedy', () => {
    const { error } = reportSchema.safeParse({ format: 'rezbench first light', format_version: 2 });
    const about = error?.issues.find(({ path }) => path[0] === 'format_version');
    expect(about?.message).to.match(
      /^format_version is 2, and this rezbench reads 3; read the report with the version/,
    );
  });
});
