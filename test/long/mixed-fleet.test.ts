import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { stringify } from 'yaml';
import { modelOf, typeCalled } from '../../src/contract/phone-models.js';
import { whyNoTunnelLibrary } from '../../src/phone/tunnel-library.js';
import { projectRoot } from '../../src/project.js';
import { releaseOf } from '../../src/virtual/iphone/identity.js';
import type { IosVersion } from '../../src/virtual/iphone/identity.js';
import { hasAddresses } from '../../src/virtual/iphone/tunnel/phone-tunnel.js';
import { requireOrSkip } from '../rig/requirements.js';
import { rezbench } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import type { Row } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

interface Phone {
  readonly name: string;
  readonly model: string;
  readonly ios: IosVersion;
  readonly speed: number;
  readonly transport: 'usbmux' | 'tunnel';
}

/** Each is a quarter faster than the one before, or more, so that no phone's figures can pass for a neighbour's. */
const phones: readonly Phone[] = [
  { name: 'eight', model: 'iPhone 8', ios: '16.7', speed: 0.5, transport: 'usbmux' },
  { name: 'silent', model: 'iPhone XR', ios: '17.5', speed: 0.7, transport: 'usbmux' },
  { name: 'fourteen', model: 'iPhone 14', ios: '18.6', speed: 1, transport: 'tunnel' },
  { name: 'odd', model: 'iPhone 15 Pro', ios: '26.1', speed: 1.5, transport: 'tunnel' },
  { name: 'seventeen', model: 'iPhone 17', ios: '27.0', speed: 2, transport: 'tunnel' },
  { name: 'cable', model: 'iPhone 16e', ios: '18.5', speed: 2.5, transport: 'usbmux' },
];
/** What the gauges of two phones do, one on either way, from their first launch on. */
const faults = ['2/battery-silent', '4/battery-nonsense'];

/** By variant: what a prediction takes on the Neural Engine of a phone of speed 1. On the CPU it takes eight times as long. */
const baseMs = { 'plain-x2-fp16-64': 2, 'plain-x2-int8-64': 3 };
const cpuFactor = 8;
const variants = Object.keys(baseMs);

const sweep = {
  name: 'mixed',
  seed: 1,
  variants: ['plain-x2-fp16-64', 'plain-x2-int8-64'],
  compute_units: ['cpuOnly'],
  sizes: ['64x64'],
  measure: { warmup: 1, iterations: 20, min_seconds: 60, end_to_end_iterations: 1, paced_iterations: 0, energy: true },
  quality: { testset: join(projectRoot, 'images'), crop: '64x64' },
};

(hasAddresses ? describe : describe.skip)(
  'six phones of six models and versions of iOS that sweep at once',
  function () {
    this.timeout(600_000);
    let rows: readonly Row[];

    before(async function () {
      requireOrSkip(this, "the driver's library for tunnels (docs/install.md)", whyNoTunnelLibrary() === undefined);
      const folder = temporaryFolder().path;
      const [sweepFile, fleetFile] = [join(folder, 'sweep.yaml'), join(folder, 'fleet.yaml')];
      writeFileSync(sweepFile, stringify(sweep));
      const modelled = { latency: 'modelled', seed: 3, noise: 'quiet', base_ms: baseMs };
      writeFileSync(fleetFile, stringify({ ...modelled, phones }, { defaultStringType: 'QUOTE_DOUBLE' }));
      const out = join(folder, 'out');
      const asked = faults.flatMap((fault) => ['--fault', fault]);
      const ran = await rezbench(['run', sweepFile, '--virtual', fleetFile, ...asked, '--out', out]);
      expect(ran.exitCode, `${ran.stdout}\n${ran.stderr}`).to.equal(0);
      rows = rowsOf(join(onlyRun(out), 'results.csv'));
    });

    const of = ({ name }: Pick<Phone, 'name'>): Row[] => rows.filter((row) => row['device_name'] === name);

    it('have a row for each case of each phone, and no other', () => {
      expect(rows).to.have.length(phones.length * variants.length);
      for (const phone of phones) {
        expect(of(phone).map(({ variant }) => variant)).to.have.members(variants);
        expect(of(phone).map(({ status }) => status)).to.deep.equal(variants.map(() => 'ok'));
      }
      expect(new Set(rows.map((row) => row['device_udid'])).size).to.equal(phones.length);
    });

    for (const phone of phones) {
      it(`name ${phone.name} as it is: ${phone.model}, iOS ${phone.ios}, ${phone.transport}`, () => {
        const type = typeCalled(phone.model) ?? '';
        for (const row of of(phone)) {
          expect(row).to.include({
            device_model: type,
            device_product: phone.model,
            chip: modelOf(type)?.chip,
            os_version: phone.ios,
            os_build: releaseOf(phone.ios).osBuild,
            transport: phone.transport,
            latency_source: 'modelled',
          });
        }
      });

      it(`give ${phone.name} figures of its own speed`, () => {
        for (const [variant, ms] of Object.entries(baseMs)) {
          const row = of(phone).find((one) => one['variant'] === variant);
          const ratio = Number(row?.['latency_median_ms']) / ((ms * cpuFactor) / phone.speed);
          // Quiet noise; the nearest neighbour is a quarter away.
          expect(ratio, variant).closeTo(1, 0.08);
        }
      });
    }

    it('have the same pictures, which no phone computes otherwise', () => {
      for (const variant of variants) {
        const found = rows.filter((row) => row['variant'] === variant).map((row) => row['psnr_y_db']);
        expect(new Set(found), variant).to.have.length(1);
        expect(Number(found[0])).to.be.above(20);
      }
    });

    it('have energy where the gauge tells it, and say why where it says nothing or nonsense', () => {
      for (const row of rows) {
        const isMute = ['silent', 'odd'].includes(row['device_name'] ?? '');
        const cells = ['battery_temperature_c', 'idle_power_w', 'power_above_idle_w', 'energy_per_image_mj'];
        for (const cell of cells) expect(row[cell] === '', `${String(row['device_name'])}: ${cell}`).to.equal(isMute);
        const why = 'no energy: the phone said nothing of use about its battery';
        expect(row['warnings']?.includes(why), row['warnings']).to.equal(isMute);
      }
      expect(of({ name: 'silent' }).map((row) => row['battery_level'])).to.deep.equal(variants.map(() => ''));
    });
  },
);
