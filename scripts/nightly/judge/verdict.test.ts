import { expect } from 'chai';
import { describe, it } from 'mocha';
import { answersOf, isGood, judge } from './verdict.js';
import type { Answer, Outcome } from './verdict.js';

const answer = (outcome: Outcome, message = '', operations = ['conv']): Answer => ({
  test: 'a',
  outcome,
  message,
  operations,
});
const many = (count: number, one: Answer): Answer[] => Array.from({ length: count }, () => one);

describe('the verdict on what coremltools asked', () => {
  it('is good when 97 of 100 pass and the rest is refused', () => {
    expect(isGood(judge([...many(97, answer('passed')), ...many(3, answer('unsupported', 'op roll'))]))).to.equal(true);
    expect(isGood(judge([...many(96, answer('passed')), ...many(4, answer('unsupported', 'op roll'))]))).to.equal(
      false,
    );
  });

  for (const outcome of ['wrong', 'problem', 'crash'] as const) {
    it(`is bad for a single ${outcome} answer`, () => {
      expect(isGood(judge([...many(999, answer('passed')), answer(outcome)]))).to.equal(false);
    });
  }

  it('is bad when nothing was asked', () => {
    expect(isGood(judge([]))).to.equal(false);
  });

  it('leaves out what is refused by intention, and never what came out wrong', () => {
    const { leftOut, count, failures } = judge([
      answer('unsupported', 'op lstm', ['lstm', 'transpose']),
      answer('unsupported', 'state', ['read_state']),
      answer('wrong', '', ['lstm']),
    ]);
    expect({ leftOut, count, failed: failures.length }).to.deep.equal({
      leftOut: 2,
      count: { passed: 0, asked: 1 },
      failed: 1,
    });
  });

  it('counts a refusal against the operation that it names alone', () => {
    const { byOperation } = judge([
      answer('passed', '', ['conv', 'relu']),
      answer('unsupported', 'm cannot run on the host: op roll (x)', ['conv', 'roll']),
    ]);
    expect(Object.fromEntries(byOperation)).to.deep.equal({
      conv: { passed: 1, asked: 1 },
      relu: { passed: 1, asked: 1 },
      roll: { passed: 0, asked: 1 },
    });
  });

  it('counts each configuration that a test tried, and exonerates what a person looked at', () => {
    const line = JSON.stringify({
      test: 'test_layers.py::test_pad',
      outcome: 'wrong',
      subs: [{ outcome: 'passed' }, { outcome: 'wrong', message: 'reflects too far' }, { outcome: 'harness' }],
    });
    const read = (message: string): string[] =>
      answersOf(line, [{ test: 'test_pad', message, verdict: 'artefact' }]).map(({ outcome }) => outcome);
    expect(read('too far')).to.deep.equal(['passed']);
    expect(read('another')).to.deep.equal(['passed', 'wrong']);
  });
});
