import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { reportOf } from '../../../test/report-page-of.js';
import { pack, unpack } from './packed.js';

describe('what the page carries', () => {
  it('is what it was, and what is missing stays so', () => {
    const cell = fc.record({
      variant: fc.string(),
      reason: fc.option(fc.string(), { nil: undefined }),
      throttled: fc.option(fc.boolean(), { nil: undefined }),
      latency_median_ms: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), { nil: undefined }),
      psnr_y_db: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 20 }), (rows) => {
        const data = reportOf(...rows);
        const again = unpack(JSON.parse(JSON.stringify(pack(data))) as ReturnType<typeof pack>);
        expect(again.cases.map(({ variant, reason, throttled }) => [variant, reason, throttled])).to.deep.equal(
          data.cases.map(({ variant, reason, throttled }) => [variant, reason, throttled]),
        );
        for (const [index, { figures }] of data.cases.entries()) {
          for (const { name } of [...data.costs, ...data.qualities]) {
            expect(again.cases[index]?.figures[name]).to.equal(figures[name]);
          }
        }
        expect(JSON.stringify(again.phones)).to.equal(JSON.stringify(data.phones));
      }),
    );
  });
});
