import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import type { ModelArm } from '../../contract/job.js';
import { launchName } from '../../run/launch-name.js';
import { fleets } from '../noise/fleets.js';
import type { Noise } from '../noise/fleets.js';
import { launchIdleS } from '../noise/model.js';
import { baseOf } from './base.js';
import { ModelledLaunch, noiseIdOf } from './launch.js';
import { idleW, restingPower, unitW } from './power.js';
import { keptIn } from './session-file.js';
import type { Effect, ModelledPhone } from './settings.js';

const silent = Object.fromEntries(Object.keys(fleets.quiet).map((name) => [name, 0])) as unknown as Noise;
const still: Noise = { ...silent, slowClockDwell: 1, spikeTail: 1 };
const phone: ModelledPhone = {
  seed: 1,
  phone: 'a',
  night: 1,
  speed: 1,
  noise: still,
  memorySd: 0,
  baseMs: { net: 10 },
  effects: [],
  ambientC: 22,
  throttleAboveC: 38,
};
const feature = {
  name: 'x',
  kind: 'image',
  layout: 'RGB',
  channels: 3,
  width: 64,
  height: 64,
  range: [0, 255],
} as const;
const arm: ModelArm = {
  model: `models/${'a'.repeat(64)}/net.mlpackage`,
  sha256: 'a'.repeat(64),
  computeUnits: 'cpuAndNeuralEngine',
  input: { ...feature, range: [0, 255] },
  output: { ...feature, range: [0, 255], inset: 0 },
};
const work = { multiplyAddsPerPixel: 100_000, activationBytesPerPixel: 100, weightBytes: 1_000_000 };
const effect = (more: Partial<Effect>): Effect => ({ fromNight: 0, slower: 0, memory: 0, hungrier: 0, ...more });

describe('what a model costs on a modelled phone', () => {
  const predictS = (settings: Partial<ModelledPhone>, of: Partial<ModelArm> = {}): number =>
    baseOf({ ...arm, ...of }, work, { ...phone, ...settings }).predictS;

  it('is what the fleet file says, by the speed of the phone and of the compute unit', () => {
    expect(predictS({})).closeTo(0.01, 1e-9);
    expect(predictS({ speed: 2 })).closeTo(0.005, 1e-9);
    expect(predictS({}, { computeUnits: 'cpuAndGPU' })).greaterThan(0.01);
    expect(predictS({}, { computeUnits: 'cpuOnly' })).greaterThan(predictS({}, { computeUnits: 'cpuAndGPU' }));
  });

  it('grows with the work where the fleet file says nothing', () => {
    const large = { ...arm.input, width: 128 };
    expect(predictS({ baseMs: {} }, { input: large })).greaterThan(predictS({ baseMs: {} }));
  });

  it('bears the effects that meet it, and no others', () => {
    const slower = (more: Partial<Effect>, night = 1): number =>
      predictS({ night, effects: [effect({ slower: 0.05, ...more })] }) / 0.01;
    for (const met of [{}, { variant: 'net' }, { sha256: 'aaaa' }, { units: 'cpuAndNeuralEngine' as const }])
      expect(slower(met)).closeTo(1.05, 1e-9);
    for (const other of [{ variant: 'ne' }, { sha256: 'aaab' }, { units: 'all' as const }, { fromNight: 2 }])
      expect(slower(other)).closeTo(1, 1e-9);
    const onBuild = (appBuild: string): number =>
      baseOf(arm, work, { ...phone, effects: [effect({ slower: 0.05, appBuild: 'b4' })] }, appBuild).predictS / 0.01;
    expect(onBuild('b42')).closeTo(1.05, 1e-9);
    expect(onBuild('b3')).closeTo(1, 1e-9);
    expect(slower({ fromNight: 2 }, 2)).closeTo(1.05, 1e-9);
    const bytes = (memory: number): number =>
      baseOf(arm, work, { ...phone, effects: [effect({ memory })] }).loadedBytes;
    expect(bytes(0.15) / bytes(0)).closeTo(1.15, 1e-9);
  });
});

