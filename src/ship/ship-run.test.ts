import { expect } from 'chai';
import { describe, it } from 'mocha';
import { measuredRow, verdictOn } from '../../test/verdict-on.js';
import type { Unnumbered } from '../../test/verdict-on.js';
import type { FleetEntry } from '../gate/budgets.js';
import type { CaseRow } from '../results/tables/results.js';
import { candidateRows, givesUpText, scaleNotes } from './ship-lines.js';
import { shipMarkdown } from './ship-markdown.js';
import { shipOf } from './ship-run.js';
import type { Ship } from './ship-run.js';

const budgets: readonly Unnumbered[] = [{ max: 20 }, { metric: 'psnr_y_db', min: 29 }];

interface Cells {
  readonly ms: number;
  readonly kb: number;
  readonly db?: number;
  readonly phone?: string;
  readonly units?: string;
  readonly size?: number;
  readonly scale?: number;
  readonly more?: Partial<CaseRow>;
}

function row(
  variant: string,
  { ms, kb, db = 30, phone = 'Bench 1', units = 'all', size = 64, scale = 2, more }: Cells,
): CaseRow {
  return measuredRow({
    case_id: `${variant}-${units}-${String(size)}x64`,
    variant,
    variant_sha256: variant.repeat(8),
    compute_units: units,
    image_width: size,
    scale,
    device_udid: phone,
    device_name: phone,
    package_bytes: kb * 1000,
    psnr_y_db: db,
    latency_median_ms: ms,
    latency_ci_low_ms: ms * 0.99,
    latency_ci_high_ms: ms * 1.01,
    ...more,
  });
}

const ship = (rows: readonly CaseRow[], rules = budgets, fleet: readonly FleetEntry[] = []): Ship =>
  shipOf({ rows, verdict: verdictOn(rows, rules, { fleet }), fleet }, ['run']);

const small = row('small', { ms: 12, kb: 100, db: 29.5 });
const quick = row('quick', { ms: 6, kb: 300, db: 29.8 });
const fine = row('fine', { ms: 15, kb: 900, db: 31 });
const picksOf = ({ scales }: Ship) => [scales[0]?.smallest?.choice.variant, scales[0]?.fastest?.choice.variant];

