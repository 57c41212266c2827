import { createHash } from 'node:crypto';
import { Problem } from '../problem.js';
import { assemble } from '../image/assemble.js';
import type { Samples } from '../image/assemble.js';
import type { Rgb8 } from '../image/rgb.js';
import { tilesFor } from '../image/tiles.js';
import type { Feature } from '../contract/job.js';
import { openModel } from '../coreml/package.js';
import { chooseFunction } from '../plan/image-functions.js';
import type { Reference } from '../plan/plan.js';
import { hostPredictor, tileInput, valuesFromTensor } from '../runtime/index.js';
import type { HostPredictor, Tensor } from '../runtime/index.js';
import { ReferenceCache } from './reference-cache.js';

/** Part of a level that a cached value is rounded to: 107 dB below full scale, far below the rounding of any image. */
const stepsPerLevel = 256;

/** How near an output comes to the reference's. */
export type Fidelity =
  | { readonly kind: 'known'; readonly fidelityDb: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'notFinite' }
  | { readonly kind: 'changed' };

/** Reference outputs on the host: each image once, kept under a folder by the hash of what they depend on. */
export class ReferenceOutputs {
  readonly #cache: ReferenceCache;
  /** By path, whether the package is the one that was planned with. */
  readonly #same = new Map<string, boolean>();
  readonly #loaded = new Map<string, Promise<HostPredictor | undefined>>();

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
    if (!this.#isSame(reference, path)) return { kind: 'changed' };
    const expected = await this.#output(reference, path, input);
    if (expected === 'notFinite') return { kind: 'notFinite' };
    if (expected?.length !== enlarged.data.length) return { kind: 'unknown' };
    let total = 0;
    for (let index = 0; index < expected.length; index++) {
      total += ((expected[index] ?? 0) / stepsPerLevel - (enlarged.data[index] ?? 0)) ** 2;
    }
    return { kind: 'known', fidelityDb: 20 * Math.log10(255 / Math.sqrt(total / expected.length)) };
  }

  async close(): Promise<void> {
    for (const predictor of this.#loaded.values()) await (await predictor)?.release();
  }

  #isSame({ sha256 }: Reference, path: string): boolean {
    const known = this.#same.get(path);
    if (known !== undefined) return known;
    const same = sha256Of(path) === sha256;
    this.#same.set(path, same);
    return same;
  }

  async #output(reference: Reference, path: string, input: Rgb8): Promise<Uint16Array | 'notFinite' | undefined> {
    const { imageFunction: entry, size } = chooseFunction(reference.entries, input);
    const tiles = tilesFor(input, size, reference.tileMargin);
    if (tiles === undefined) return undefined;
    const key = createHash('sha256')
      .update(JSON.stringify([reference.sha256, entry, tiles]))
      .update(input.data)
      .digest('hex');
    const cached = this.#cache.read(key);
    if (cached) return cached;
    const predictor = await this.#predictor(reference, entry.function, path);
    if (predictor === undefined) return undefined;
    const { scale } = entry;
    const inputFeature = { ...entry.input, ...size };
    const outputFeature = { ...entry.output, width: size.width * scale, height: size.height * scale };
    const outputs: Samples<Uint16Array>[] = [];
    for (const tile of tiles) {
      const tensor = tileInput(inputFeature, input, tile);
      const predicted = await predictor.predict({ [inputFeature.name]: tensor }).catch(nothingForProblem);
      const output = predicted?.[outputFeature.name];
      if (output === undefined) return undefined;
      if (!output.data.every(Number.isFinite)) return 'notFinite';
      outputs.push(stepsOf(outputFeature, output));
    }
    const { data } = assemble(Uint16Array, input, scale, tiles, outputs);
    this.#cache.write(key, data);
    return data;
  }

  #predictor({ sha256 }: Reference, name: string | undefined, path: string): Promise<HostPredictor | undefined> {
    const key = `${sha256} ${name ?? ''}`;
    const known = this.#loaded.get(key);
    if (known) return known;
    const loading = hostPredictor(path, name === undefined ? {} : { functionName: name }).catch(nothingForProblem);
    this.#loaded.set(key, loading);
    return loading;
  }
}

/** Undefined when the package is missing or damaged. */
function sha256Of(path: string): string | undefined {
  try {
    return openModel(path).sha256;
  } catch (error) {
    nothingForProblem(error);
    return undefined;
  }
}

/** A reference that the host cannot read or run leaves a figure out, and stops nothing. */
function nothingForProblem(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}

/** A tile's unrounded output in the steps that a cached file counts. */
function stepsOf(feature: Feature, output: Tensor): Samples<Uint16Array> {
  const { width, height } = feature;
  const data = Uint16Array.from(valuesFromTensor(feature, output), (value) => Math.round(value * stepsPerLevel));
  return { width, height, data };
}
