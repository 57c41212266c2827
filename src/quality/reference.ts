import { createHash } from 'node:crypto';
import { Problem } from '../problem.js';
import { assemble } from '../image/assemble.js';
import type { Samples } from '../image/assemble.js';
import { withChromaOf } from '../image/chroma.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { tilesFor } from '../image/tiles.js';
import { openModel } from '../coreml/package.js';
import { outputAtSize } from '../plan/arm.js';
import { chooseFunction } from '../plan/image-functions.js';
import type { Reference } from '../plan/plan.js';
import { hostPredictor, tileInput, valuesFromTensor } from '../runtime/index.js';
import type { HostPredictor } from '../runtime/index.js';
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
    const { inset } = entry.output;
    const tiles = tilesFor(input, size, reference.tileMargin, inset);
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

const sizeOf = ({ width, height }: Size): Size => ({ width, height });
