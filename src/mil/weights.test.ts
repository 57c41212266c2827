import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { requireOrSkip } from '../../test/rig/requirements.js';
import { openProgram } from './open-model.js';

/** REZBENCH_TESTDATA names the folder that holds vectors/; the packages there are not in the repository. */
const data = process.env['REZBENCH_TESTDATA'];

const caseSchema = z.object({
  model: z.string(),
  compression: z.string().nullish(),
  weights: z
    .array(
      z.object({
        name: z.string(),
        shape: z.array(z.number()),
        sum: z.number(),
        absSum: z.number(),
        first: z.array(z.number()),
        last: z.array(z.number()),
      }),
    )
    .default([]),
});

describe('decompressed weights, against an independent reader', () => {
  const folder = data === undefined ? '' : join(data, 'vectors');
  if (data === undefined || !existsSync(join(folder, 'README.md'))) {
    it('needs REZBENCH_TESTDATA to name a folder that holds vectors/', function () {
      requireOrSkip(this, 'vectors/ in the folder that REZBENCH_TESTDATA names', false);
    });
    return;
  }
  for (const name of readdirSync(folder)) {
    const file = join(folder, name, 'case.json');
    if (!existsSync(file)) continue;
    const { model, compression, weights } = caseSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (weights.length === 0) continue;
    it(`${name}: ${String(weights.length)} weights, ${compression ?? 'plain'}`, () => {
      const constants = openProgram(join(folder, name, model)).program?.constants;
      for (const { name: weight, shape, sum, absSum, first, last } of weights) {
        const constant = constants?.get(weight);
        expect(constant?.shape, weight).to.deep.equal(shape);
        const values = Array.from((constant?.values ?? []) as ArrayLike<number>, Number);
        const closeTo = (got: number | undefined, wanted: number, scale: number): void => {
          expect(got, weight).to.be.closeTo(wanted, 1e-3 * Math.max(1e-3, scale));
        };
        closeTo(
          values.reduce((total, value) => total + value, 0),
          sum,
          absSum,
        );
        closeTo(
          values.reduce((total, value) => total + Math.abs(value), 0),
          absSum,
          absSum,
        );
        first.forEach((value, index) => {
          closeTo(values[index], value, Math.abs(value));
        });
        last.forEach((value, index) => {
          closeTo(values.at(index - last.length), value, Math.abs(value));
        });
      }
    });
  }
});
