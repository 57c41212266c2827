/**
 * What audit.py asks of the host runtime: `npx tsx scripts/zoo/host.ts JOBS.json`. Prints one line of JSON a job, in order.
 *
 * A `predict` job runs a package, or a function of it, over tiles, uint8 [n, side, side, 3] (raw), and writes the output
 * as float32 [n, H', W', 3] (raw, 0-255, unrounded). A `depart` job names the first value in which a package departs from
 * its sibling on the first tile. A package that cannot run gives {"problem": the sentence}.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Feature } from '../../src/contract/job.js';
import { Problem } from '../../src/problem.js';
import type { FeatureDescription } from '../../src/coreml/feature.js';
import { readModel } from '../../src/coreml/model.js';
import type { Model } from '../../src/coreml/model.js';
import { openModel } from '../../src/coreml/package.js';
import { firstDeparture } from './departure.js';
import { hostPredictor, tensorFromPixels, valuesFromTensor } from '../../src/runtime/index.js';
import type { Departure } from './departure.js';

interface Run {
  readonly package: string;
  readonly function: string | null;
  readonly tiles: string;
  readonly side: number;
}
type PredictJob = Run & { readonly kind: 'predict'; readonly out: string };
type DepartJob = Run & { readonly kind: 'depart'; readonly sibling: string; readonly tolerance: number };
type Job = PredictJob | DepartJob;
type Answer = { readonly shape: readonly number[] } | Departure | { readonly problem: string };

async function predict(job: PredictJob): Promise<Answer> {
  const functionName = job.function ?? undefined;
  const predictor = await hostPredictor(job.package, {
    threads: 1,
    ...(functionName !== undefined && { functionName }),
  });
  const { input, output, images } = read(job, predictor.model);
  const parts: Float32Array[] = [];
  let [height, width] = [0, 0];
  for (const image of images) {
    const made = (await predictor.predict({ [input.name]: tensorFromPixels(input, image) }))[output.name];
    if (made === undefined) throw new Problem(`${job.package} makes no ${output.name}`, 2);
    [height = 0, width = 0] = made.shape.slice(2);
    parts.push(valuesFromTensor(feature(job.package, output, { width, height }), made));
  }
  await predictor.release();
  writeFileSync(job.out, Buffer.concat(parts.map(({ buffer }) => Buffer.from(buffer))));
  return { shape: [images.length, height, width, 3] };
}

async function depart(job: DepartJob): Promise<Answer> {
  const { input, images } = read(job, readModel(openModel(job.package)));
  const [image] = images;
  if (image === undefined) throw new Problem(`${job.tiles} holds no tile`, 2);
  const inputs = { [input.name]: tensorFromPixels(input, image) };
  return firstDeparture(job.package, job.sibling, inputs, job.tolerance, job.function ?? undefined);
}

function read({ package: path, function: functionName, tiles, side }: Run, model: Model) {
  const { inputs, outputs } = (functionName !== null && model.interfaces[functionName]) || model;
  const [[declared], [output]] = [inputs, outputs];
  if (declared?.type.kind !== 'image' || output === undefined) {
    throw new Problem(`${path} takes no image or makes no output; the audit gives it nothing else`, 2);
  }
  const bytes = side * side * 3;
  const data = readFileSync(tiles);
  const images = Array.from({ length: data.length / bytes }, (_, index) => ({
    width: side,
    height: side,
    data: new Uint8Array(data.subarray(index * bytes, (index + 1) * bytes)),
  }));
  return { input: feature(path, declared, { width: side, height: side }), output, images };
}

function feature(path: string, { name, type }: FeatureDescription, size: { width: number; height: number }): Feature {
  if (type.kind !== 'image' || (type.colour !== 'rgb' && type.colour !== 'bgr')) {
    throw new Problem(`${path}: ${name} is no image of three colours; the audit compares nothing else`, 2);
  }
  return { name, kind: 'image', layout: type.colour === 'rgb' ? 'RGB' : 'BGR', ...size, range: [0, 255] };
}

async function answer(job: Job): Promise<Answer> {
  try {
    return await (job.kind === 'predict' ? predict(job) : depart(job));
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}

const [, , list = ''] = process.argv;
for (const job of JSON.parse(readFileSync(list, 'utf8')) as Job[]) console.log(JSON.stringify(await answer(job)));