describe('what to ship', () => {
  it('is the smallest and the fastest of those that keep every budget, with their runners-up', () => {
    const answer = ship([fine, small, quick]);
    expect(picksOf(answer)).to.deep.equal(['small', 'quick']);
    expect(answer.scales[0]?.smallest?.runner_up?.choice.variant).to.equal('quick');
    expect(answer.scales[0]?.fastest?.runner_up?.choice.variant).to.equal('small');
    expect(answer).to.include({ outcome: 'passed', exit_code: 0 });
  });

  it("is never iOS's own upscaler, and is compared with it on the phones that have both", () => {
    const nothing = { package_bytes: undefined, variant_sha256: undefined, variant: 'system-low-latency-x2' };
    const own = row('s', { ms: 2, kb: 1, db: 31, units: 'system', more: nothing });
    const answer = ship([fine, quick, own]);
    expect(picksOf(answer)).to.deep.equal(['quick', 'quick']);
    expect(JSON.stringify(answer.scales[0]?.not_recommended)).not.to.include('system');
    const sentence =
      "Beside iOS's own upscaler (system-low-latency-x2, on 1 phone), quick on all is 4.00 ms slower and 1.200 dB worse.";
    expect(answer.scales.flatMap(scaleNotes)).to.include(sentence);
    expect(shipMarkdown(answer)).to.include('4.00 ms slower and 1.200 dB worse');
    const elsewhere = ship([fine, quick, { ...own, device_udid: 'u2' }, { ...own, status: 'unsupported' }]);
    expect(elsewhere.scales.flatMap(scaleNotes).join()).not.to.include('upscaler');
  });

  it('says what each gives up against the best of the others in each respect', () => {
    const { scales } = ship([fine, small, quick]);
    const [smallest, fastest] = [scales[0]?.smallest?.gives_up, scales[0]?.fastest?.gives_up];
    expect(givesUpText(smallest ?? {})).to.equal('1.500 dB, 6.00 ms');
    expect(givesUpText(fastest ?? {})).to.equal('1.200 dB, 0.200 MB');
    expect(givesUpText({})).to.equal('nothing');
  });

  it('is none that breaks a budget on one phone', () => {
    const rows = [
      small,
      quick,
      { ...quick, device_udid: 'u2', device_name: 'Shelf 2', latency_median_ms: 30, latency_ci_low_ms: 29 },
    ];
    const answer = ship([...rows, row('small', { ms: 13, kb: 100, db: 29.5, phone: 'u2' })]);
    expect(picksOf(answer)).to.deep.equal(['small', 'small']);
    const [rejected] = answer.scales[0]?.not_recommended ?? [];
    expect(rejected?.choice.variant).to.equal('quick');
    expect(rejected?.reasons).to.deep.equal([
      'failed: latency_median_ms 30 (29 to 6.06) on Shelf 2 at 64x64: above 20 by 9',
    ]);
  });

  it('is none of which nothing is known on a phone, at a size, or by any rule', () => {
    const notThere = ship([small, quick, row('small', { ms: 13, kb: 100, phone: 'u2' })]);
    expect(notThere.scales[0]?.not_recommended[0]?.reasons).to.deep.equal(['not measured on u2 at 64x64']);
    const wide = ship([small, quick, row('small', { ms: 13, kb: 100, size: 96 })]);
    expect(wide.scales[0]?.not_recommended[0]?.reasons).to.deep.equal(['not measured on Bench 1 at 96x64']);
    const unjudged = ship([small, quick], [{ match: { variant: 'small' }, max: 20 }]);
    expect(unjudged.scales[0]?.not_recommended[0]?.reasons).to.deep.equal(['no rule judges it on Bench 1 at 64x64']);
    expect(picksOf(unjudged)).to.deep.equal(['small', 'small']);
  });

  it('is nothing while phones of the fleet are missing', () => {
    const answer = ship([small, quick], budgets, [{ chip: 'A17 Pro', min_phones: 1 }]);
    expect(answer).to.include({ outcome: 'missing', exit_code: 4 });
    expect(picksOf(answer)).to.deep.equal([undefined, undefined]);
    expect(shipMarkdown(answer)).to.match(/Nothing is recommended.*\n\n- chip A17 Pro: 0 of 1 took part/);
  });

  it('asks only phones of the fleet, where there is one', () => {
    const slow = row('quick', { ms: 90, kb: 300, phone: 'u2', more: { device_model: 'iPhone11,8' } });
    expect(picksOf(ship([small, quick, slow], budgets, [{ chip: 'A16', min_phones: 1 }]))).to.deep.equal([
      'small',
      'quick',
    ]);
  });

  const hopeless: readonly (readonly [string, Partial<CaseRow>, number])[] = [
    ['breaks a budget', { latency_ci_low_ms: 21, latency_median_ms: 22, latency_ci_high_ms: 23 }, 1],
    ['is inconclusive', { latency_ci_low_ms: 19, latency_median_ms: 20, latency_ci_high_ms: 23 }, 3],
    ['has crashed', { status: 'crashed' }, 4],
  ];
  for (const [what, cells, code] of hopeless) {
    it(`is nothing, with exit code ${String(code)}, where the only variant ${what}`, () => {
      const answer = ship([{ ...small, ...cells }]);
      expect(answer.exit_code).to.equal(code);
      expect(picksOf(answer)).to.deep.equal([undefined, undefined]);
      expect(scaleNotes(answer.scales[0] ?? { outcome: 'failed', meeting: 0, not_recommended: [] })[0]).to.match(
        /^No choice/,
      );
    });
  }

  it('keeps scales apart, since they do other work', () => {
    const { scales } = ship([small, row('big', { ms: 5, kb: 50, scale: 4 })]);
    expect(scales.map(({ scale, fastest }) => [scale, fastest?.choice.variant])).to.deep.equal([
      [2, 'small'],
      [4, 'big'],
    ]);
  });

  it('takes of each variant its fastest units, so that a variant is no runner-up of itself', () => {
    const onCpu = row('quick', { ms: 19, kb: 300, units: 'cpuOnly' });
    const { scales } = ship([quick, onCpu, small]);
    expect(scales[0]?.fastest?.choice).to.include({ variant: 'quick', compute_units: 'all' });
    expect(scales[0]?.fastest?.runner_up?.choice.variant).to.equal('small');
  });

  it('says when the fastest is not shown to be faster', () => {
    const near = row('near', { ms: 6.05, kb: 300 });
    expect(ship([quick, near]).scales[0]?.fastest?.is_clear).to.equal(false);
    expect(ship([quick, near]).scales.flatMap(scaleNotes)).to.deep.equal([
      'quick on all is not shown to be faster than near on all: not all their intervals lie apart.',
    ]);
    expect(ship([quick, small]).scales[0]?.fastest?.is_clear).to.equal(true);
  });

  it('warns when no rule asks how good the pictures are', () => {
    expect(ship([small], [{ max: 20 }]).warnings).to.deep.equal([
      'no rule asks how good the pictures are, so a variant may stand here whose pictures are bad',
    ]);
    expect(ship([small]).warnings).to.be.empty;
  });

  it('recommends no variant whose package is another one on the other phone', () => {
    const other = { ...row('small', { ms: 12, kb: 100, phone: 'u2' }), variant_sha256: 'b'.repeat(64) };
    expect(ship([small, other])).to.include({ exit_code: 3 });
  });

  it('has the figures of the phone where each is worst, and a mean that no large size outweighs', () => {
    const { scales } = ship([row('a', { ms: 4, kb: 1 }), row('a', { ms: 16, kb: 1, size: 128 })]);
    expect(scales[0]?.smallest?.figures.latency_ms).to.be.closeTo(8, 1e-9);
    expect(scales[0]?.smallest?.figures.slowest).to.deep.equal({ ms: 16, device_name: 'Bench 1', size: '128x64' });
    expect(candidateRows(scales[0] ?? { outcome: 'passed', meeting: 0, not_recommended: [] })[0]).to.deep.equal([
      'smallest',
      'a',
      'all',
      '0.001',
      '8.00',
      '16.00 (Bench 1, 128x64)',
      '30.000',
      '100.0',
      'nothing',
    ]);
  });
});
