import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { corpusOf, fuzzOnce } from './fuzz.js';
import { smallModels } from './small-models.js';

describe('the reader, on damaged models', () => {
  it('gives a description or one sentence, never another error', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
    try {
      const corpus = corpusOf(smallModels(join(folder, 'made')), join(folder, 'copies'));
      const outcomes = new Map<string, number>();
      for (let seed = 1; seed <= 3000; seed++) {
        const verdict = fuzzOnce(corpus, seed);
        if (verdict.outcome === 'bug') throw new Error(`seed ${String(seed)}`, { cause: verdict.error });
        outcomes.set(verdict.outcome, (outcomes.get(verdict.outcome) ?? 0) + 1);
      }
      expect([...outcomes.keys()].sort()).to.deep.equal(['read', 'refused']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }).timeout(60_000);
});
