import { expect } from 'chai';
import { describe, it } from 'mocha';
import { caseByHand, nightByHand } from '../../test/compared-night.js';
import type { CaseByHand } from '../../test/compared-night.js';
import { plannedLaunch, planOf } from '../../test/hand-made-run.js';
import type { PlannedLaunch } from '../plan/plan.js';
import type { CaseRow } from '../results/tables/results.js';
import { confirm } from '../verdict/confirm.js';
import type { Confirmation } from '../verdict/confirm.js';
import { nightly } from '../verdict/design.js';
import { blockOrder } from '../verdict/latencies.js';
import type { Bases } from './bases.js';
import { compareRuns } from './compare-runs.js';
import type { Comparison } from './comparison.js';
import { nothingConfirmed } from './confirmed.js';
import type { Finding, Metric } from './finding.js';
import { caseKey } from './night.js';
import type { Night } from './night.js';

const cases = 8;
const other = { variant_sha256: 'b'.repeat(64) };

/** Noise of half a percent or so that is the same in every test: the n-th of a sequence that fills -1 to 1 evenly. */
const noise = (n: number): number => 0.004 * (((n * 0.618_033_99) % 1) * 2 - 1);

/** Two launches of each case in the n-th night; `change` is made to the cases it is given for. */
function nightCases(n: number, change: (index: number, one: CaseByHand) => CaseByHand = (_, one) => one): CaseByHand[] {
  return Array.from({ length: cases }, (_, index) => {
    const launches = [0, 1].map((launch) => (5 + index) * Math.exp(noise(1 + n * 31 + index * 7 + launch * 3)));
    return change(index, caseByHand(index, launches));
  });
}

const pinned = Array.from({ length: 10 }, (_, n) => nightByHand(`n${String(n)}`, nightCases(n)));

const basesOf = (nights: readonly Night[]): Bases => ({
  named: ['results/baselines'],
  phones: ['udid-1'],
  of: () => nights,
});

/** Tonight beside the pinned nights, with one case made another. */
function tonight(change: (one: CaseByHand) => CaseByHand, nights: readonly Night[] = pinned): Comparison {
  const candidate = nightByHand(
    'tonight',
    nightCases(10, (index, one) => (index === 3 ? change(one) : one)),
  );
  return compareRuns(basesOf(nights), candidate, { isStrict: false, confirmed: nothingConfirmed });
}

const withCells =
  (cells: Partial<CaseRow>, factor = 1) =>
  (one: CaseByHand): CaseByHand => ({
    ...one,
    row: { ...one.row, ...cells },
    launchesMs: one.launchesMs.map((ms) => ms * factor),
  });

const withPackage = (launch: PlannedLaunch, letter: string): PlannedLaunch => ({
  ...launch,
  job: {
    ...launch.job,
    arms: Object.fromEntries(
      Object.entries(launch.job.arms).map(([name, arm]) => [name, { ...arm, sha256: letter.repeat(64) }]),
    ),
  },
});

/** The finding on a metric of the case that was made another. */
function found({ findings }: Comparison, metric: Metric): Finding {
  const [first] = findings.filter((each) => each.metric === metric && each.variant === 'net-3');
  if (first === undefined) throw new Error(`nothing was found about ${metric}`);
  return first;
}

