import { expect } from 'chai';
import { describe, it } from 'mocha';
import { normalUpperTail } from './normal.js';
import { tQuantile, tUpperTail } from './student-t.js';

describe('the distributions', () => {
  it('have SciPy’s quantiles of Student’s t', () => {
    // scipy.stats.t.ppf(share, degrees)
    for (const [share, degrees, wanted] of [
      [0.975, 9, 2.262157162798205],
      [0.995, 7, 3.4994832973504924],
      [0.9, 9, 1.3830287383966329],
      [0.95, 11, 1.7958848187040433],
      [0.8, 7, 0.8960296443137653],
    ] as const) {
      expect(tQuantile(share, degrees)).to.be.closeTo(wanted, 1e-9);
      expect(tQuantile(share, degrees), 'the second time').to.be.closeTo(wanted, 1e-9);
    }
  });

  it('have SciPy’s upper tails, also where they are tiny', () => {
    // scipy.stats.t.sf(t, degrees)
    for (const [t, degrees, wanted] of [
      [2, 7, 0.042809664281488025],
      [3.5, 7, 0.0049965204409427744],
      [0.5, 4, 0.32166498159093165],
      [-0.5, 4, 1 - 0.32166498159093165],
      [8, 7, 4.557460585437679e-5],
      [12, 31, 1.738963400209869e-13],
      [30, 9, 1.2418523520791317e-10],
    ] as const) {
      expect(tUpperTail(t, degrees) / wanted).to.be.closeTo(1, 1e-9);
    }
    // scipy.stats.norm.sf(z)
    for (const [z, wanted] of [
      [3.1, 0.0009676032132183563],
      [-1.2, 0.8849303297782918],
      [6, 9.865876450376946e-10],
    ] as const) {
      expect(normalUpperTail(z) / wanted).to.be.closeTo(1, 1e-12);
    }
  });
});
