import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Confirmation, Evidence } from './confirm.js';
import { decide, explainDoubt } from './decide.js';
import type { Findings } from './decide.js';
import type { Screened } from './screen.js';

const evidence = (change: number, more: Partial<Evidence> = {}): Evidence => ({
  effect: { change, low: change - 0.01, high: change + 0.01, confidence: 0.95 },
  pairsChange: change,
  pSlower: 0.001,
  pFaster: 0.999,
  isEquivalent: false,
  launches: 8,
  pairs: 32,
  launchSd: 0.01,
  seesFrom: 0.032,
  ...more,
});
const slower = (change: number): Confirmation => ({ kind: 'slower', evidence: evidence(change) });
const faster: Confirmation = { kind: 'faster', evidence: evidence(-0.05) };
const same: Confirmation = { kind: 'no_difference', evidence: evidence(0, { isEquivalent: true }) };
const wide: Confirmation = { kind: 'no_difference', evidence: evidence(0.01) };
const broken: Confirmation = { kind: 'unusable', why: { kind: 'too_few_launches', have: 7, need: 8 } };
const screened = (kind: 'suspect' | 'no_alarm', half: number): Screened => ({
  kind,
  p: 0.5,
  effect: { change: 0, low: -half, high: half, confidence: 0.9 },
  nights: 10,
  seesFrom: 0.05,
});

/** The verdict in a word or two. */
const verdictOf = (findings: Findings): string => {
  const found = decide(findings);
  return found.verdict === 'inconclusive' ? found.why.kind : found.verdict;
};

describe('decide', () => {
  it('calls a case regressed only when two confirmations say so', () => {
    const verdict = decide({ screened: screened('suspect', 0.05), first: slower(0.08), repeat: slower(0.05) });
    expect(verdict.verdict).to.equal('regressed');
    expect(verdict.verdict === 'regressed' && verdict.effect.change, 'the first was picked for its size').to.equal(
      0.05,
    );
    expect(verdictOf({ first: slower(0.05) })).to.equal('to_repeat');
    expect(verdictOf({ first: slower(0.05), repeat: same })).to.equal('went_away');
    expect(verdictOf({ first: slower(0.05), repeat: faster })).to.equal('went_away');
    expect(verdictOf({ first: faster, repeat: faster })).to.equal('improved');
  });

  it('calls a case equivalent only where that was shown', () => {
    expect(verdictOf({ first: same })).to.equal('equivalent');
    expect(verdictOf({ first: wide })).to.equal('undecided');
    expect(verdictOf({ screened: screened('no_alarm', 0.02) })).to.equal('equivalent');
    expect(verdictOf({ screened: screened('no_alarm', 0.04) })).to.equal('no_alarm');
  });

  it('never passes what could not be judged', () => {
    expect(verdictOf({})).to.equal('unusable');
    expect(verdictOf({ screened: { kind: 'not_screened', why: { kind: 'not_a_number' } } })).to.equal('unusable');
    expect(verdictOf({ screened: screened('suspect', 0.01) })).to.equal('to_confirm');
    expect(verdictOf({ screened: screened('no_alarm', 0.01), first: broken })).to.equal('unusable');
    expect(verdictOf({ first: slower(0.05), repeat: broken })).to.equal('unusable');
  });

  it('says why in a clause, with what the phone cannot show', () => {
    const why = (findings: Findings): string => {
      const found = decide(findings);
      return found.verdict === 'inconclusive' ? explainDoubt(found.why) : '';
    };
    expect(why({ first: wide })).to.equal('neither a change nor none; this phone cannot see below 3.2 %');
    expect(why({ first: broken })).to.equal('7 whole launches of the 8 it takes');
    expect(why({ screened: screened('no_alarm', 0.04) })).to.contain('the screen cannot see below 5.0 %');
    expect(why({ first: slower(0.05), repeat: same })).to.contain('went away');
  });
});
