import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { measured, plannedCase, plannedLaunch, planOf, session } from '../../test/hand-made-run.js';
import { hostileName } from '../../test/hostile-names.js';
import { thermalStates } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import type { PhoneRecord } from './case-record.js';
import { rowsOf } from './column.js';
import { toCsv } from './csv.js';
import type { Session } from './journal.js';
import { linesOfSeries, samplesHeader } from './lines-of-series.js';
import { putInteger } from './put-integer.mjs';
import { SampleLines } from './sample-lines.mjs';
import { sampleAt, samplesTable, sampleSeries } from './tables/samples.js';

function phoneOf(runId: string, launches: readonly (readonly Event[])[]): PhoneRecord {
  const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
  const finished = { type: 'finished', at: '', startedAt: '', launch: 'm', outcome: { status: 'ok' } } as const;
  const records = launches.map((events) => {
    return { session: session() as Session, finished, events, hello: undefined, judged: [] };
  });
  const nothing = { sessions: [], lost: [], triesOf: () => 0, failures: new Map(), attempts: [] };
  return { runId, udid: 'u', plan, launches: records, coldLoadShown: undefined, ...nothing };
}

function written(phone: PhoneRecord): string {
  const parts: Buffer[] = [];
  const lines = new SampleLines((data) => parts.push(Buffer.from(data)));
  lines.text(samplesHeader);
  for (const series of sampleSeries(phone)) lines.series(linesOfSeries(series));
  lines.flush();
  return Buffer.concat(parts).toString();
}

/** Row by row, as every other table is made. */
function rowByRow(phone: PhoneRecord): string {
  const samples = sampleSeries(phone).flatMap((series) =>
    series.latenciesNs.map((_, iteration) => sampleAt(series, iteration)),
  );
  return toCsv(samplesTable, rowsOf(samplesTable, samples));
}

const memory = { footprintBytes: 1, footprintPeakBytes: 1 };
const ns = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 86_400e9 }));
const seen = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.constantFrom(...thermalStates));
const step = fc.record({
  tNs: ns,
  scope: fc.constantFrom('predict' as const, 'end_to_end' as const),
  warm: fc.array(ns, { maxLength: 3 }),
  latenciesNs: fc.array(ns, { maxLength: 12 }),
  startsNs: fc.array(ns, { maxLength: 12 }),
  thermal: fc.array(seen, { maxLength: 4 }),
});
const launch = fc.array(step, { maxLength: 3 }).map((steps) =>
  steps.flatMap(({ tNs, warm, ...timed }, index): Event[] => [
    { event: 'result', tNs, step: 3 * index, do: 'load', loadNs: 1, procedure: 'prepared', notes: [], ...memory },
    { event: 'result', tNs, step: 3 * index + 1, do: 'warmup', latenciesNs: warm, tiles: 1, ...memory },
    { event: 'start', tNs, step: 3 * index + 2, do: 'measure' },
    { event: 'result', tNs, step: 3 * index + 2, do: 'measure', tiles: 1, ...timed, ...memory },
  ]),
);

describe('samples.csv', () => {
  it('is what it would be row by row', () => {
    const name = hostileName.map((text) => Buffer.from(text).toString());
    fc.assert(
      fc.property(name, fc.array(launch, { maxLength: 3 }), (runId, launches) => {
        const phone = phoneOf(runId, launches);
        expect(written(phone)).to.equal(rowByRow(phone));
      }),
    );
  });

  it('is whole when it is longer than what is written at once, and so when a line is', () => {
    const many = phoneOf('run', [measured(Array.from({ length: 30_000 }, (_, index) => 1_000_000 + index))]);
    expect(written(many)).to.equal(rowByRow(many));
    const long = phoneOf('x'.repeat(1_500_000), [measured([1, 2]), measured([3])]);
    expect(written(long)).to.equal(rowByRow(long));
  });
});

describe('putInteger', () => {
  it('writes what String does, to the last whole number that a double holds', () => {
    const near = [1e8, 1e9, 2 ** 31, 2 ** 32, 1e15].flatMap((value) => [value - 1, value, value + 1]);
    const whole = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, 9, 10, ...near, Number.MAX_SAFE_INTEGER));
    fc.assert(
      fc.property(whole, (value) => {
        const bytes = Buffer.alloc(20);
        const end = putInteger(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, value);
        expect(bytes.toString('latin1', 0, end)).to.equal(String(value));
      }),
      { numRuns: 1000 },
    );
  });
});
