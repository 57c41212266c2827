import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { stringify } from 'yaml';
import { newSweepRun } from '../src/cli/sweep-run.js';
import { readSweep } from '../src/plan/sweep.js';
import type { CaseRow } from '../src/results/tables/results.js';
import { createRun } from '../src/run/start.js';
import { readFleet } from '../src/virtual/fleet.js';
import { temporaryFolder } from './rig/temporary-folder.js';
import { carryOutHere } from './twin-lab.js';

/** Frames for three minutes on a phone whose latency is modelled, through the app's twin. */
async function sustainedRow(baseMs: number, throttledShare: number): Promise<CaseRow> {
  const home = temporaryFolder().path;
  const [sweep, fleetFile] = [join(home, 'sweep.yaml'), join(home, 'fleet.yaml')];
  const variant = 'plain-x2-fp16-64';
  const measure = { warmup: 1, iterations: 3, min_seconds: 0, end_to_end_iterations: 1, paced_iterations: 0 };
  const sustained = { frames_per_second: 20, minutes: 3 };
  const phone = { name: 'phone', model: 'iPhone15,2', ios: '17.5', speed: 1 };
  const noise = { like: 'quiet', throttled_share: throttledShare, throttle: 0.3 };
  writeFileSync(
    sweep,
    stringify({
      name: 's',
      seed: 1,
      variants: [variant],
      compute_units: ['all'],
      sizes: ['64x64'],
      measure,
      sustained,
    }),
  );
  writeFileSync(
    fleetFile,
    stringify({ latency: 'modelled', seed: 1, noise, phones: [phone], base_ms: { [variant]: baseMs } }),
  );
  const fleet = readFleet(fleetFile, 1);
  const { request } = await newSweepRun(readSweep(sweep), join(home, 'out'));
  const rows = await carryOutHere(
    await createRun(request, join(home, 'out'), fleet),
    fleet.phones,
    join(home, 'phones'),
  );
  return rows.find(({ sustained_s }) => sustained_s !== undefined) ?? expect.fail('no sustained case');
}

describe('a phone that enlarges frames for minutes', function () {
  this.timeout(120_000);

  it('keeps up where it is fast and stays cool, and has a row of its own', async () => {
    const row = await sustainedRow(10, 0);
    expect(row).to.deep.include({ case_id: 'plain-x2-fp16-64-all-64x64-20fps', status: 'ok', sustained_s: 180 });
    // The one that begins with the last millisecond is still a frame.
    expect(row.iterations).to.be.within(3600, 3601);
    expect(row.deadline_miss_share).to.be.below(0.05);
    expect(row.speed_retained).to.be.within(0.97, 1.03);
  });

  it('loses speed, and with it its deadlines, as it grows warm', async () => {
    const row = await sustainedRow(44, 0.999);
    expect(row.speed_retained).to.be.below(0.97);
    expect(row.last_minute_ms).to.be.above(row.first_minute_ms ?? NaN);
    expect(row.deadline_miss_share).to.be.above(0.2);
    expect(row.throttled).to.equal(true);
  });
});
