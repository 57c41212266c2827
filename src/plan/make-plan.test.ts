import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { comparingNetwork } from '../../test/models/comparing-network.js';
import { enlargingFunction, flexibleModel } from '../../test/models/flexible.js';
import { writeSample } from '../../test/models/sample.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { problemOf } from '../../test/rig/problem.js';
import { jobSchema } from '../contract/job.js';
import { projectRoot } from '../project.js';
import { exclusion } from './exclude.js';
import { makePlan } from './make-plan.js';
import { truthKey } from './plan.js';
import type { Plan } from './plan.js';
import { readSweep } from './sweep.js';

interface Asked {
  readonly seed?: number;
  readonly computeUnits?: readonly string[];
  readonly measured?: object;
  readonly variants?: readonly string[];
  readonly sizes?: readonly string[];
  readonly catalogue?: string;
  readonly quality?: object;
  readonly sustained?: object;
}

describe('a plan', () => {
  const folder = temporaryFolder();
  const inputs = join(folder.path, 'inputs');

  /** The plan of a sweep over two compute units, as a user would write it. */
  function plan({
    seed = 1,
    variants = ['plain-x2-fp16-64'],
    sizes = ['64x64'],
    computeUnits = ['cpuOnly', 'all'],
    measured = { paced_iterations: 0 },
    catalogue,
    quality,
    sustained,
  }: Asked): Promise<Plan> {
    const file = join(folder.path, 'sweep.yaml');
    const measure = { warmup: 1, iterations: 3, min_seconds: 0, end_to_end_iterations: 1, ...measured };
    const sweep = {
      name: 'test',
      seed,
      catalogue,
      variants,
      compute_units: computeUnits,
      sizes,
      measure,
      quality,
      sustained,
    };
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(sweep));
    return makePlan(readSweep(file), inputs);
  }

  const ids = ({ launches }: Plan): string[] => launches.map(({ id }) => id);
  const many = { variants: ['plain-x2-fp16-64', 'plain-x2-fp32-64'], sizes: ['64x64', '32x32', '100x80'] };

  it('is the same bit for bit when the sweep is', async () => {
    expect(JSON.stringify(await plan(many))).to.equal(JSON.stringify(await plan(many)));
  });

  it('names metrics and networks by what they are, wherever a network lies', async () => {
    const testset = join(projectRoot, 'images');
    const crop = '64x64';
    const [here, there] = [comparingNetwork(), comparingNetwork()];
    const named = await plan({ quality: { testset, crop, metrics: ['flip', 'niqe'], lpips: here } });
    expect(named.metrics).to.deep.equal(['flip', 'niqe']);
    const sha256 = named.networks?.lpips ?? '';
    expect(named.networkFiles).to.deep.equal({ [sha256]: here });
    const moved = await plan({ quality: { testset, crop, metrics: ['flip', 'niqe'], lpips: there } });
    expect(moved.hash).to.equal(named.hash);
    const without = await plan({ quality: { testset, crop } });
    expect(without).not.to.have.any.keys('metrics', 'networks', 'networkFiles');
    expect(without.hash).not.to.equal(named.hash);
  });

  it('is refused with a network that compares no two images', async () => {
    const dists = comparingNetwork({ inputs: 1 });
    const quality = { testset: join(projectRoot, 'images'), crop: '64x64', dists };
    const { message } = await problemOf(() => plan({ quality }));
    expect(message).to.include(`${dists} is no network that compares two images: it has 1 inputs; give an ONNX file`);
  });

  it('has another order with another seed, and the same launches', async () => {
    const [one, two] = [await plan({ ...many, seed: 1 }), await plan({ ...many, seed: 2 })];
    expect(ids(one)).not.to.deep.equal(ids(two));
    expect(ids(one)).to.have.members(ids(two));
    expect(one.hash).not.to.equal(two.hash);
  });

  it('prepares everything before it measures anything', async () => {
    const kinds = (await plan(many)).launches.map(({ kind }) => kind);
    expect(kinds.lastIndexOf('prepare')).to.be.lessThan(kinds.indexOf('measure'));
    expect(kinds.filter((kind) => kind === 'prepare')).to.have.length(4);
    expect(kinds.filter((kind) => kind === 'measure')).to.have.length(12);
  });

  it('measures each of two models of one name as itself, and judges each scale on its own true images', async () => {
    const model = (where: string, factor: number): string =>
      writeSample(join(folder.path, where, 'net.mlpackage'), {
        ...flexibleModel(),
        functions: { main: enlargingFunction(factor) },
      });
    const variants = [model('one', 2), model('two', 3)];
    const images = join(folder.path, 'true');
    mkdirSync(images, { recursive: true });
    cpSync(join(projectRoot, 'images/chelsea.png'), join(images, 'cat.png'));
    const of = { variants, sizes: ['16x16'], computeUnits: ['all'] };
    const twice = await plan({ ...of, quality: { testset: images, launches: 2 } });
    expect(ids(twice).filter((id) => id.startsWith('quality-two'))).to.have.members([
      'quality-two-net-all',
      'quality-two-net-all-2',
    ]);
    const planned = await plan({ ...of, quality: { testset: images } });
    const [one, two] = planned.variants;
    expect([one?.name, two?.name]).to.deep.equal(['one-net', 'two-net']);
    expect([one?.scale, two?.scale]).to.deep.equal([2, 3]);
    expect(one?.sha256).not.to.equal(two?.sha256);
    expect(new Set(ids(planned))).to.have.property('size', 6);
    for (const { name, sha256, scale = 0 } of planned.variants) {
      const own = planned.launches.filter(({ variant }) => variant === name);
      expect(own.map(({ kind }) => kind).sort()).to.deep.equal(['measure', 'prepare', 'quality']);
      for (const { job } of own) {
        expect(new Set(Object.values(job.arms).map((arm) => arm.sha256))).to.deep.equal(new Set([sha256]));
        for (const { path } of job.files) if (path.startsWith('models/')) expect(path).to.contain(sha256);
      }
      const image = own.find(({ kind }) => kind === 'quality')?.job.images['cat'];
      const truth = planned.truths[truthKey(scale, 'cat')];
      expect([truth?.width, truth?.height]).to.deep.equal([(image?.width ?? 0) * scale, (image?.height ?? 0) * scale]);
      expect(planned.references[name]?.sha256).to.equal(sha256);
    }
  });

  const stepsOf = ({ launches }: Plan, id: string) => launches.find((launch) => launch.id === id)?.job.steps ?? [];

  it('times nothing before the phone is cool and has been left alone', async () => {
    const measured = { cooldown_seconds: 60, pause_seconds: 1.5, paced_iterations: 0 };
    const planned = await plan({ measured });
    const steps = stepsOf(planned, 'measure-plain-x2-fp16-64-all-64x64');
    expect(steps.map((step) => step.do)).to.deep.equal(
      'stage compile pause load cooldown pause sentinel warmup measure measure sentinel unload'.split(' '),
    );
    expect(steps[2]).to.include({ durationS: 1.5 });
    expect(steps[4]).to.include({ until: 'nominal', timeoutS: 60 });
    expect(steps[5]).to.include({ durationS: 1.5 });
    for (const { job } of planned.anchors) {
      expect(job.steps.map((step) => step.do)).to.deep.equal(
        'stage compile load cooldown pause warmup measure unload'.split(' '),
      );
    }
    const impatient = await plan({ measured: { ...measured, cooldown_seconds: 0 } });
    expect(stepsOf(impatient, 'measure-plain-x2-fp16-64-all-64x64').map((step) => step.do)).not.to.include('cooldown');
  });

  it('has a paced case for each variant, on all units or else the last, at the first size that it takes', async () => {
    const pacedOf = async (asked: Asked) =>
      (await plan({ measured: {}, ...asked })).cases.flatMap(({ id, paceHz }) => (paceHz === undefined ? [] : [id]));
    expect(await pacedOf({ ...many, sizes: ['32x32', '64x64'] })).to.deep.equal([
      'plain-x2-fp16-64-all-32x32-paced',
      'plain-x2-fp32-64-all-32x32-paced',
    ]);
    const computeUnits = ['cpuOnly', 'cpuAndNeuralEngine'];
    expect(await pacedOf({ computeUnits })).to.deep.equal(['plain-x2-fp16-64-cpuAndNeuralEngine-64x64-paced']);
    expect(await pacedOf({ measured: { paced_iterations: 0 } })).to.be.empty;
    const planned = await plan({ measured: { paced_iterations: 4, launches: 2 } });
    const ids = planned.launches.flatMap(({ id, case: of }) => (of?.endsWith('-paced') ? [id] : []));
    expect(ids).to.have.members(['', '-2'].map((time) => `measure-plain-x2-fp16-64-all-64x64-paced${time}`));
    const steps = stepsOf(planned, 'measure-plain-x2-fp16-64-all-64x64-paced');
    expect(steps.filter((step) => step.do === 'measure')).to.have.length(1);
    expect(steps.find((step) => step.do === 'measure')).to.include({ paceHz: 1, count: 4, scope: 'predict' });
    // The first of them comes after a rest, too.
    expect(steps[steps.findIndex((step) => step.do === 'measure') - 1]).to.deep.equal({ do: 'pause', durationS: 1 });
  });

  it('has frames for minutes at the end, where the sweep asks for them, at sizes of their own', async () => {
    const frames = { frames_per_second: 24, minutes: 5, launches: 2, sizes: ['96x64'] };
    const planned = await plan({ measured: { launches: 3, paced_iterations: 0 }, sustained: frames });
    const id = 'plain-x2-fp16-64-all-96x64-24fps';
    const sustained = planned.cases.filter(({ sustainedS }) => sustainedS !== undefined);
    expect(sustained.map((one) => [one.id, one.paceHz, one.sustainedS])).to.deep.equal([[id, 24, 300]]);
    expect(planned.launches.slice(-2).map((launch) => launch.id)).to.deep.equal([`measure-${id}`, `measure-${id}-2`]);
    const steps = stepsOf(planned, `measure-${id}`);
    expect(steps.filter((step) => step.do === 'measure')).to.have.length(1);
    expect(steps.find((step) => step.do === 'measure')).to.include({ paceHz: 24, durationS: 300, count: 7200 });
    const primed = planned.primes.flatMap(({ job }) => Object.keys(job.images));
    expect(primed).not.to.be.empty;
  });

  it('has a purge, a prime for each pair that is measured, and an anchor for the CPU and one for all units', async () => {
    const { purge, primes, anchors, anchorEvery, sources } = await plan(many);
    expect(purge?.job.steps).to.deep.equal([{ do: 'purge' }]);
    expect(purge?.id).to.equal('purge');
    expect(primes.map(({ id }) => id)).to.deep.equal(
      many.variants.flatMap((variant) => [`prime-${variant}-cpuOnly`, `prime-${variant}-all`]),
    );
    const [prime] = primes;
    expect(prime?.job.steps.map((step) => step.do)).to.deep.equal('stage compile load warmup unload'.split(' '));
    // The smallest picture does.
    expect(Object.keys(prime?.job.images ?? {})).to.deep.equal(['32x32']);
    expect(anchors.map(({ id }) => id)).to.deep.equal(['anchor-cpuOnly', 'anchor-all']);
    expect(anchorEvery).to.equal(20);
    for (const { job } of [...primes, ...anchors]) {
      for (const { path, bytes } of job.files) expect(readFileSync(sources[path] ?? '')).to.have.length(bytes);
    }
    const onCpu = await plan({ computeUnits: ['cpuOnly'] });
    expect(onCpu.anchors.map(({ id }) => id)).to.deep.equal(['anchor-cpuOnly']);
  });

  it('has jobs that the app takes', async () => {
    const { launches, purge, primes, anchors } = await plan({ ...many, measured: {} });
    for (const { id, job } of [...launches, ...(purge ? [purge] : []), ...primes, ...anchors]) {
      expect(() => jobSchema.parse({ ...job, launch: id })).not.to.throw();
    }
  });

  it('takes a smaller image in one prediction and a larger one in tiles that cover it once', async () => {
    const { cases, launches } = await plan({ sizes: ['48x32', '64x64', '100x80'] });
    const tilesOf = (size: string) => cases.find(({ id }) => id.endsWith(`all-${size}`))?.tiles;
    expect([tilesOf('48x32'), tilesOf('64x64')]).to.deep.equal([1, 1]);
    // Windows of 64 whose inner edges lose 16 each: 3 across 100, 2 across 80.
    expect(tilesOf('100x80')).to.equal(6);
    const launch = launches.find(({ id }) => id === 'measure-plain-x2-fp16-64-all-100x80');
    const measured = launch?.job.steps.find((step) => step.do === 'measure');
    const area = measured?.tiles.reduce((sum, { keep }) => sum + keep.width * keep.height, 0);
    expect(area).to.equal(100 * 80);
    expect(launch?.job.images['100x80']).to.include({ width: 100, height: 80 });
  });

  it('calls a case unsupported when tiles would lose everything to their margins, and plans no launch for it', async () => {
    const catalogue = join(folder.path, 'variants.yaml');
    const file = join(projectRoot, 'models/plain-x2-fp16-64.mlpackage');
    const entry = { name: 'wide', file, family: 'baseline', technique: 'fp16', tile_margin: 32 };
    writeFileSync(catalogue, JSON.stringify({ variants: [entry] }));
    const { cases, launches } = await plan({ variants: ['wide'], sizes: ['64x64', '65x64'], catalogue });
    const [fits, tooLarge] = cases.filter(({ computeUnits }) => computeUnits === 'all');
    expect(fits?.unsupported).to.equal(undefined);
    expect(tooLarge?.tiles).to.equal(undefined);
    expect(tooLarge?.unsupported).to.match(/margin/);
    expect(launches.map(({ case: id }) => id))
      .to.include(fits?.id)
      .and.not.to.include(tooLarge?.id);
  });

  it('excludes a phone whose iOS is older than the package', async () => {
    const { cases, variants } = await plan({});
    const [planned, variant] = [cases[0], variants[0]];
    if (planned === undefined || variant === undefined) throw new Error('nothing planned');
    expect(exclusion(planned, variant, '15.8')).to.equal('needs iOS 16');
    expect(exclusion(planned, variant, '16.0')).to.equal(undefined);
    expect(exclusion({ ...planned, unsupported: 'too wide' }, variant, '15.8')).to.equal('too wide');
  });

  it('tells files of one name apart in every row and launch', async () => {
    const copy = (name: string, to: string): void => {
      cpSync(join(projectRoot, `models/${name}.mlpackage`), join(folder.path, to), { recursive: true });
    };
    copy('plain-x2-fp16-64', 'one/net.mlpackage');
    copy('plain-x2-fp32-64', 'two/net.mlpackage');
    const planned = await plan({ variants: ['one/net.mlpackage', 'two/net.mlpackage'], computeUnits: ['cpuOnly'] });
    expect(planned.variants.map(({ name, computeDtype }) => [name, computeDtype])).to.deep.equal([
      ['one-net', 'fp16'],
      ['two-net', 'fp32'],
    ]);
    expect(planned.cases.map(({ id }) => id)).to.deep.equal(['one-net-cpuOnly-64x64', 'two-net-cpuOnly-64x64']);
    for (const launch of planned.launches) {
      const { sha256 } = planned.variants.find(({ name }) => name === launch.variant) ?? {};
      expect(Object.values(launch.job.arms).map((arm) => arm.sha256)).to.deep.equal([sha256]);
    }
  });

  it('refuses a variant that is named twice, in whatever spelling', async () => {
    const file = join(projectRoot, 'models/plain-x2-fp16-64.mlpackage');
    for (const variants of [
      ['plain-x2-fp16-64', file],
      [file, `${file}/`],
    ]) {
      const { message, exitCode } = await problemOf(() => plan({ variants }));
      expect(message).to.match(/field variants: plain-x2-fp16-64 \(.*\) is named twice; leave one out$/);
      expect(exitCode).to.equal(2);
    }
  });

  it('has one row for a model that cannot be read, and goes on with the others', async () => {
    const bad = folder.write('random.mlmodel', 'no model at all');
    const gone = join(folder.path, 'gone.mlpackage');
    const planned = await plan({ ...many, variants: [bad, 'plain-x2-fp16-64', gone] });
    const odd = planned.cases.filter(({ unsupported }) => unsupported !== undefined);
    expect(odd.map(({ variant, unsupported }) => [variant, unsupported])).to.deep.equal([
      ['random', 'random.mlmodel cannot be decoded as a Core ML model; copy the package again'],
      ['gone', 'gone.mlpackage does not exist; check the name, or convert the model first'],
    ]);
    expect(planned.variants.find(({ name }) => name === 'random')).to.deep.equal({ name: 'random' });
    expect(new Set(planned.launches.map(({ variant }) => variant))).to.deep.equal(new Set(['plain-x2-fp16-64']));
    expect(planned.anchors).to.have.length(2);
    // Where the files lie is this machine's.
    const elsewhere = await plan({ ...many, variants: [bad, 'plain-x2-fp16-64', '../gone.mlpackage'] });
    expect(elsewhere.hash).to.equal(planned.hash);
  });

  it('is not made where no model is left, and says why of each', async () => {
    const bad = folder.write('random.mlmodel', 'no model at all');
    const { message, exitCode } = await problemOf(() => plan({ variants: [bad, './gone.mlpackage'] }));
    expect(message).to.match(
      /sweep\.yaml: none of its models can be swept: random \(random\.mlmodel .*\), gone \(.*\); add/,
    );
    expect(exitCode).to.equal(2);
  });

  it('names the variants there are when one is unknown', async () => {
    const { message, exitCode } = await problemOf(() => plan({ variants: ['plane-x2'] }));
    expect(message).to.match(/sweep\.yaml: field variants: no variant plane-x2; name one of .*plain-x2-fp16-64.*path$/);
    expect(exitCode).to.equal(2);
  });

  it('names a package that is not there', async () => {
    const { message, exitCode } = await problemOf(() => plan({ variants: ['./gone.mlpackage'] }));
    expect(message).to.equal(
      `${join(folder.path, 'gone.mlpackage')} does not exist; check the name, or convert the model first`,
    );
    expect(exitCode).to.equal(2);
  });

  it('names the weights that a package lacks', async () => {
    const bare = join(folder.path, 'bare.mlpackage');
    cpSync(join(projectRoot, 'models/plain-x2-fp16-64.mlpackage'), bare, { recursive: true });
    rmSync(join(bare, 'Data/com.apple.CoreML/weights'), { recursive: true });
    const { message, exitCode } = await problemOf(() => plan({ variants: [bare] }));
    expect(message.startsWith(join(bare, 'Data/com.apple.CoreML')), message).to.be.true;
    expect(message).to.match(/weight.*copy/);
    expect(exitCode).to.equal(2);
  });

  it('keeps the raw pictures it pushes', async () => {
    const { sources, launches } = await plan({});
    for (const { path, bytes, sha256 } of launches.flatMap(({ job }) => job.files)) {
      const source = sources[path] ?? '';
      expect(readFileSync(source), path).to.have.length(bytes);
      if (path.startsWith('images/')) expect(source).to.contain(sha256);
    }
  });

  it('needs images in its test set', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    const sweep = {
      ...readSweep(join(projectRoot, 'test/sweeps/one-case.yaml')),
      testset: { folder: empty, crop: undefined },
    };
    const { message, exitCode } = await problemOf(() => makePlan(sweep, inputs));
    expect(message).to.equal(`${empty} contains no PNG or JPEG; name a folder of images as quality.testset`);
    expect(exitCode).to.equal(2);
    const gone = { ...sweep, testset: { folder: join(folder.path, 'gone'), crop: undefined } };
    expect((await problemOf(() => makePlan(gone, inputs))).message).to.contain('gone is not a folder; ');
  });

  it('calls a test set by its folder, or the one above HR', async () => {
    const sweep = readSweep(join(projectRoot, 'test/sweeps/one-case.yaml'));
    const truth = join(folder.path, 'Set3/HR');
    mkdirSync(truth, { recursive: true });
    cpSync(join(projectRoot, 'images/chelsea.png'), join(truth, 'cat.png'));
    const planned = await makePlan({ ...sweep, testset: { folder: truth, crop: undefined } }, inputs);
    expect(planned.testset).to.equal('Set3');
    expect(planned.truths[truthKey(2, 'cat')]).to.include({ width: 450, height: 300 });
    const quality = planned.launches.find(({ kind }) => kind === 'quality');
    expect(quality?.job.steps.map((step) => step.do)).to.include('quality');
    expect(
      (await makePlan({ ...sweep, testset: { folder: join(projectRoot, 'images'), crop: undefined } }, inputs)).testset,
    ).to.equal('images');
  });
});
