/**
 * Runs audit.py's jobs on the host runtime: `npx tsx scripts/zoo/host.ts JOBS.json`. Prints one line of JSON for each job,
 * in order. Jobs and answers are typed alike in audit_host.py.
 *
 * A `predict` job runs a package, or a function of it, over tiles, uint8 [n, side, side, 3] (raw), and writes the outputs
 * as float32 [n, H', W', 3] (raw, 0-255, unrounded). It also says what half precision would lose of the first tile. A `compare` job finds the first value at which a package diverges
 * from its sibling on the first tile. A package that cannot run gives a `problem`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Feature } from '../../src/contract/job.js';
import { Problem } from '../../src/problem.js';
import type { FeatureDescription } from '../../src/coreml/feature.js';
import { readModel } from '../../src/coreml/model.js';
import type { Model } from '../../src/coreml/model.js';
import { openModel } from '../../src/coreml/package.js';
import {
  explainHalfLoss,
  hostPredictorFor,
  probeHalf,
  tensorFromPixels,
  valuesFromTensor,
} from '../../src/runtime/index.js';
import { firstDivergence } from './divergence.js';
import type { Divergence } from './divergence.js';

interface Run {
  readonly package: string;
  readonly function: string | null;
  readonly tiles: string;
  readonly side: number;
}
type PredictJob = Run & { readonly kind: 'predict'; readonly out: string };
type CompareJob = Run & { readonly kind: 'compare'; readonly sibling: string; readonly tolerance: number };
type Job = PredictJob | CompareJob;
type Answer =
  | { readonly kind: 'outputs'; readonly shape: readonly number[]; readonly halfLosses: readonly string[] }
  | Divergence
  | { readonly kind: 'problem'; readonly message: string };

async function predict(job: PredictJob): Promise<Answer> {
  const functionName = job.function ?? undefined;
  const files = openModel(job.package);
  const opened = { files, model: readModel(files) };
  const predictor = await hostPredictorFor(opened, {
    threads: 1,
    ...(functionName !== undefined && { functionName }),
  });
  const { input, output, images } = readRun(job, predictor.model);
  const parts: Float32Array[] = [];
  let [height, width] = [0, 0];
  for (const image of images) {
    const prediction = (await predictor.predict({ [input.name]: tensorFromPixels(input, image) }))[output.name];
    if (prediction === undefined) {
      throw new Problem(`${job.package} does not compute its output ${output.name}; make the package again`, 2);
    }
    [height = 0, width = 0] = prediction.shape.slice(2);
    parts.push(valuesFromTensor(imageFeature(job.package, output, { width, height }), prediction));
  }
  await predictor.release();
  writeFileSync(job.out, Buffer.concat(parts.map(({ buffer }) => Buffer.from(buffer))));
  const [first] = images;
  const losses = first ? await probeHalf(opened, { [input.name]: tensorFromPixels(input, first) }, functionName) : [];
  return { kind: 'outputs', shape: [images.length, height, width, 3], halfLosses: losses.map(explainHalfLoss) };
}

async function compare(job: CompareJob): Promise<Answer> {
  const { input, images } = readRun(job, readModel(openModel(job.package)));
  const [image] = images;
  if (image === undefined) throw new Problem(`${job.tiles} holds no tile; it must hold at least one`, 2);
  const inputs = { [input.name]: tensorFromPixels(input, image) };
  return firstDivergence(job.package, job.sibling, inputs, job.tolerance, job.function ?? undefined);
}

function readRun({ package: path, function: functionName, tiles, side }: Run, model: Model) {
  const { inputs, outputs } = (functionName !== null && model.interfaces[functionName]) || model;
  const [[declared], [output]] = [inputs, outputs];
  if (declared?.type.kind !== 'image' || output === undefined) {
    throw new Problem(`${path} must take an image and have an output for the audit to run it`, 2);
  }
  const bytes = side * side * 3;
  const data = readFileSync(tiles);
  const images = Array.from({ length: data.length / bytes }, (_, index) => ({
    width: side,
    height: side,
    data: new Uint8Array(data.subarray(index * bytes, (index + 1) * bytes)),
  }));
  return { input: imageFeature(path, declared, { width: side, height: side }), output, images };
}

function imageFeature(
  path: string,
  { name, type }: FeatureDescription,
  size: { width: number; height: number },
): Feature {
  if (type.kind !== 'image' || (type.colour !== 'rgb' && type.colour !== 'bgr')) {
    throw new Problem(`${path}: ${name} must be an image of three colours for the audit to compare it`, 2);
  }
  return { name, kind: 'image', layout: type.colour === 'rgb' ? 'RGB' : 'BGR', channels: 3, ...size, range: [0, 255] };
}

async function answerJob(job: Job): Promise<Answer> {
  try {
    return await (job.kind === 'predict' ? predict(job) : compare(job));
  } catch (error) {
    if (error instanceof Problem) return { kind: 'problem', message: error.message };
    throw error;
  }
}

const [, , jobsFile = ''] = process.argv;
for (const job of JSON.parse(readFileSync(jobsFile, 'utf8')) as Job[])
  console.log(JSON.stringify(await answerJob(job)));
