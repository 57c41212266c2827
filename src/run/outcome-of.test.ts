import { expect } from 'chai';
import { describe, it } from 'mocha';
import { measured, plannedLaunch } from '../../test/hand-made-run.js';
import type { Event } from '../contract/events.js';
import type { Job } from '../contract/job.js';
import { lossIn, outcomeOf, unknownToApp } from './outcome-of.js';

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

  for (const [what, left, late, loss] of [
    [
      'something on the phone came between',
      [...events.slice(0, 4), failed('disturbed')],
      undefined,
      { cause: 'phone', detail: 'no such operation' },
    ],
    ['the app wrote nothing', [], undefined, { cause: 'app', detail: 'it ended, and it said no hello' }],
    ['it is silent', [], { status: 'timed_out', afterMs: 4000 }, { cause: 'app', detail: 'it said no hello for 4 s' }],
    [
      'it died before its first step',
      events.slice(0, 1),
      undefined,
      { cause: 'app', detail: 'it ended, and it said hello and began no step' },
    ],
    [
      'a file did not arrive whole',
      [...events.slice(0, 1), { ...failed('failed'), step: 0, do: 'stage', reason: 'models/m arrived damaged' }],
      undefined,
      { cause: 'files', detail: 'models/m arrived damaged' },
    ],
    ...['ENOSPC: no space left on device, write', 'The volume “Data” is out of space.'].map(
      (reason) =>
        [
          `the phone had no room (${reason.slice(0, 6)})`,
          [...events.slice(0, 4), { ...failed('failed'), do: 'quality', reason }],
          undefined,
          { cause: 'phone', detail: `quality: its storage is full: ${reason}` },
        ] as const,
    ),
    [
      'the job did not arrive whole',
      [...events.slice(0, 1), { ...failed('failed'), step: 0, do: 'job', reason: 'jobs/m.json: is not JSON' }],
      undefined,
      { cause: 'files', detail: 'jobs/m.json: is not JSON' },
    ],
  ] as const) {
    it(`lost, which is no outcome of the model: ${what}`, () => {
      expect(lossIn(left as readonly Event[], late)).to.deep.equal(loss);
    });
  }

  it('is an outcome of the model once that was touched, however the launch ended', () => {
    for (const [, left] of endings) expect(lossIn(left, undefined)).to.equal(undefined);
    expect(lossIn(events.slice(0, 2), { status: 'timed_out', step: 'load', afterMs: 4000 })).to.equal(undefined);
  });

  describe("of an app that knows nothing of iOS's own upscaler", () => {
    const refused = (reason: string): Event[] => [
      ...events.slice(0, 1),
      { event: 'error', tNs: 400, step: 0, do: 'job', kind: 'failed', reason },
    ];
    const ofModel = plannedLaunch('m').job;
    const [{ input, output } = expect.fail('no arm')] = Object.values(ofModel.arms);
    const ofSystem: Pick<Job, 'arms'> = { arms: { a: { computeUnits: 'system', mode: 'low_latency', input, output } } };

    it('is unsupported, with the remedy, since it refuses the arm whenever it is asked', () => {
      const outcome = unknownToApp(ofSystem, refused('jobs/x.json: field arms.a.model is missing'));
      expect(outcome).to.have.property('status', 'unsupported');
      expect(outcome).to.have.property('reason').that.includes('rezbench build');
    });

    it('is what it is for a job that did not arrive whole, and for one about models', () => {
      expect(unknownToApp(ofSystem, refused('jobs/x.json: is not JSON'))).to.equal(undefined);
      expect(unknownToApp(ofModel, refused('jobs/x.json: field arms.a.model is missing'))).to.equal(undefined);
      expect(unknownToApp(ofSystem, events)).to.equal(undefined);
    });
  });
});
