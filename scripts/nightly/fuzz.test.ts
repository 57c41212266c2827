import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { corpusOf, fuzzOnce } from './fuzz.js';
import { smallModels } from '../../test/models/small-models.js';

describe('reader and compiler, on damaged models', () => {
  it('runs a model or refuses it by one sentence, and never ends otherwise', async () => {
    const folder = temporaryFolder().path;
    const corpus = corpusOf(smallModels(join(folder, 'made')), join(folder, 'copies'));
    const outcomes = new Map<string, number>();
    for (let seed = 1; seed <= 3000; seed++) {
      const verdict = await fuzzOnce(corpus, seed);
      if (verdict.outcome === 'bug') throw new Error(`seed ${String(seed)}`, { cause: verdict.error });
      outcomes.set(verdict.outcome, (outcomes.get(verdict.outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].sort()).to.deep.equal(['compiled', 'described', 'refused', 'run']);
  }).timeout(60_000);
});
