import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { whyNoTunnelLibrary } from '../src/phone/tunnel-library.js';
import { projectRoot } from '../src/project.js';
import { hasAddresses } from '../src/virtual/iphone/tunnel/phone-tunnel.js';
import { rezbench } from './rig/rezbench.js';
import { onlyRun, rowsOf } from './rig/run-folder.js';
import { temporaryFolder } from './rig/temporary-folder.js';

describe('a run on a fleet file', function () {
  this.timeout(900_000);

  it('measures each phone at its speed, says that a model did, and goes on with that fleet alone', async () => {
    const folder = temporaryFolder();
    const fleet = join(folder.path, 'fleet.yaml');
    writeFileSync(fleet, readFileSync(join(projectRoot, 'fleets/two-speeds.yaml')));
    const out = join(folder.path, 'out');
    const sweep = join(projectRoot, 'test/sweeps/one-case.yaml');
    const ran = await rezbench(['run', sweep, '--virtual', fleet, '--night', '2', '--out', out]);
    expect(ran.exitCode, ran.stderr).to.equal(0);

    const run = onlyRun(out);
    expect(ran.stdout)
      .to.match(/^next: npx rezbench report \S+$/m)
      .and.to.include(`report ${run}`);
    const rows = rowsOf(join(run, 'results.csv'));
    expect(new Set(rows.map((row) => row['latency_source']))).to.deep.equal(new Set(['modelled']));
    const of = (phone: string) => rows.find((row) => row['device_name'] === phone);
    const [fast, slow] = [of('fast'), of('slow')];
    expect([fast?.['device_model'], fast?.['os_version']]).to.deep.equal(['iPhone17,1', '18.5']);
    expect([slow?.['device_model'], slow?.['os_version']]).to.deep.equal(['iPhone13,2', '17.5']);
    const route = hasAddresses && whyNoTunnelLibrary() === undefined ? 'tunnel' : 'usbmux';
    expect([fast?.['transport'], slow?.['transport']]).to.deep.equal([route, 'usbmux']);
    // 2 and .8 times as fast, give or take a launch's noise.
    const ratio = Number(slow?.['latency_median_ms']) / Number(fast?.['latency_median_ms']);
    expect(ratio).to.be.within(2.1, 2.9);
    expect(fast?.['psnr_y_db']).to.equal(slow?.['psnr_y_db']);
    expect(JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'))).to.deep.include.keys('fleet');

    writeFileSync(fleet, readFileSync(fleet, 'utf8').replace('seed: 7', 'seed: 8'));
    const again = await rezbench(['run', '--resume', run, '--virtual', fleet, '--night', '2']);
    expect(again.exitCode).to.equal(2);
    expect(again.stderr).to.match(
      /fleet\.yaml has changed since the run began; put it back as it was, or start a new run/,
    );
  });

  it("measures iOS's own upscaler beside a model on the phone that has one, and says why the other has none", async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => join(folder.path, name);
    writeFileSync(
      at('fleet.yaml'),
      JSON.stringify({
        phones: [
          { name: 'new', ios: '26.1' },
          { name: 'old', ios: '17.5' },
        ],
      }),
    );
    const measure = { warmup: 1, iterations: 3, min_seconds: 0, end_to_end_iterations: 1 };
    const quick = { pause_seconds: 0.05, paced_iterations: 0 };
    const sweep = {
      ...{ name: 'beside', seed: 1, variants: ['plain-x2-int8-64'], compute_units: ['cpuOnly'], sizes: ['64x48'] },
      ...{ system_upscaler: true, measure: { ...measure, ...quick } },
      quality: { testset: join(projectRoot, 'images'), crop: '64x64' },
    };
    writeFileSync(at('sweep.yaml'), JSON.stringify(sweep));
    const ran = await rezbench(['run', at('sweep.yaml'), '--virtual', at('fleet.yaml'), '--out', at('out')]);
    expect(ran.exitCode, ran.stderr).to.equal(0);

    const run = onlyRun(at('out'));
    const rows = rowsOf(join(run, 'results.csv'));
    const of = (phone: string, units: string) =>
      rows.find((row) => row['device_name'] === phone && row['compute_units'] === units) ?? expect.fail(phone);
    expect(of('old', 'system')).to.include({ status: 'unsupported', reason: 'needs iOS 26', launches: '0' });
    expect(of('old', 'cpuOnly')['status']).to.equal('ok');
    const system = of('new', 'system');
    expect(system).to.include({
      status: 'ok',
      family: 'system',
      variant_sha256: '',
      package_bytes: '',
      fidelity_db: '',
    });
    expect(system['warnings']).to.include("this host's bicubic stands for iOS's own upscaler");
    // A network that enlarges at all beats bicubic on the photographs it is shipped with.
    expect(Number(system['psnr_y_db'])).to.be.within(20, Number(of('new', 'cpuOnly')['psnr_y_db']));
    for (const figure of ['latency_median_ms', 'end_to_end_median_ms', 'warm_load_ms', 'memory_predict_peak_bytes']) {
      expect(Number(system[figure]), figure).to.be.greaterThan(0);
    }
  });
});
