/**
 * What audit.py asks of the host runtime: `npx tsx scripts/zoo/host.ts JOBS.json`. Prints one line of JSON a job, in order.
 *
 * A `predict` job runs a package's default function over tiles, uint8 [n, H, W, 3] (raw), and writes the output as
 * float32 [n, H', W', 3] (raw, 0-255, unrounded). A `depart` job names the first value in which a package departs from
 * its sibling on the first tile. A package that cannot run gives {"problem": the sentence}.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Feature } from '../../src/contract/job.js';
import { Problem } from '../../src/contract/problem.js';
import type { FeatureDescription } from '../../src/coreml/feature.js';
import { readModel } from '../../src/coreml/model.js';
import type { Model } from '../../src/coreml/model.js';
import { openModel } from '../../src/coreml/package.js';
import { firstDeparture, hostPredictor, tensorFromPixels, valuesFromTensor } from '../../src/runtime/index.js';
import type { Departure } from '../../src/runtime/index.js';

type Job =
  | { readonly kind: 'predict'; readonly package: string; readonly tiles: string; readonly out: string }
  | {
      readonly kind: 'depart';
      readonly package: string;
      readonly tiles: string;
      readonly sibling: string;
      readonly tolerance: number;
    };
type Answer = { readonly shape: readonly number[] } | Departure | { readonly problem: string };

async function predict({ package: path, tiles, out }: Extract<Job, { kind: 'predict' }>): Promise<Answer> {
  const predictor = await hostPredictor(path, { threads: 1 });
  const { input, images } = read(path, predictor.model, tiles);
  const [declared] = predictor.model.outputs;
  const parts: Float32Array[] = [];
  let [height, width] = [0, 0];
  for (const image of images) {
    const made = (await predictor.predict({ [input.name]: tensorFromPixels(input, image) }))[declared?.name ?? ''];
    if (declared === undefined || made === undefined) throw new Problem(`${path} makes no output`, 2);
    [height = 0, width = 0] = made.shape.slice(2);
    parts.push(valuesFromTensor(feature(path, declared, { width, height }), made));
  }
  await predictor.release();
  writeFileSync(out, Buffer.concat(parts.map(({ buffer }) => Buffer.from(buffer))));
  return { shape: [images.length, height, width, 3] };
}

async function depart(job: Extract<Job, { kind: 'depart' }>): Promise<Answer> {
  const { input, images } = read(job.package, readModel(openModel(job.package)), job.tiles);
  const [image] = images;
  if (image === undefined) throw new Problem(`${job.tiles} holds no tile`, 2);
  const inputs = { [input.name]: tensorFromPixels(input, image) };
  return firstDeparture(job.package, job.sibling, inputs, job.tolerance);
}

function read(path: string, { inputs }: Model, tiles: string) {
  const [declared] = inputs;
  if (declared?.type.kind !== 'image') throw new Problem(`${path} takes no image; the audit gives it nothing else`, 2);
  const size = { width: declared.type.width, height: declared.type.height };
  const bytes = size.width * size.height * 3;
  const data = readFileSync(tiles);
  const images = Array.from({ length: data.length / bytes }, (_, index) => ({
    ...size,
    data: new Uint8Array(data.subarray(index * bytes, (index + 1) * bytes)),
  }));
  return { input: feature(path, declared, size), images };
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
