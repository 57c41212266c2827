import { expect } from 'chai';
import { describe, it } from 'mocha';
import { measured } from '../../test/hand-made-run.js';
import type { Event } from '../contract/events.js';
import { disturbanceIn, outcomeOf } from './outcome-of.js';

/** hello, load (start, result), measure (start, result). */
const events = measured([1]);
const failed = (kind: 'failed' | 'unsupported' | 'disturbed'): Event => ({
  event: 'error',
  tNs: 400,
  step: 1,
  do: 'measure',
  kind,
  reason: 'no such operation',
});

describe('how a launch went, by its last event', () => {
  const endings = [
    ['every step ended', events, { status: 'ok' }],
    ['the app wrote nothing', [], { status: 'crashed', step: 'launch' }],
    ['it died after its hello', events.slice(0, 1), { status: 'crashed', step: 'hello' }],
    ['it died in a step', events.slice(0, 4), { status: 'crashed', step: 'measure' }],
    ['it died between two steps', events.slice(0, 3), { status: 'crashed', step: 'after load' }],
    [
      'a step failed',
      [...events.slice(0, 4), failed('failed')],
      { status: 'error', step: 'measure', reason: 'no such operation' },
    ],
    [
      'the system cannot run it',
      [...events.slice(0, 4), failed('unsupported')],
      { status: 'unsupported', reason: 'no such operation' },
    ],
  ] as const;
  for (const [what, left, outcome] of endings) {
    it(`${outcome.status}: ${what}`, () => {
      expect(outcomeOf(left, 2)).to.deep.equal(outcome);
    });
  }

  it('is no outcome of the model when something on the phone came between', () => {
    expect(disturbanceIn([...events.slice(0, 4), failed('disturbed')])).to.equal('no such operation');
    expect(disturbanceIn([...events.slice(0, 4), failed('failed')])).to.equal(undefined);
    expect(disturbanceIn(events)).to.equal(undefined);
  });
});
