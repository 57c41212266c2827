import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { hostileName } from '../../test/hostile-names.js';
import { requireOrSkip } from '../../test/rig/requirements.js';
import { measuredRow, verdictOn } from '../../test/verdict-on.js';
import type { Unnumbered } from '../../test/verdict-on.js';
import { Problem } from '../problem.js';
import type { CaseRow } from '../results/tables/results.js';
import { shipMapOf } from './ship-map.js';
import type { ShipMap } from './ship-map.js';
import { shipMapSwift } from './ship-map-swift.js';

const on = (model: string, cells: Partial<CaseRow> = {}): CaseRow =>
  measuredRow({ device_model: model, device_udid: `udid of ${model}`, device_name: model, ...cells });
const other: Partial<CaseRow> = {
  case_id: 'b',
  variant: 'b',
  package_bytes: 1000,
  latency_median_ms: 12,
  latency_ci_low_ms: 11.5,
  latency_ci_high_ms: 12.5,
};

const mapOf = (
  rows: readonly CaseRow[],
  more: { rules?: Unnumbered[]; prefer?: 'fastest' | 'smallest'; chips?: string[] } = {},
): ShipMap =>
  shipMapOf({ rows, verdict: verdictOn(rows, more.rules ?? [{ max: 20 }]), fleet: [] }, ['run'], {
    prefer: more.prefer ?? 'fastest',
    chips: more.chips ?? [],
  });

describe('a map of what to ship to which chip', () => {
  const rows = [
    on('iPhone15,2'),
    on('iPhone15,2', other),
    on('iPhone13,2', { latency_median_ms: 15, latency_ci_high_ms: 16 }),
    on('iPhone13,2', other),
  ];

  it('has the choice of each chip, what was measured of it, and every model with the chip', () => {
    const { chips } = mapOf(rows);
    expect(chips.map(({ chip, choices }) => [chip, choices[0]?.variant])).to.deep.equal([
      ['A16 Bionic', 'a'],
      ['A14 Bionic', 'b'],
    ]);
    expect(chips[0]?.device_models).to.deep.equal(['iPhone15,2', 'iPhone15,3', 'iPhone15,4', 'iPhone15,5']);
    expect(chips[0]?.measured_on).to.deep.equal([{ model: 'iPhone15,2', os_version: '26.1', os_build: '23B85' }]);
    expect(chips[0]?.choices[0]?.latencies).to.deep.equal([{ width: 64, height: 64, median_ms: 10, high_ms: 11 }]);
  });

  it('has the smallest where it is asked for', () => {
    expect(mapOf(rows, { prefer: 'smallest' }).chips[0]?.choices[0]?.variant).to.equal('b');
  });

  it('has of several phones with a chip the slowest figures', () => {
    const { chips } = mapOf([on('iPhone15,2'), on('iPhone15,4', { latency_median_ms: 13, latency_ci_high_ms: 14 })]);
    expect(chips[0]?.choices[0]?.latencies).to.deep.equal([{ width: 64, height: 64, median_ms: 13, high_ms: 14 }]);
    expect(chips[0]?.measured_on.map(({ model }) => model)).to.deep.equal(['iPhone15,2', 'iPhone15,4']);
  });

  it('refuses a chip that was not measured, by name, with exit code 4', () => {
    expect(() => mapOf(rows, { chips: ['A17 Pro'] }))
      .to.throw(Problem, /^nothing was measured on A17 Pro \(iPhone 15 Pro, iPhone 15 Pro Max\); measure one/)
      .with.property('exitCode', 4);
    expect(() => mapOf(rows, { chips: ['A99'] })).to.throw(
      Problem,
      /no iPhone has a chip "A99"; name one of A11 Bionic/,
    );
    expect(mapOf(rows, { chips: ['A16 Bionic'] }).unmeasured)
      .to.include('A17 Pro')
      .and.not.to.include('A16 Bionic');
  });

  it('refuses a chip on which nothing keeps the budgets, with the reason', () => {
    const slow = on('iPhone13,2', { latency_median_ms: 90, latency_ci_low_ms: 80, latency_ci_high_ms: 99 });
    expect(() => mapOf([on('iPhone15,2'), slow]))
      .to.throw(Problem, /^no variant of x2 meets every budget on A14 Bionic \(a on all: failed: latency_median_ms 90/)
      .with.property('exitCode', 1);
  });

  it('refuses a phone whose chip nobody knows', () => {
    expect(() => mapOf([on('iPhone77,7')])).to.throw(Problem, /iPhone77,7 is an iPhone77,7, whose chip this version/);
  });

  it('refuses to be made while phones of the fleet are missing', () => {
    const fleet = [{ chip: 'A17 Pro', min_phones: 1 }];
    const measured = { rows, verdict: verdictOn(rows, [{ max: 20 }], { fleet }), fleet };
    expect(() => shipMapOf(measured, ['run'], { prefer: 'fastest', chips: [] }))
      .to.throw(Problem, /phones of the fleet are missing: chip A17 Pro/)
      .with.property('exitCode', 4);
  });
});

describe('the map as Swift', () => {
  it('lets no name out of its literal', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const text = shipMapSwift(mapOf([on('iPhone15,2', { variant: name })]));
        const said = /variant: ("(?:[^"\\\n\r]|\\.)*"),$/mu.exec(text)?.[1];
        expect(said, text).to.be.a('string');
        expect(said?.replace(/\\u\{[0-9a-f]+\}|\\["\\]/g, '')).not.to.match(/\\|[\p{Cc}\u2028\u2029]/u);
      }),
      { numRuns: 200 },
    );
  });

  it('is Swift that answers for a device model, and has no answer for others', async function () {
    this.timeout(300_000);
    const root = process.env['SWIFT_ROOT'] ?? '/var/cache/swift-trixie';
    const installed = existsSync(join(root, 'usr/bin/swiftc')) && process.getuid?.() === 0;
    const found = await execa('swiftc', ['--version'], { reject: false });
    requireOrSkip(this, 'a Swift compiler (scripts/swift/toolchain.sh installs one)', installed || !found.failed);
    const rows = [
      on('iPhone15,2', { variant: 'a "quoted" \\(name)' }),
      on('iPhone13,2', { latency_ci_high_ms: undefined }),
    ];
    const use = `
let known: ShipMap.Choice? = ShipMap.choice(deviceModel: "iPhone15,4", scale: 2)
let units: ShipMap.ComputeUnits? = known?.computeUnits
let bound: Double? = known?.latencies.first?.highMs
let none: Bool = ShipMap.choice(deviceModel: "iPhone16,1", scale: 2) == nil && ShipMap.unmeasuredChips.contains("A17 Pro")
`;
    const input = shipMapSwift(mapOf(rows, { rules: [{ max: 20, evidence: 'point' }] })) + use;
    // As scripts/swift/run.sh does; the mount ends with the command.
    const within = 'mount -t proc proc "$0/proc" && exec chroot "$0" swiftc "$@"';
    const [command, ...words] = found.failed ? ['unshare', '--mount', 'sh', '-c', within, root] : ['swiftc'];
    const checked = await execa(command, [...words, '-swift-version', '6', '-typecheck', '-'], {
      input,
      reject: false,
      all: true,
    });
    expect(checked.all).to.equal('');
    expect(checked.exitCode).to.equal(0);
  });
});
