import { expect } from 'chai';
import { describe, it } from 'mocha';
import { mean } from '../../../src/stats/summary.js';
import { standardDeviation } from '../../../src/stats/t-interval.js';
import { blockOrder } from '../../../src/verdict/latencies.js';
import { fleets } from '../../../src/virtual/noise/fleets.js';
import { PhoneSession } from '../../../src/virtual/noise/model.js';
import { Random } from '../../../src/virtual/noise/random.js';
import { bisections } from './bisect.js';
import { competitors, sampleOf } from './competitors.js';
import { baseS, breed, FastPhone } from './fast-phone.js';
import { medianOf } from './iteration-pool.js';
import { tuned, untuned } from './noise-models.js';
import { nights } from './nights.js';
import { simulate, tables } from './simulate.js';

const design = { launches: 4, pairs: 2, blockIterations: 20 };

/** The log medians of the blocks of phone after phone, each of four launches of two pairs. */
function everyIteration(phones: number): number[][] {
  return Array.from({ length: phones }, (_, phone) => {
    const random = new Random('whole', phone);
    const session = new PhoneSession(random, fleets.noisy);
    session.heat = 0.4;
    return Array.from({ length: design.launches }, (_, launch) => {
      const arms = blockOrder(design.pairs, launch % 2 === 0 ? 'base' : 'candidate').map((arm) =>
        Number(arm !== 'base'),
      );
      const { log } = session.launch(random, arms, design.blockIterations, baseS);
      return arms.map((_, block) =>
        medianOf(log, block * design.blockIterations, (block + 1) * design.blockIterations),
      );
    }).flat();
  });
}

function drawnMedians(phones: number): number[][] {
  const noisy = breed(tuned, fleets.noisy, { blockIterations: design.blockIterations, medians: 2000, seed: 1 });
  return Array.from({ length: phones }, (_, phone) => {
    const random = new Random('fast', phone);
    const device = new FastPhone(noisy, random, fleets.noisy.nightSd * random.normal());
    device.endSweep();
    return device.pairedLaunches(design, 0).flatMap(({ blocks }) => blocks.map(({ logLatency }) => logLatency));
  });
}

describe('the simulation of verdicts', () => {
  it('draws medians of blocks that are distributed as those of every iteration', () => {
    const [whole, fast] = [everyIteration(600), drawnMedians(600)];
    /** Of a figure of each phone: mean and spread, which 600 phones tell within a few per cent. */
    const compare = (figure: (blocks: readonly number[]) => number, within: number): void => {
      const [one, other] = [whole.map(figure), fast.map(figure)];
      expect(mean(other)).to.be.closeTo(mean(one), within);
      expect(standardDeviation(other) / standardDeviation(one)).to.be.closeTo(1, 0.15);
    };
    compare(mean, 0.01);
    compare((blocks) => (blocks[1] ?? 0) - (blocks[0] ?? 0), 0.005);
    compare((blocks) => (blocks[15] ?? 0) - (blocks[0] ?? 0), 0.015);
    compare((blocks) => mean(blocks.slice(0, 4)) - mean(blocks.slice(4, 8)), 0.008);
  });

  it('prints every table, and the same for the same seed', () => {
    const options = {
      models: [untuned],
      fleets: [{ name: 'typical', noise: fleets.typical }],
      armTimes: [1],
      cells: 200,
      seed: 7,
      withStrict: false,
      blockIterations: 20,
    };
    for (const table of tables) {
      const lines = [...simulate(table, options)];
      const columns =
        lines
          .join('\n')
          .match(/^[|].*$/gm)
          ?.map((line) => line.split('|').length) ?? [];
      expect(new Set(columns).size, `${table} has as many cells in every row`).to.equal(1);
      expect(lines.join('\n')).to.not.match(/NaN|undefined/);
      if (table === 'nights') expect([...simulate(table, options)]).to.deep.equal(lines);
    }
  });

  it('finds what it slows down, and little else', () => {
    const scale = { cells: 600, repeats: 1, seed: 3, withStrict: false };
    const found = nights(breed(tuned, fleets.quiet, { blockIterations: 20, medians: 1000, seed: 1 }), scale).nightly;
    expect(found.get(0)?.regressed).to.deep.equal({ of: 600, hits: 0 });
    expect(found.get(0)?.passed.hits).to.be.within(20, 130);
    expect(found.get(0.05)?.regressed).to.deep.equal({ of: 15, hits: 15 });
  });
});

describe('the other methods', () => {
  const sample = (seed: number, shift: number) => {
    const random = new Random('sample', seed);
    return sampleOf(
      Float64Array.from({ length: 200 }, () => shift + 0.02 * random.normal()),
      20,
    );
  };

  it('call independent iterations slower as often as their level says, and a slowdown always', () => {
    for (const { name, slower } of competitors.filter((one) => !one.name.startsWith('fixed'))) {
      let alarms = 0;
      for (let seed = 0; seed < 400; seed++) if (slower(sample(2 * seed, 0), sample(2 * seed + 1, 0), 0)) alarms++;
      expect(alarms / 400, name).to.be.within(0.005, 0.05);
      expect(slower(sample(1, 0), sample(2, 0), Math.log(1.05)), name).to.be.true;
      expect(slower(sample(1, 0.05), sample(2, 0), 0), name).to.be.false;
    }
  });
});

describe('the simulation of bisections', () => {
  for (const of of ['packages', 'apps'] as const) {
    it(`names the culprit among 64 ${of} in eight confirmations, on typical phones`, () => {
      const typical = breed(tuned, fleets.typical, { blockIterations: 20, medians: 5000, seed: 2 });
      const { found, wrong, most } = bisections(typical, 0.05, { of, cases: 20, seed: 2 });
      expect([found, wrong, most]).to.deep.equal([{ of: 20, hits: 20 }, { of: 20, hits: 0 }, 8]);
    });
  }
});
