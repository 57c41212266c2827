import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { eventsOf } from '../../test/events-of.js';
import {
  finished,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  started,
  udid,
  writeRun,
} from '../../test/hand-made-run.js';
import { noiseFloor } from '../../test/noise-floor.js';
import { heardConsole } from '../../test/rig/console.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { sampleProvenance } from '../../test/sample-provenance.js';
import { keepNoiseFloor } from '../results/noise-floor.js';
import { openRunFolder, provenanceFile } from '../results/run-folder.js';
import { writeTables } from '../results/write-tables.js';
import { calibrationCode, calibrationText } from './calibration-text.js';
import { main } from './main.js';

const sweep = 'test/sweeps/one-case.yaml';

describe('doctor --calibrate', () => {
  const heard = heardConsole();
  const out = temporaryFolder().path;

  for (const [words, sentence] of [
    [['--sweep', sweep], /^rezbench: --sweep: it is for --calibrate; give that, or leave it out$/],
    [['--night', '2'], /^rezbench: --night: it is for --calibrate/],
    [['--calibrate', '--json'], /^rezbench: --json: a calibration prints none, and keeps it in \.calibration/],
    [['--calibrate', '--launches', '7'], /--launches 7: give a whole number from 8 to 1,000$/],
    [['--calibrate', '--virtual', '1', '--device', 'u'], /--virtual means other phones than --lab, --device/],
    [['--calibrate', '--virtual', '0'], /--virtual 0: give a whole number from 1 to 32, or a fleet file/],
    [['--calibrate', '--virtual', '1', '--night', '2'], /--night 2: give a fleet file with latency: modelled/],
    [
      ['--calibrate', '--virtual', '1', '--sweep', sweep, '--case', 'x'],
      /--case x: sweep one-case measures no such case; name one of plain-x2-fp16-64-cpuOnly-64x64$/,
    ],
    [['--calibrate', '--virtual', 'none.yaml'], /none\.yaml/],
  ] as const) {
    it(`is refused in one sentence as ${words.join(' ')}`, async () => {
      const more = words.some((word) => word === '--calibrate') ? ['--out', out] : [];
      expect(await main(['doctor', ...words, ...more])).to.equal(2);
      expect(heard.said).to.have.length(1);
      expect(heard.said[0]).to.match(sentence);
    });
  }

  it('tells what each phone sees, and ends with 0, 3 or 4', () => {
    const about = { name: 'Bench 1', osVersion: '26.1', osBuild: '23B85' };
    const kept = (more: Parameters<typeof noiseFloor>[0] = {}) =>
      ({ ...about, kind: 'kept', floor: noiseFloor(more), file: 'f.json' }) as const;
    const text = calibrationText([kept()]);
    expect(text).to.match(/Bench 1, iOS 26\.1 \(23B85\) +1\.83 % +1\.21 % +32 +nominal +80 % +a-all-64x64/);
    expect(text).to.match(/Bench 1: kept for the gate in f\.json$/);
    expect(text).not.to.contain('rough');
    const rough = kept({ is_rough: true, launches: 8, thermal_worst: 'serious', battery_lowest: undefined });
    expect(calibrationText([rough])).to.match(/8 launches are rough; 24 more/);
    expect(calibrationText([rough])).to.match(/held back \(thermal state serious\)/);
    const none = { ...about, kind: 'unusable', why: '5 whole launches of the 8 it takes' } as const;
    expect(calibrationText([none])).to.match(/not calibrated: 5 whole launches of the 8 it takes/);
    expect(
      [[kept()], [kept(), kept({ is_biased: true })], [kept({ is_biased: true }), none]].map(calibrationCode),
    ).to.deep.equal([0, 3, 4]);
  });
});

describe('a gate after a calibration', () => {
  const heard = heardConsole();

  /** A run of six launches of one case on iOS build 21F79, in a folder of runs. */
  function run(root: string, id: string): string {
    const on = { arm: 'a', image: 'p.png', tiles: [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }] };
    const { job, ...launch } = plannedLaunch('measure-c', { case: 'c' });
    const steps: typeof job.steps = [
      { do: 'load', arm: 'a' },
      { do: 'measure', ...on, count: 20, minNs: 0, scope: 'predict' },
    ];
    const measuring = {
      ...launch,
      job: { ...job, steps, images: { 'p.png': { path: 'images/p.rgb', width: 64, height: 64 } } },
    };
    const launches = [1, 2, 3, 4, 5, 6].map((turn) => ({ ...measuring, id: `measure-c-${String(turn)}` }));
    const events = Object.fromEntries(
      launches.map(({ id: each, job: { steps: asked } }, n) => [
        each,
        eventsOf({ steps: asked }, (_, i) => 5e6 + n * 1e3 + i),
      ]),
    );
    const folder = writeRun(
      join(root, id),
      planOf([plannedCase('c')], launches),
      [session(), ...launches.flatMap(({ id: each }) => [started(each), finished(each, { status: 'ok' })])],
      events,
    );
    writeFileSync(provenanceFile(folder), JSON.stringify({ ...sampleProvenance, run_id: id }));
    writeTables(folder);
    return folder.path;
  }

  it('refuses what the phone cannot see, and asks for another calibration after an iOS update', async () => {
    const root = temporaryFolder();
    const [before, now] = [run(root.path, 'before'), run(root.path, 'now')];
    const gate = (percent: number): Promise<number> => {
      const budgets = root.write(
        'b.yaml',
        `rules:\n  - { metric: latency_median_ms, max_regression: ${String(percent)} % }\n`,
      );
      heard.said.length = 0;
      return main(['gate', now, '--budgets', budgets, '--baseline', before, '--allow-virtual']);
    };
    const keep = (osBuild: string): void => {
      keepNoiseFloor(openRunFolder(now), { udid, osBuild }, noiseFloor());
    };
    expect(await gate(1.5)).to.equal(0);
    expect(heard.said.at(-1)).to.match(
      /was not calibrated on iOS build 21F79.*; calibrate it: npx rezbench doctor --calibrate/,
    );
    keep('21E219');
    expect(await gate(1.5)).to.equal(0);
    expect(heard.said.at(-1)).to.match(
      /not calibrated on iOS build 21F79, only on 21E219.*; its iOS changed, so calibrate it again: npx rezbench doctor/,
    );
    keep('21F79');
    expect(await gate(1.5)).to.equal(2);
    expect(heard.said.at(-1)).to.match(
      /allows a max_regression of 1\.5 %, and A phone .*cannot see below 1\.83 % by 32 launches of 2026-06-01; allow 1\.9 %/,
    );
    expect(await gate(1.9)).to.equal(0);
    expect(heard.said.at(-1)).not.to.contain('calibrate');
  });
});
