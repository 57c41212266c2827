import { parseArgs } from 'node:util';
import { nightly } from '../../../src/verdict/design.js';
import { fleetNames, fleets } from '../../../src/virtual/noise/fleets.js';
import { simulate, tables } from './simulate.js';
import { noiseModels } from './noise-models.js';

/*
 * How often src/verdict raises false alarms, and what it finds, on simulated phones beside other methods on the same samples:
 *
 *     npx tsx scripts/perf/verdicts/main.ts [--table nights|methods|coverage|centres|floor|bisect|bisect-apps] [--model tuned|untuned]
 *         [--fleet quiet|typical|noisy] [--arm 1|4] [--cells N] [--seed N] [--no-strict]
 *
 * Prints the tables of docs/measurement.md, all of them when nothing is chosen. `--arm 4` takes four times the noise that pairs
 * within a launch cannot cancel, `--cells` how many unchanged cells go through the nights (200,000; the other tables take a
 * fiftieth, bisections a thousandth), `--no-strict` leaves out the comparison before a release. The same seed prints the same.
 */

const { values } = parseArgs({
  options: {
    table: { type: 'string' },
    model: { type: 'string' },
    fleet: { type: 'string' },
    arm: { type: 'string' },
    cells: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    'no-strict': { type: 'boolean', default: false },
  },
});

/** The only one that was named, or all. Throws for a name that is none. */
function chosen<Name extends string>(name: string | undefined, all: readonly Name[]): readonly Name[] {
  if (name === undefined) return all;
  const found = all.filter((one) => one === name);
  if (found.length === 0) throw new RangeError(`${name} is none of ${all.join(', ')}`);
  return found;
}

for (const table of chosen(values.table, tables)) {
  for (const line of simulate(table, {
    models: chosen(values.model, ['tuned', 'untuned']).map((name) => noiseModels[name]),
    fleets: chosen(values.fleet, fleetNames).map((name) => ({ name, noise: fleets[name] })),
    armTimes: chosen(values.arm, ['1', '4']).map(Number),
    cells: Number(values.cells),
    seed: Number(values.seed),
    withStrict: !values['no-strict'],
    blockIterations: nightly.blockIterations,
  })) {
    console.log(line);
  }
}