describe('a launch on a modelled phone', () => {
  const temporary = temporaryFolder();
  const file = join(temporary.path, 'session.json');
  const launched = (id: string, settings: Partial<ModelledPhone> = {}, sessionFile?: string): ModelledLaunch => {
    const launch = new ModelledLaunch({ ...phone, ...settings }, id, sessionFile);
    launch.load('a', 0, baseOf(arm, work, launch.phone), true);
    return launch;
  };
  const measured = (launch: ModelledLaunch, count = 5) => launch.iterate('a', 'predict', 1, { count, minS: 0 });

  it('takes what its model costs, and longer right after the load', () => {
    const { latenciesNs, startsNs } = measured(launched('l'));
    expect(latenciesNs).to.deep.equal([18e6, 11.5e6, 10.5e6, 10e6, 10e6]);
    expect(startsNs).to.deep.equal([0, 18e6, 29.5e6, 40e6, 50e6]);
  });

  it('sets the clock ahead by what its steps take', () => {
    const launch = launched('l');
    const before = launch.aheadNs;
    const { latenciesNs } = measured(launch);
    expect(launch.aheadNs - before).equal(latenciesNs.reduce((sum, ns) => sum + ns, 0));
  });

  it('goes on for as long as asked, however fast, and at its pace', () => {
    const launch = launched('l', { noise: fleets.noisy });
    const timed = launch.iterate('a', 'predict', 1, { count: 3, minS: 1 });
    const end = (timed.startsNs.at(-1) ?? 0) + (timed.latenciesNs.at(-1) ?? 0);
    expect(end).within(1e9, 1.1e9);
    expect(timed.startsNs.at(-1)).below(1e9);
    const paced = launch.iterate('a', 'predict', 1, { count: 4, minS: 0, paceHz: 2 });
    expect(paced.startsNs).to.deep.equal([0, 0.5e9, 1e9, 1.5e9]);
  });

  it('is the same again in the same night, and another in the next, on another phone and under another seed', () => {
    const of = (settings: Partial<ModelledPhone>, id = 'l') =>
      measured(launched(id, { noise: fleets.typical, ...settings }), 3).latenciesNs;
    expect(of({})).to.deep.equal(of({}));
    for (const other of [of({}, 'm'), of({ night: 2 }), of({ phone: 'b' }), of({ seed: 2 })])
      expect(other).not.to.deep.equal(of({}));
  });

  it('is the same again in another run of that night, but not in another attempt', () => {
    const idIn = (run: string, attempt = 1): string => noiseIdOf(launchName(run, 'measure-net-all-64x64', attempt));
    expect(idIn('2026-11-26T10-12-17-night')).to.equal(idIn('2026-12-01T02-00-00-night-2'));
    expect(idIn('night')).not.to.equal(idIn('night', 2));
  });

  it('finds the phone as warm as the launch before it left it, and cold in another night', () => {
    const noise = { ...still, throttledShare: 1, throttle: 0.5 };
    const first = launched('l', { noise }, file);
    first.iterate('a', 'predict', 1, { count: 20_000, minS: 0 });
    expect(first.thermal('nominal')).equal('serious');
    expect(first.thermal('critical')).equal('critical');
    first.keep();
    expect(new ModelledLaunch({ ...phone, noise }, 'm', file).thermal('nominal')).equal('serious');
    expect(new ModelledLaunch({ ...phone, noise, night: 2 }, 'm', file).thermal('nominal')).equal('nominal');
  });

  it('needs memory for the app, more for a loaded model, and most while it predicts', () => {
    const launch = new ModelledLaunch(phone, 'l');
    const empty = launch.memory();
    launch.load('a', 0, baseOf(arm, work, phone), true);
    const loaded = launch.memory();
    measured(launch);
    launch.unload('a');
    const after = launch.memory();
    expect(loaded.footprintBytes).above(empty.footprintBytes);
    expect(after.footprintPeakBytes).above(loaded.footprintPeakBytes);
    expect(after.footprintBytes).equal(empty.footprintBytes);
    expect(launched('l', { memorySd: 0.01 }).memory()).not.to.deep.equal(launched('m', { memorySd: 0.01 }).memory());
  });

  it('draws what its unit draws, more where an effect makes it hungrier, and the same in the same night', () => {
    const energyMj = (id: string, settings: Partial<ModelledPhone> = {}): number => {
      const kept = join(temporary.path, `${id}.json`);
      const launch = launched('l', settings, kept);
      const before = launch.aheadNs;
      launch.iterate('a', 'predict', 1, { count: 0, minS: 60 });
      const idleMj = (launchIdleS + launch.aheadNs / 1e9) * idleW * 1e3;
      launch.keep();
      expect(launch.aheadNs - before).within(60e9, 61e9);
      return (keptIn(kept)?.power.energyMj ?? NaN) - restingPower(phone.ambientC).energyMj - idleMj;
    };
    const usual = energyMj('usual');
    expect(usual / 60e3).closeTo(unitW.cpuAndNeuralEngine, 0.1);
    expect(energyMj('again')).equal(usual);
    expect(energyMj('hungry', { effects: [effect({ hungrier: 0.2 })] }) / usual).closeTo(1.2, 0.01);
    expect(energyMj('other', { night: 2 })).not.equal(usual);
  });

  it('holds back once the battery is warm, says so, and is as fast as before when it has cooled', () => {
    const launch = launched('l', { ambientC: 28 });
    const { latenciesNs, thermal } = launch.iterate('a', 'predict', 1, { count: 0, minS: 600 });
    expect(latenciesNs.at(-1)).above(1.15 * 10e6);
    expect(thermal.map(([, state]) => state)).to.include.members(['fair', 'serious']);
    launch.idle(3600);
    expect(launch.thermal('nominal')).equal('nominal');
    expect(launch.iterate('a', 'predict', 1, { count: 1, minS: 0 }).latenciesNs).to.deep.equal([10e6]);
  });

  it('is ended by the system once it takes more memory than the phone lets it have', () => {
    let ended = 0;
    const end = (): void => {
      ended += 1;
    };
    const within = new ModelledLaunch({ ...phone, memoryLimitBytes: 1e9 }, 'l', undefined, end);
    within.load('a', 0, baseOf(arm, work, phone), true);
    expect(ended).equal(0);
    const beyond = new ModelledLaunch({ ...phone, memoryLimitBytes: 41e6 }, 'l', undefined, end);
    beyond.load('a', 0, baseOf(arm, work, phone), true);
    expect(ended).equal(1);
  });
});
