import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { supportedOperations } from './supported.js';

describe('docs/supported-ops.md', () => {
  it('lists what the runtime runs; npx tsx scripts/supported-ops.ts writes it anew', () => {
    const page = readFileSync(new URL('../../docs/supported-ops.md', import.meta.url), 'utf8');
    expect(page).to.equal(supportedOperations());
  });
});