describe('a run beside its base', () => {
  it('has nothing that regressed where nothing changed', () => {
    const comparison = tonight((one) => one);
    expect([comparison.outcome, comparison.exit_code]).to.deep.equal(['nothing_regressed', 0]);
    expect(comparison.counts.regressed).to.equal(0);
  });

  it('suspects a case whose other package is slower, says by how much and why, and awaits its confirmation', () => {
    const comparison = tonight(withCells(other, 1.05));
    expect([comparison.outcome, comparison.exit_code]).to.deep.equal(['inconclusive', 3]);
    const finding = found(comparison, 'latency');
    expect(finding).to.include({ verdict: 'inconclusive', awaits: 'confirmation', nights: 10, base_launches: 20 });
    expect(finding.change_percent).to.be.closeTo(5, 0.8);
    expect(finding.low_percent).to.be.below(finding.change_percent ?? 0);
    expect(finding.why).to.deep.equal(['the package is another one: aaaaaaaaaaaa before, bbbbbbbbbbbb now']);
    const awaiting = comparison.findings.filter(({ awaits }) => awaits !== undefined);
    expect(awaiting.map(({ variant }) => variant)).to.deep.equal(['net-3']);
  });

  it('has no package to blame for what is slower with the very same one', () => {
    const comparison = tonight(withCells({}, 1.05));
    expect(comparison.exit_code).to.equal(0);
    expect(found(comparison, 'latency')).to.include({ verdict: 'inconclusive', consequence: 'none' });
    expect(found(comparison, 'latency').reason).to.match(/the very package/);
  });

  it('tells a phone that is slower as a whole from its cases', () => {
    const candidate = nightByHand(
      'tonight',
      nightCases(10, (_, one) => withCells({}, 1.08)(one)),
    );
    const comparison = compareRuns(basesOf(pinned), candidate, { isStrict: false, confirmed: nothingConfirmed });
    const [phone] = comparison.phones;
    expect(phone?.is_suspect).to.equal(true);
    expect(phone?.change_percent).to.be.closeTo(8, 1);
    for (const { change_percent } of comparison.findings.filter(({ metric }) => metric === 'latency')) {
      expect(Math.abs(change_percent ?? 99)).to.be.below(2);
    }
  });

  describe('that was confirmed', () => {
    const confirmation = (share: number, seed: number): Confirmation =>
      confirm(
        Array.from({ length: nightly.launches }, (_, launch) => ({
          blocks: blockOrder(nightly.pairs, launch % 2 === 0 ? 'base' : 'candidate').map((arm, block) => ({
            arm,
            logLatency: (arm === 'candidate' ? Math.log1p(share) : 0) + noise(seed + launch * 17 + block * 5),
          })),
        })),
        nightly,
      );

    function confirmed(first: Confirmation, repeat?: Confirmation): Comparison {
      const candidate = nightByHand(
        'tonight',
        nightCases(10, (index, one) => (index === 3 ? withCells(other, 1.05)(one) : one)),
      );
      const row = [...candidate.rows.values()][3];
      const key = row && caseKey(row);
      return compareRuns(basesOf(pinned), candidate, {
        isStrict: false,
        confirmed: { runs: ['c1'], of: (asked) => (asked === key ? { first, ...(repeat && { repeat }) } : {}) },
      });
    }

    it('regressed when two confirmations say so, by what the second one says', () => {
      const comparison = confirmed(confirmation(0.06, 1), confirmation(0.05, 2));
      expect([comparison.outcome, comparison.exit_code]).to.deep.equal(['regressed', 1]);
      expect(found(comparison, 'latency').change_percent).to.be.closeTo(5, 0.5);
      expect(found(comparison, 'latency')).to.include({ verdict: 'regressed', confidence: 0.95 });
    });

    it('awaits a repetition after one', () => {
      const comparison = confirmed(confirmation(0.05, 1));
      expect(comparison.exit_code).to.equal(3);
      expect(found(comparison, 'latency')).to.include({ verdict: 'inconclusive', awaits: 'repetition' });
    });

    it('did not regress when the alarm went away, or when it is shown to be equal', () => {
      const gone = confirmed(confirmation(0.05, 1), confirmation(0, 2));
      expect([gone.exit_code, found(gone, 'latency').reason]).to.deep.equal([
        0,
        'the alarm went away when it was repeated in fresh launches',
      ]);
      const equal = confirmed(confirmation(0, 1));
      expect([equal.exit_code, found(equal, 'latency').verdict]).to.deep.equal([0, 'equivalent']);
    });

    it('waits for no repetition of what became faster to pass', () => {
      const comparison = confirmed(confirmation(-0.05, 1));
      expect([comparison.exit_code, found(comparison, 'latency').awaits]).to.deep.equal([0, 'repetition']);
    });
  });

  it('confirms every case of another package where it is strict, and none of the same', () => {
    const candidate = nightByHand(
      'tonight',
      nightCases(10, (index, one) => (index < 2 ? withCells(other)(one) : one)),
    );
    const { findings } = compareRuns(basesOf(pinned), candidate, { isStrict: true, confirmed: nothingConfirmed });
    const awaiting = findings.filter(({ awaits }) => awaits !== undefined);
    expect(awaiting.map(({ variant }) => variant)).to.deep.equal(['net-0', 'net-1']);
  });

  describe('with a single night', () => {
    const one = pinned.slice(-1);

    it('goes by its launches, says so, and never calls a case equivalent', () => {
      const comparison = tonight((same) => same, one);
      expect(comparison.counts.equivalent).to.equal(0);
      expect(comparison.notes.join()).to.match(
        /the base has 1 night and a screen takes 5: cases were screened by the spread/,
      );
      expect(found(comparison, 'latency').method).to.match(/by launches, since 1 night/);
    });

    it('still suspects what is slower by far', () => {
      expect(found(tonight(withCells(other, 1.1), one), 'latency')).to.include({ awaits: 'confirmation' });
    });

    it('cannot tell with one launch a case', () => {
      const comparison = tonight((it) => ({ ...it, launchesMs: it.launchesMs.slice(1) }), one);
      expect(found(comparison, 'latency').reason).to.equal('1 whole launches of the 2 it takes');
      expect(comparison.exit_code).to.equal(3);
    });
  });

  describe('is refused', () => {
    const refusals: readonly [string, Partial<CaseRow>, RegExp][] = [
      [
        'another model of phone',
        { device_model: 'iPhone16,1' },
        /the model of the phone differs: iPhone15,2 before, iPhone16,1 now/,
      ],
      ['a virtual one', { device_kind: 'virtual' }, /the kind of the device differs/],
      [
        'another iOS',
        { os_version: '17.6', os_build: '21G80' },
        /iOS differs: 17.5 \(21F79\) before, 17.6 \(21G80\) now; that begins a new epoch/,
      ],
      ['another build of the app', { app_build: 'b2' }, /the build of the app differs: b1 before, b2 now/],
      [
        'a hot phone',
        { thermal_worst: 'serious' },
        /the candidate was measured on a phone that held back: thermal state reached serious/,
      ],
      ['Low Power Mode', { low_power_mode: true }, /Low Power Mode/],
      ['a phone that slowed down', { sentinel_before_ms: 10, sentinel_after_ms: 12 }, /the sentinel was 20 % slower/],
      [
        'a phone that its table calls throttled, by what its warnings say',
        {
          throttled: true,
          warnings:
            'thermal state reached fair; the anchor on all was 12 % slower before this case than at its fastest; 6 % of iterations are outliers',
        },
        /held back: the anchor on all was 12 % slower before this case than at its fastest$/,
      ],
      ['one of which the table says no more', { throttled: true }, /held back: its table says so$/],
    ];
    for (const [what, cells, reason] of refusals) {
      it(`with the reason: ${what}`, () => {
        const comparison = tonight(withCells(cells));
        expect([comparison.outcome, comparison.exit_code]).to.deep.equal(['missing', 4]);
        expect(found(comparison, 'latency').verdict).to.equal('refused');
        expect(found(comparison, 'latency').reason).to.match(reason);
        expect(comparison.counts.refused).to.equal(1);
      });
    }

    it('but not for what its table does not call throttled', () => {
      const comparison = tonight(withCells({ throttled: false, sentinel_before_ms: 10, sentinel_after_ms: 12 }));
      expect(found(comparison, 'latency').verdict).not.to.equal('refused');
    });

    it('where pictures differ, and where the source of latencies does', () => {
      const known = pinned.map((night) => ({ ...night, inputOf: () => 'one' }));
      expect(
        found(
          tonight((one) => ({ ...one, input: 'two' }), known),
          'latency',
        ).reason,
      ).to.equal('the picture or its tiling differs');
      const hosts = pinned.map((night) => ({
        ...night,
        rows: new Map([...night.rows].map(([key, row]) => [key, { ...row, latency_source: 'host' }])),
      }));
      expect(found(tonight(withCells({ latency_source: 'modelled' }), hosts), 'latency').reason).to.match(
        /where latencies come from differs: host before, modelled now/,
      );
    });

    it('only for the nights that differ, which are counted', () => {
      const mixed = pinned.map((night, index) =>
        index > 1
          ? night
          : { ...night, rows: new Map([...night.rows].map(([key, row]) => [key, { ...row, app_build: 'b0' }])) },
      );
      const comparison = tonight((one) => one, mixed);
      expect(comparison.exit_code).to.equal(0);
      expect(found(comparison, 'latency').nights).to.equal(8);
      expect(comparison.notes.join()).to.match(/2 of 10 nights do not compare: .* \(net-0-all-64x64 and 7 more\)/);
    });
  });

  describe('tells of cases without a result', () => {
    it('that newly fail', () => {
      const comparison = tonight(withCells({ status: 'crashed', reason: 'the app died in load' }));
      expect([comparison.outcome, comparison.exit_code]).to.deep.equal(['regressed', 1]);
      expect(found(comparison, 'status')).to.include({
        verdict: 'regressed',
        reason: 'newly crashed (the app died in load), and was ok',
      });
    });

    it('that were not tried, that failed before, and that work now', () => {
      expect(tonight(withCells({ status: 'skipped' })).exit_code).to.equal(4);
      const failing = pinned.map((night) => ({
        ...night,
        rows: new Map([...night.rows].map(([key, row]) => [key, { ...row, status: 'unsupported' }])),
      }));
      expect(found(tonight(withCells({ status: 'unsupported' }), failing), 'status')).to.include({
        verdict: 'refused',
        consequence: 'none',
      });
      expect(
        found(
          tonight((one) => one, failing),
          'status',
        ).verdict,
      ).to.equal('improved');
    });

    it('that one side alone has', () => {
      const all = nightCases(10);
      const less = nightByHand('tonight', [...all.slice(1), caseByHand(99, [5, 5])]);
      const comparison = compareRuns(basesOf(pinned), less, { isStrict: false, confirmed: nothingConfirmed });
      expect(comparison.only_base.map(({ variant }) => variant)).to.deep.equal(['net-0']);
      expect(comparison.only_candidate.map(({ variant }) => variant)).to.deep.equal(['net-99']);
      expect(comparison.exit_code).to.equal(4);
    });

    it('of which none is in the base', () => {
      const comparison = compareRuns(basesOf([]), nightByHand('tonight', nightCases(1)), {
        isStrict: false,
        confirmed: nothingConfirmed,
      });
      expect([comparison.exit_code, comparison.notes]).to.deep.equal([4, ['no case of the candidate is in the base']]);
    });
  });

  describe('judges memory and outputs by their own rules', () => {
    const withPeaks =
      (peaks: readonly number[]) =>
      (one: CaseByHand): CaseByHand => ({
        ...one,
        launchesMs: peaks.map((_, index) => one.launchesMs[index % 2] ?? 1),
        peaksBytes: peaks,
      });
    const known = Array.from({ length: 10 }, (_, n) =>
      nightByHand(
        `n${String(n)}`,
        nightCases(n, (_index, one) => withPeaks([100e6, 100e6])(one)),
      ),
    );

    it('15 % more memory of three launches', () => {
      const comparison = tonight(withPeaks([115e6, 115e6, 104e6]), known);
      expect(found(comparison, 'memory')).to.include({
        verdict: 'regressed',
        base_value: 100e6,
        candidate_value: 115e6,
        change_percent: 15,
      });
      expect(comparison.exit_code).to.equal(1);
    });

    it('the same of two launches, which are too few to be sure', () => {
      const comparison = tonight(withPeaks([115e6, 115e6]), known);
      expect(found(comparison, 'memory')).to.include({ verdict: 'inconclusive', consequence: 'inconclusive' });
      expect(found(tonight(withPeaks([101e6, 100e6]), known), 'memory').consequence).to.equal('none');
    });

    const withOutput =
      (sha256: string, psnr: number, cells: Partial<CaseRow> = {}) =>
      (one: CaseByHand): CaseByHand => ({
        ...withCells(cells)(one),
        outputs: { 'a.png': [sha256, psnr], 'b.png': ['same', 31] },
      });
    const judged = pinned.map((night, n) =>
      nightByHand(
        night.folder.id,
        nightCases(n, (_, one) => withOutput('x', 30)(one)),
      ),
    );
    const quality = (change: (one: CaseByHand) => CaseByHand): Finding => found(tonight(change, judged), 'quality');

    it('outputs by their bytes, and other bytes by the PSNR that they lose', () => {
      expect(quality(withOutput('x', 30))).to.include({ verdict: 'equivalent', drop_db: 0 });
      expect(quality(withOutput('y', 29.4, other))).to.include({
        verdict: 'regressed',
        drop_db: 0.3,
        base_value: 30.5,
      });
      expect(quality(withOutput('y', 30.01, other))).to.include({
        verdict: 'equivalent',
        reason: '1 of 2 outputs changed',
      });
      expect(quality(withOutput('y', 31, other)).verdict).to.equal('improved');
    });

    it('other bytes of the same package, which nobody can explain', () => {
      expect(quality(withOutput('y', 30))).to.include({ verdict: 'inconclusive', consequence: 'inconclusive' });
    });

    it('an image that is missing, and another test set', () => {
      expect(quality((one) => ({ ...one, outputs: { 'b.png': ['same', 31] } }))).to.include({ verdict: 'refused' });
      const sets = judged.map((night) => ({ ...night, testsetOf: () => 'one' }));
      expect(
        found(
          tonight((one) => ({ ...withOutput('x', 30)(one), testset: 'two' }), sets),
          'quality',
        ).reason,
      ).to.equal('the test set differs');
    });
  });

  it('says what else differs: placement, memory, temperature, battery, sentinel and anchor', () => {
    const cells = {
      placed_ane_share: 1,
      thermal_worst: 'nominal',
      sentinel_before_ms: 10,
      anchor_all_median_ms: 4,
      memory_predict_peak_bytes: 100e6,
    };
    const known = pinned.map((night) => ({
      ...night,
      rows: new Map([...night.rows].map(([key, row]) => [key, { ...row, ...cells }])),
    }));
    const now = {
      placed_ane_share: 0.4,
      thermal_worst: 'fair',
      sentinel_before_ms: 11,
      anchor_all_median_ms: 5,
      memory_predict_peak_bytes: 150e6,
      battery_level: 0.1,
    };
    expect(found(tonight(withCells({ ...other, ...now }, 1.1), known), 'latency').why).to.deep.equal([
      'the package is another one: aaaaaaaaaaaa before, bbbbbbbbbbbb now',
      'operations planned on the Neural Engine: 100 % before, 40 % now',
      'peak memory is 50.0 % higher',
      'the worst thermal state: nominal before, fair now',
      'the battery was down to 10 %',
      'the sentinel, a fixed loop on the CPU, was 10.0 % slower',
      'the anchor on all compute units was 25.0 % slower',
    ]);
  });

  it('tells of an anchor only what no pinned night had, and nothing of one with another package', () => {
    const anchored = (ms: number) => withCells({ ...other, anchor_all_median_ms: ms }, 1.1);
    const known = pinned.map((night, n) => ({
      ...night,
      rows: new Map([...night.rows].map(([key, row]) => [key, { ...row, anchor_all_median_ms: 4 + (n % 3) / 5 }])),
    }));
    const why = (ms: number, nights: readonly Night[] = known): string =>
      found(tonight(anchored(ms), nights), 'latency').why.join('; ');
    expect(why(4.6)).to.contain('the anchor on all compute units was');
    expect(why(4.4)).not.to.contain('anchor');
    const plan = planOf([], [], { anchors: [plannedLaunch('anchor-all-1')] });
    expect(
      why(
        4.6,
        known.map((night) => ({ ...night, plan })),
      ),
    ).to.contain('the anchor');
    expect(
      found(
        compareRuns(
          basesOf(known.map((night) => ({ ...night, plan }))),
          {
            ...nightByHand(
              'tonight',
              nightCases(10, (index, one) => (index === 3 ? anchored(4.6)(one) : one)),
            ),
            plan: planOf([], [], { anchors: [withPackage(plannedLaunch('anchor-all-1'), 'c')] }),
          },
          { isStrict: false, confirmed: nothingConfirmed },
        ),
        'latency',
      ).why.join('; '),
    ).not.to.contain('anchor');
  });

  it('explains no picture and no memory by how fast the phone was', () => {
    const known = pinned.map((night) => ({
      ...night,
      rows: new Map([...night.rows].map(([key, row]) => [key, { ...row, sentinel_before_ms: 10 }])),
      launchesOf: (row: CaseRow) =>
        night.launchesOf(row).map((launch) => ({ ...launch, memory_predict_peak_bytes: 100e6 })),
    }));
    const now = (one: CaseByHand): CaseByHand => ({
      ...withCells({ ...other, sentinel_before_ms: 12, memory_predict_peak_bytes: 115e6 }, 1.1)(one),
      launchesMs: [9, 9.1, 9.2],
      peaksBytes: [115e6, 115e6, 115e6],
    });
    const comparison = tonight(now, known);
    expect(found(comparison, 'latency').why.join()).to.contain('sentinel');
    expect(found(comparison, 'memory').why).to.deep.equal([
      'the package is another one: aaaaaaaaaaaa before, bbbbbbbbbbbb now',
    ]);
  });
});
