import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { supportedOperations } from './supported.js';
import type { Counts } from './supported.js';

describe('docs/supported-ops.md', () => {
  it('lists what the runtime runs; npx tsx scripts/supported-ops.ts writes it anew', () => {
    const doc = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
    expect(doc('supported-ops.md')).to.equal(supportedOperations(JSON.parse(doc('supported-ops.json')) as Counts));
  });
});
