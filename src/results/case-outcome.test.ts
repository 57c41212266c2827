import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  enlarged,
  finished,
  measured,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  started,
} from '../../test/hand-made-run.js';
import { handMadeTables, lost } from '../../test/hand-made-tables.js';
import type { Step } from '../contract/job.js';
import type { Outcome } from '../contract/outcome.js';
import type { PlannedLaunch } from '../plan/plan.js';
import type { Entry } from './journal.js';

describe('the end of a case in the tables', () => {
  const { table, write } = handMadeTables();

  it('say how each case ended', () => {
    const outcomes: readonly Outcome[] = [
      { status: 'ok' },
      { status: 'error', step: 'measure', reason: 'out of memory' },
      { status: 'crashed', step: 'load' },
      { status: 'timed_out', step: 'compile', afterMs: 120_000 },
      { status: 'unsupported', reason: 'no such operation' },
      { status: 'refused', request: 'start the app', reason: 'it is locked' },
      { status: 'unreadable', file: 'events.jsonl', reason: 'line 3 is not JSON' },
    ];
    const cases = [...outcomes.map(({ status }) => plannedCase(status)), plannedCase('never')];
    const launches = cases.map(({ id }) => plannedLaunch(id, { case: id }));
    const entries = outcomes.map((outcome) => finished(outcome.status, outcome));
    const rows = write(planOf(cases, launches), entries, { ok: measured([1_000_000]) });
    expect(rows.map((row) => [row['case_id'], row['status'], row['reason']])).to.deep.equal([
      ['ok', 'ok', ''],
      ['error', 'error', 'measure: out of memory'],
      ['crashed', 'crashed', 'the app died in load'],
      ['timed_out', 'timed_out', 'no sign of life for 120 s in compile'],
      ['unsupported', 'unsupported', 'no such operation'],
      ['refused', 'refused', 'the phone refused to start the app: it is locked'],
      ['unreadable', 'unreadable', "the app's events.jsonl cannot be read: line 3 is not JSON"],
      ['never', 'skipped', 'the run ended before this case; resume it'],
    ]);
  });

  it('call a case ok only when every launch that the plan asks for ended well', () => {
    const ids = ['m1', 'm2', 'm3'];
    const plan = planOf(
      [plannedCase('c')],
      ids.map((id) => plannedLaunch(id, { case: 'c' })),
      { primes: [plannedLaunch('prime-net-all', { kind: 'prime' })] },
    );
    const [one, two, three] = ids.map((id) => finished(id, { status: 'ok' }));
    const status = (...entries: (Entry | undefined)[]) => {
      const [row] = write(
        plan,
        entries.filter((entry) => entry !== undefined),
      );
      return [row?.['status'], row?.['launches']];
    };
    const attempt = [started('m3'), lost('m3')];
    expect(status(one, two, three)).to.deep.equal(['ok', '3']);
    expect(status(one, three)).to.deep.equal(['skipped', '2']);
    expect(status(one, two, ...attempt, ...attempt)).to.deep.equal(['skipped', '2']);
    expect(status(one, two, ...attempt, ...attempt, ...attempt)).to.deep.equal(['lost', '2']);
    // A worker that was killed leaves no word of the loss.
    expect(status(one, two, started('m3'), ...attempt, started('m3'))).to.deep.equal(['lost', '2']);
    const primes = [1, 2, 3].map((n) => `prime-net-all-${String(n)}`).flatMap((id) => [started(id), lost(id)]);
    expect(status(one, two, ...primes)).to.deep.equal(['lost', '2']);
    expect(status(one, two, ...primes.slice(2))).to.deep.equal(['skipped', '2']);
    expect(status(one, two, ...attempt, ...attempt, ...attempt, three)).to.deep.equal(['ok', '3']);
    expect(status(one, finished('m2', { status: 'crashed', step: 'load' }))).to.deep.equal(['crashed', '2']);
  });

  describe('of a launch that failed and was tried again', () => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' }), plannedLaunch('n', { case: 'c' })]);
    const report = { cause: 'memory', detail: 'memory ran out', file: 'crashes/x.ips' } as const;
    const crashed = finished('m', { status: 'crashed', step: 'load', report });
    const statuses = () => table('launches').map(({ launch, attempt, status }) => [launch, attempt, status]);

    it('have a row of the good end alone, which says so, and both attempts among the launches', () => {
      const [row] = write(
        plan,
        [
          ...[started('m'), { ...crashed, events: 'journal/gone.jsonl' } as Entry],
          ...[started('m'), finished('m', { status: 'ok' }), started('n'), finished('n', { status: 'ok' })],
        ],
        { n: measured([1_000_000]) },
      );
      expect(row).to.include({ status: 'ok', reason: '', launches: '2' });
      expect(row?.['warnings']).to.contain('m was tried again: the app died in load: memory ran out');
      expect(statuses()).to.deep.equal([
        ['m', '1', 'crashed'],
        ['m', '2', 'ok'],
        ['n', '1', 'ok'],
      ]);
    });

    it('have one failed launch when it failed again, and say that its case is quarantined', () => {
      const [row] = write(plan, [
        started('n'),
        finished('n', { status: 'ok' }),
        started('m'),
        crashed,
        started('m'),
        crashed,
      ]);
      expect(row).to.include({
        status: 'crashed',
        launches: '2',
        reason:
          'the app died in load: memory ran out, after it had failed before; quarantined until the run is resumed with --retry-quarantined',
      });
      expect(statuses().slice(1)).to.deep.equal([
        ['m', '1', 'crashed'],
        ['m', '2', 'crashed'],
      ]);
      expect(table('launches').at(-1)).to.include({
        reason: 'the app died in load: memory ran out',
        crash_cause: 'memory',
      });
    });

    it('count an end that is written down twice once', () => {
      const [row] = write(plan, [started('m'), finished('m', { status: 'ok' }), finished('m', { status: 'ok' })]);
      expect(row).to.include({ status: 'skipped', launches: '1' });
    });
  });

  it('call a case unsupported that the phone is too old for', () => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
    const [row] = write(plan, [session({ osVersion: '15.8' })]);
    expect(row).to.include({ status: 'unsupported', reason: 'needs iOS 16' });
  });

  it('do not call a case ok whose launch has fewer samples or images than its steps ask for', () => {
    const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }];
    const on = { arm: 'a', image: 'i', tiles };
    const withSteps = (id: string, steps: Step[], more: Partial<PlannedLaunch>): PlannedLaunch =>
      plannedLaunch(id, { ...more, job: { ...plannedLaunch(id).job, steps } });
    const measure = (more: object): Step => ({ do: 'measure', ...on, count: 3, minNs: 0, scope: 'predict', ...more });
    const quality = (image: string): Step => ({ do: 'quality', arm: 'a', image, tiles });
    const row = (asked: Step, images: readonly string[]): unknown[] => {
      const plan = planOf(
        [plannedCase('c')],
        [
          withSteps('m', [{ do: 'load', arm: 'a' }, asked], { case: 'c' }),
          withSteps('q', images.map(quality), { kind: 'quality' }),
        ],
      );
      const made = enlarged('q', [{ image: 'one', psnrYDb: 30 }]);
      const entries = [finished('m', { status: 'ok' }), finished('q', { status: 'ok' })];
      const [found] = write(plan, entries, { m: measured([1, 2, 3]), q: made.events }, made.judged);
      return [found?.['status'], found?.['reason']];
    };
    expect(row(measure({}), ['one'])).to.deep.equal(['ok', '']);
    expect(row(measure({ count: 50, durationS: 9 }), ['one'])).to.deep.equal(['ok', '']);
    const fewer = 'measure: the app wrote 3 of the 4 predictions that the plan asks for';
    expect(row(measure({ count: 4 }), ['one'])).to.deep.equal(['error', fewer]);
    const none = 'warmup: the app wrote 0 of the 2 predictions that the plan asks for';
    expect(row({ do: 'warmup', ...on, count: 2 }, ['one'])).to.deep.equal(['error', none]);
    expect(row(measure({}), ['one', 'two'])).to.deep.equal(['error', 'quality: the app did not enlarge two']);
  });

  it('do not call a case ok that another build of the app measured than its session says', () => {
    const other = measured([5]).map((event) => (event.event === 'hello' ? { ...event, appBuild: 'b2' } : event));
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
    const [row] = write(plan, [finished('m', { status: 'ok' })], { m: other });
    expect(row).to.include({ status: 'error', reason: 'launch: it was build b2 of the app, and not b1' });
  });

  it('call a case ok only when its pair was prepared and has enlarged the test set, and that is judged', () => {
    const plan = planOf(
      [plannedCase('c')],
      [
        plannedLaunch('p', { kind: 'prepare' }),
        plannedLaunch('m', { case: 'c' }),
        plannedLaunch('q', { kind: 'quality' }),
      ],
    );
    const made = enlarged('q', [{ image: 'one', psnrYDb: 30 }, { image: 'two' }]);
    const ok = (launch: string): Entry => finished(launch, { status: 'ok' });
    const row = (entries: Entry[], judged = made.judged): unknown[] => {
      const [found] = write(plan, entries, { q: made.events }, judged);
      return [found?.['status'], found?.['reason']];
    };
    expect(row([ok('p'), ok('m'), ok('q')])).to.deep.equal(['ok', '']);
    expect(row([ok('p'), ok('m')])).to.deep.equal(['skipped', '1 of its 3 launches is missing; resume the run']);
    expect(row([ok('m')])).to.deep.equal(['skipped', '2 of its 3 launches are missing; resume the run']);
    expect(row([ok('p'), ok('q')])).to.deep.equal(['skipped', 'the run ended before this case; resume it']);
    expect(row([ok('p'), ok('m'), finished('q', { status: 'crashed', step: 'quality' })])).to.deep.equal([
      'crashed',
      'the app died in quality',
    ]);
    expect(row([ok('m'), ok('q'), finished('p', { status: 'crashed', step: 'load' })])).to.deep.equal([
      'crashed',
      'the app died in load',
    ]);
    const attempts = [1, 2, 3].flatMap(() => [started('q'), lost('q')]);
    expect(row([ok('p'), ok('m'), ...attempts])[0]).to.equal('lost');
    expect(row([ok('p'), ok('m'), ok('q')], made.judged.slice(0, 1))).to.deep.equal([
      'not_judged',
      '1 of 2 images has no figures, the first is two; npx rezbench tables judges what is there',
    ]);
  });

  it('do not call a case ok whose variant made no picture on these compute units, and keep its figures', () => {
    const measure = plannedLaunch('m', { case: 'c' });
    const plan = planOf([plannedCase('c')], [measure, plannedLaunch('q', { kind: 'quality' })]);
    const entries = ['m', 'q'].flatMap((id) => [started(id), finished(id, { status: 'ok' })]);
    const images = [
      { image: 'a', psnrYDb: 30 },
      { image: 'b', psnrYDb: 10, noPicture: 'the output is one colour' },
    ];
    const { events, judged } = enlarged('q', images);
    const [row] = write(plan, entries, { q: events }, judged);
    expect(row).to.include({ status: 'no_picture', reason: 'b: the output is one colour', psnr_y_db: '20' });
  });
});
