import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { fuzzParser, take } from './fuzz.js';
import { parsers } from './parsers/index.js';

/** A small part of what the nightly run does with each; as long as the processor takes for it, not the clock. */
const sampleMs = 100;
const fewest = 20;

describe('parsers, on damaged input', function () {
  this.timeout(60_000);
  const { error, warn } = console;
  before(() => {
    // Libraries tell of what they stumble over.
    console.error = console.warn = () => undefined;
  });
  after(() => {
    [console.error, console.warn] = [error, warn];
  });

  for (const [name, make] of Object.entries(parsers)) {
    it(`${name}: reads it or refuses it, and never ends otherwise`, async () => {
      const parser = await make();
      try {
        // What refuses all of its samples is never reached by what is like them.
        const outcomes = new Set<string>();
        for (const sample of parser.samples) outcomes.add((await take(parser, sample)).outcome);
        expect([...outcomes])
          .to.include('read')
          .and.not.to.include('bug');
        const { user } = process.cpuUsage();
        for (let seed = 1; seed <= fewest || process.cpuUsage().user - user < sampleMs * 1000; seed++) {
          const taken = await fuzzParser(parser, seed);
          if (taken.outcome === 'bug') throw new Error(`seed ${String(seed)}`, { cause: taken.error });
        }
      } finally {
        await parser.close?.();
      }
    });
  }
});
