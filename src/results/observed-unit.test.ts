import { expect } from 'chai';
import { describe, it } from 'mocha';
import { explain } from '../contract/outcome.js';
import { disagreement, findUnit, otherUnit } from './observed-unit.js';
import type { UnitEvidence } from './observed-unit.js';

const ms = 1e6;
const silent: UnitEvidence = {
  requested: 'all',
  isPhysical: true,
  placement: undefined,
  medianNs: 20 * ms,
  cpuMediansNs: [],
  differsFromCpu: false,
  wasThrottled: false,
};
const found = (evidence: Partial<UnitEvidence>) => findUnit({ ...silent, ...evidence });
const observed = (evidence: Partial<UnitEvidence>): string => found(evidence).observed ?? '';

describe('the compute unit', () => {
  it('is unknown without a witness, and on what stands for an iPhone', () => {
    expect(observed({})).to.equal('');
    const witnesses = { placement: { cpu: 1, gpu: 0, ane: 0 }, cpuMediansNs: [20 * ms] };
    expect(observed(witnesses)).to.equal('cpu');
    expect(observed({ ...witnesses, isPhysical: false })).to.equal('');
    expect(observed({ requested: 'cpuOnly', isPhysical: false })).to.equal('');
  });

  it('is the CPU where nothing else was allowed', () => {
    expect(observed({ requested: 'cpuOnly' })).to.equal('cpu');
  });

  for (const [shares, unit] of [
    [{ cpu: 0.95, gpu: 0, ane: 0.05 }, 'cpu'],
    [{ cpu: 0.02, gpu: 0.98, ane: 0 }, 'gpu'],
    [{ cpu: 0.02, gpu: 0, ane: 0.98 }, 'neural_engine'],
    [{ cpu: 0.06, gpu: 0, ane: 0.94 }, ''],
    [{ cpu: 0, gpu: 0.5, ane: 0.5 }, ''],
  ] as const) {
    it(`is ${unit === '' ? 'not told' : unit} by a placement of ${JSON.stringify(shares)}`, () => {
      expect(observed({ placement: shares })).to.equal(unit);
    });
  }

  for (const [name, evidence, unit] of [
    ['as long as on the CPU', { medianNs: 20 * ms, cpuMediansNs: [19 * ms, 21 * ms, 20.5 * ms] }, 'cpu'],
    ['1.5 times as fast', { medianNs: 20 * ms, cpuMediansNs: [30 * ms] }, 'accelerator'],
    ['1.5 times as slow', { medianNs: 30 * ms, cpuMediansNs: [20 * ms] }, 'accelerator'],
    ['something between', { medianNs: 20 * ms, cpuMediansNs: [24 * ms] }, ''],
    ['under a millisecond', { medianNs: 0.9 * ms, cpuMediansNs: [0.9 * ms] }, ''],
    ['as long, with other pixels', { cpuMediansNs: [20 * ms], differsFromCpu: true }, ''],
    ['as long, on a hot phone', { cpuMediansNs: [20 * ms], wasThrottled: true }, ''],
    ['nothing, since it failed', { medianNs: undefined, cpuMediansNs: [20 * ms] }, ''],
  ] as const satisfies readonly (readonly [string, Partial<UnitEvidence>, string])[]) {
    it(`is ${unit === '' ? 'not told' : unit} by a latency of ${name}`, () => {
      expect(observed(evidence)).to.equal(unit);
    });
  }

  it('is named by the witness that knows more, in either order', () => {
    const fast = { medianNs: 5 * ms, cpuMediansNs: [20 * ms] };
    expect(observed({ ...fast, placement: { cpu: 0, gpu: 0, ane: 1 } })).to.equal('neural_engine');
    expect(observed({ ...fast, placement: { cpu: 0, gpu: 1, ane: 0 } })).to.equal('gpu');
  });

  it('is unknown where witnesses exclude one another, which is said', () => {
    const torn = found({ placement: { cpu: 0, gpu: 0, ane: 1 }, cpuMediansNs: [20 * ms] });
    expect(torn.observed).to.be.undefined;
    expect(disagreement(torn)).to.equal(
      'witnesses of the compute unit disagree: the Neural Engine, since MLComputePlan prefers it for 100 % of operations; the CPU, since it takes as long as with cpuOnly',
    );
    expect(otherUnit(torn)).to.be.undefined;
    expect(disagreement(found({ placement: { cpu: 1, gpu: 0, ane: 0 } }))).to.be.undefined;
  });
});

describe('a unit that was not asked for', () => {
  const onCpu = { cpu: 1, gpu: 0, ane: 0 };
  const onGpu = { cpu: 0, gpu: 1, ane: 0 };
  const onEngine = { cpu: 0, gpu: 0, ane: 1 };
  for (const [requested, placement, contradicts] of [
    ['all', onCpu, true],
    ['cpuAndGPU', onCpu, true],
    ['cpuAndNeuralEngine', onCpu, true],
    ['cpuAndNeuralEngine', onGpu, true],
    ['cpuAndGPU', onEngine, true],
    ['cpuAndNeuralEngine', onEngine, false],
    ['cpuAndGPU', onGpu, false],
    ['all', onGpu, false],
    ['all', onEngine, false],
    ['cpuOnly', onCpu, false],
  ] as const) {
    it(`${contradicts ? 'is' : 'is not'} what ${JSON.stringify(placement)} says of ${requested}`, () => {
      expect(otherUnit(found({ requested, placement })) !== undefined).to.equal(contradicts);
    });
  }

  it('is explained by all witnesses', () => {
    const other = otherUnit(found({ placement: onCpu, cpuMediansNs: [20 * ms] }));
    expect(other && explain(other)).to.equal(
      'all was asked for, and the CPU computed: MLComputePlan prefers it for 100 % of operations, and it takes as long as with cpuOnly',
    );
  });
});
