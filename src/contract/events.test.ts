import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseEvents } from '../../test/parse-events.js';
import { contractVersion } from './job.js';
import { eventsIn } from './events.js';
import type { Event } from './events.js';

const start = (step: number): Event => ({ event: 'start', tNs: step, step, do: 'measure' });
const lines = (events: readonly Event[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

describe('events.jsonl', () => {
  it('leaves out a torn last line and keeps every whole one, wherever the tear is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.nat(), (count, cut) => {
        const whole = Array.from({ length: count }, (_, step) => start(step));
        const torn = JSON.stringify({ event: 'error', tNs: 9, step: 9, do: 'é', kind: 'failed', reason: '{"' });
        const text = lines(whole) + torn.slice(0, cut % (torn.length + 1));
        expect(parseEvents(text)).to.deep.equal(whole);
      }),
    );
  });

  it('takes an empty file for no events', () => {
    expect(parseEvents('')).to.deep.equal([]);
  });

  it('does not pass over a bad line in the middle', () => {
    expect(() => parseEvents(`${lines([start(0)])}{"event":"sta\n${lines([start(1)])}`)).to.throw(
      'events.jsonl, line 2: not JSON',
    );
  });

  for (const [what, changed] of [
    ['an event it does not know', { ...start(0), event: 'pause' }],
    ['a field it does not know', { ...start(0), mood: 'good' }],
    ['a time that is no integer', { ...start(0), tNs: 1.5 }],
    ['a result of a step it does not know', { event: 'result', tNs: 0, step: 0, do: 'dance' }],
    ['an output outside Documents', output('../a.rgb')],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => parseEvents(`${JSON.stringify(changed)}\n`)).to.throw();
    });
  }

  it('accepts an output in Documents', () => {
    expect(parseEvents(`${JSON.stringify(output('out/l/a.0.rgb'))}\n`)).to.have.length(1);
  });

  it('names the version it knows when a hello has another', () => {
    const hello = {
      ...{ event: 'hello', tNs: 0, v: contractVersion + 1, launch: 'l', pid: 1, appBuild: 'b', notes: [] },
      device: { kind: 'virtual', model: 'm', name: 'n' },
      os: { version: '17.5', build: '21F79' },
      state: { thermal: 'nominal', lowPowerMode: false },
    };
    expect(() => parseEvents(`${JSON.stringify(hello)}\n`)).to.throw('only version 3 is known');
    expect(parseEvents(`${JSON.stringify({ ...hello, v: contractVersion })}\n`)).to.have.length(1);
  });
});

describe('a list of times', () => {
  const memory = { footprintBytes: 1, footprintPeakBytes: 1 };
  const warmup = (latenciesNs?: unknown) =>
    `${JSON.stringify({ event: 'result', tNs: 0, step: 0, do: 'warmup', latenciesNs, tiles: 1, ...memory })}\n`;

  it('is read as it is', () => {
    const [event] = eventsIn(warmup([0, 5, 86_400_000_000_000])).events;
    expect(event).to.deep.include({ latenciesNs: [0, 5, 86_400_000_000_000] });
  });

  for (const [list, complaint] of [
    [[1, 2.5], /^line 1, field latenciesNs\.1: is 2\.5; give a whole number from 0 to/],
    [[-1], /^line 1, field latenciesNs\.0: is -1; give/],
    [[1, 2, 86_400_000_000_001], /^line 1, field latenciesNs\.2: is 86400000000001; give/],
    [['1'], /^line 1, field latenciesNs\.0: is "1"; give/],
    [{ length: 0 }, /^line 1, field latenciesNs: Invalid input: expected array, received object/],
    [undefined, /^line 1, field latenciesNs: Invalid input: expected array, received undefined/],
  ] as const) {
    it(`is refused with its place: ${JSON.stringify(list)}`, () => {
      expect(eventsIn(warmup(list)).damage).to.match(complaint);
    });
  }
});

function output(path: string): object {
  const sized = { width: 1, height: 1, sha256: 'a'.repeat(64), parts: [{ path, bytes: 3 }], latencyNs: 1, tiles: 1 };
  return { event: 'result', tNs: 0, step: 0, do: 'quality', image: 'a', ...sized };
}
