import { createHash } from 'node:crypto';
import { Problem } from '../problem.js';
import { assemble } from '../image/assemble.js';
import type { Samples } from '../image/assemble.js';
import { withChromaOf } from '../image/chroma.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { tilesFor } from '../image/tiles.js';
import { readModel } from '../coreml/model.js';
import { openModel } from '../coreml/package.js';
import type { ModelFiles } from '../coreml/package.js';
import { outputAtSize } from '../plan/arm.js';
import { chooseFunction } from '../plan/image-functions.js';
import { packageDigest } from '../plan/package-digest.js';
import type { Reference } from '../plan/plan.js';
import { hostPredictorFor, tileInput, valuesFromTensor } from '../runtime/index.js';
import type { HostPredictor } from '../runtime/index.js';
import { ReferenceCache } from './reference-cache.js';

/** Part of a level that a cached value is rounded to: 107 dB below full scale, far below the rounding of any image. */
const stepsPerLevel = 256;

/** Part of each key; a new one leaves alone what an older version kept, which could be another package's. */
const cacheVersion = 2;

/** How near an output comes to the reference's. */
export type Fidelity =
  | { readonly kind: 'known'; readonly fidelityDb: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'notFinite' }
  | { readonly kind: 'changed' };

/** Reference outputs on the host: each image once, kept under a folder by the hash of what they depend on. */
export class ReferenceOutputs {
  readonly #cache: ReferenceCache;
  /** By path, the package as it was found first. */
  readonly #opened = new Map<string, ModelFiles | undefined>();
  readonly #loaded = new Map<string, Promise<Loaded>>();

  constructor(folder: string) {
    this.#cache = new ReferenceCache(folder);
  }

  /**
   * PSNR in dB over RGB of an enlarged image against the reference's unrounded float32 output for the same input.
   * `unknown` when the host cannot run the reference, or the reference does not take an image of this size or gives one of
   * another; `notFinite` when that has values that are no numbers or infinite; `changed` when its package is not the one
   * that the plan names.
   */
  async fidelityDb(reference: Reference, path: string, input: Rgb8, enlarged: Rgb8): Promise<Fidelity> {
    const files = this.#open(path);
    if (files?.sha256 !== reference.sha256) return { kind: 'changed' };
    const expected = await this.#output(reference, files, input);
    if (expected === 'notFinite' || expected === 'changed') return { kind: expected };
    if (expected?.length !== enlarged.data.length) return { kind: 'unknown' };
    let total = 0;
    for (let index = 0; index < expected.length; index++) {
      total += ((expected[index] ?? 0) / stepsPerLevel - (enlarged.data[index] ?? 0)) ** 2;
    }
    return { kind: 'known', fidelityDb: 20 * Math.log10(255 / Math.sqrt(total / expected.length)) };
  }

  async close(): Promise<void> {
    for (const loading of this.#loaded.values()) {
      const loaded = await loading;
      if (loaded !== undefined && loaded !== 'changed') await loaded.release();
    }
  }

  /** Undefined when the package is missing or damaged. */
  #open(path: string): ModelFiles | undefined {
    if (!this.#opened.has(path))
      this.#opened.set(
        path,
        unlessProblem(() => openModel(path)),
      );
    return this.#opened.get(path);
  }

  async #output(
    reference: Reference,
    files: ModelFiles,
    input: Rgb8,
  ): Promise<Uint16Array | 'notFinite' | 'changed' | undefined> {
    const { imageFunction: entry, size } = chooseFunction(reference.entries, input);
    const { inset } = entry.output;
    const tiles = tilesFor(input, size, reference.tileMargin, inset);
    if (tiles === undefined) return undefined;
    const key = createHash('sha256')
      .update(JSON.stringify([cacheVersion, reference.sha256, entry, tiles]))
      .update(input.data)
      .digest('hex');
    const cached = this.#cache.read(key);
    if (cached) return cached;
    const predictor = await this.#predictor(files, entry.function);
    if (predictor === undefined || predictor === 'changed') return predictor;
    const { scale } = entry;
    const inputFeature = { ...entry.input, ...size };
    const outputFeature = outputAtSize(entry.output, size, scale);
    const outputs: Samples<Float32Array>[] = [];
    for (const tile of tiles) {
      const tensor = tileInput(inputFeature, input, tile);
      const predicted = await predictor.predict({ [inputFeature.name]: tensor }).catch(nothingForProblem);
      const output = predicted?.[outputFeature.name];
      if (output === undefined) return undefined;
      if (!output.data.every(Number.isFinite)) return 'notFinite';
      outputs.push({ ...sizeOf(outputFeature), data: valuesFromTensor(outputFeature, output) });
    }
    const whole = assemble(Float32Array, input, { scale, inset }, tiles, outputs);
    const { data } = outputFeature.channels === 1 ? withChromaOf(input, whole, scale) : whole;
    const steps = Uint16Array.from(data, (value) => Math.round(value * stepsPerLevel));
    this.#cache.write(key, steps);
    return steps;
  }

  #predictor(files: ModelFiles, name: string | undefined): Promise<Loaded> {
    const key = `${files.sha256} ${name ?? ''}`;
    const known = this.#loaded.get(key);
    if (known) return known;
    const loading = load(files, name);
    this.#loaded.set(key, loading);
    return loading;
  }
}

/** Undefined where the host cannot run the package. */
type Loaded = HostPredictor | 'changed' | undefined;

/**
 * Loads a package whose files were looked at before, perhaps hours ago, and looks at them again: what is kept under its
 * sha256 has to come from these very bytes.
 */
async function load(files: ModelFiles, name: string | undefined): Promise<Loaded> {
  const model = unlessProblem(() => readModel(files));
  const options = name === undefined ? {} : { functionName: name };
  const predictor = model && (await hostPredictorFor({ files, model }, options).catch(nothingForProblem));
  if (packageDigest(files.path) === files.sha256) return predictor;
  await predictor?.release();
  return 'changed';
}

function unlessProblem<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    nothingForProblem(error);
    return undefined;
  }
}

/** A reference that the host cannot read or run leaves a figure out, and stops nothing. */
function nothingForProblem(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });
