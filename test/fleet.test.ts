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

/** A night on two phones whose latency and memory are drawn from a model, over the emulated wire. */
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
});
