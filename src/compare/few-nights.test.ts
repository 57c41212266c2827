import { expect } from 'chai';
import { describe, it } from 'mocha';
import { screenByLaunches } from './few-nights.js';

const logs = (...ms: number[]): number[] => ms.map(Math.log);

describe('a screen by launches alone', () => {
  it("is Student's t for two samples, as SciPy has it", () => {
    const [found] = screenByLaunches([{ tonight: logs(5.51, 5.47, 5.6), pinned: [logs(5, 5.1, 5.02)] }]);
    if (found?.kind !== 'suspect') throw new Error('it is suspicious');
    // a, b = np.log([5.51, 5.47, 5.6]), np.log([5.0, 5.1, 5.02])
    // stats.ttest_ind(a, b, alternative='greater').pvalue, SciPy 1.17.1
    expect(found.p).to.be.closeTo(0.0002796762017072151, 1e-12);
    // np.expm1 of ttest_ind(a, b).confidence_interval(.9) and of a.mean() - b.mean()
    expect(found.effect.low).to.be.closeTo(0.07523851202263417, 1e-12);
    expect(found.effect.high).to.be.closeTo(0.11828000196711887, 1e-12);
    expect(found.effect.change).to.be.closeTo(0.09654809531538255, 1e-12);
  });

  it('takes from each case what all cases of the phone have in common, where they are enough', () => {
    const slower = (by: number) => ({ tonight: logs(5 * by, 5.01 * by), pinned: [logs(5, 5.01)] });
    const changeOf = (cases: Parameters<typeof screenByLaunches>[0]): (number | undefined)[] =>
      screenByLaunches(cases).map((found) => (found.kind === 'not_screened' ? undefined : found.effect.change));
    const [first, last] = [changeOf([1.3, 1.1, 1.1, 1.1, 1.1, 1.1].map(slower)), changeOf([1.3, 1.1].map(slower))];
    expect(first[0]).to.be.closeTo(1.3 / 1.1 - 1, 1e-9);
    expect(first[1]).to.be.closeTo(0, 1e-9);
    expect(last[1]).to.be.closeTo(0.1, 1e-9);
  });

  it('says why it cannot tell', () => {
    const why = (tonight: number[], before: number[]) => {
      const [found] = screenByLaunches([{ tonight, pinned: [before] }]);
      return found?.kind === 'not_screened' ? found.why.kind : found?.kind;
    };
    expect(why([], logs(5, 5))).to.equal('no_measurement');
    expect(why(logs(5), logs(5, 5))).to.equal('too_few_launches');
    expect(why(logs(5, 0), logs(5, 5))).to.equal('not_a_number');
  });
});
