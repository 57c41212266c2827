import { basename, resolve } from 'node:path';
import { describeProgram } from '../inspect/description.js';
import type { Description } from '../inspect/description.js';
import { explainNotFinite } from '../inspect/not-finite.js';
import { openProgram } from '../mil/open-model.js';
import type { OpenedModel } from '../mil/open-model.js';
import { Problem } from '../problem.js';
import type { Variant } from './catalogue.js';
import { macsPerPixel } from './macs-per-pixel.js';
import { findImageFunctions } from './image-functions.js';
import type { NotSweepable } from './image-features.js';
import type { SweepSupport } from './image-functions.js';

interface OpenedPackage extends OpenedModel {
  /** Of the default function; undefined for a model of a kind that rezbench does not run. */
  readonly description: Description | undefined;
}

/** A variant of the catalogue, opened, and whether a sweep can give it pictures. */
export interface ReadVariant extends OpenedPackage {
  readonly support: SweepSupport;
  /** Multiply-accumulates for each pixel of the enlarged picture; undefined where they cannot be counted. */
  readonly macsPerPixel: number | undefined;
}

/** A variant whose file is missing, damaged, or something else than a model. */
export interface UnreadVariant {
  readonly files?: undefined;
  readonly support: NotSweepable;
  /** What its user is told where nothing else is left. */
  readonly problem: Problem;
}

export type OpenedVariant = ReadVariant | UnreadVariant;

/**
 * The variants of one plan. Opening hashes every file of a package and may run it on the host, so each package is opened
 * once and each variant examined once, however many parts of the plan ask for it.
 */
export class OpenedVariants {
  readonly #openPackage: (path: string) => OpenedModel;
  readonly #packages = new Map<string, OpenedPackage>();
  readonly #variants = new Map<string, Promise<OpenedVariant>>();

  constructor(openPackage: (path: string) => OpenedModel = openProgram) {
    this.#openPackage = openPackage;
  }

  /** What is wrong with a file is said in `support`, so that one odd file ends nothing. */
  open(variant: Pick<Variant, 'path' | 'function' | 'arrayRange'>): Promise<OpenedVariant> {
    const key = JSON.stringify([resolve(variant.path), variant.function, variant.arrayRange]);
    const known = this.#variants.get(key);
    if (known) return known;
    const opening = this.#examine(variant);
    this.#variants.set(key, opening);
    return opening;
  }

  async #examine({ path, arrayRange, function: name }: Parameters<OpenedVariants['open']>[0]): Promise<OpenedVariant> {
    try {
      const opened = this.#package(path);
      const support =
        otherKind(opened) ?? unsoundWeights(opened) ?? (await findImageFunctions(opened, arrayRange, name));
      if (!support.sweepable) {
        return { ...opened, macsPerPixel: undefined, support: withoutFolder(path, support.reason) };
      }
      return { ...opened, support, macsPerPixel: await macsPerPixel(opened, support.functions[0]) };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { support: withoutFolder(path, error.message), problem: error };
    }
  }

  #package(path: string): OpenedPackage {
    const key = resolve(path);
    const known = this.#packages.get(key);
    if (known) return known;
    const opened = this.#openPackage(path);
    const { files, program } = opened;
    const found = { ...opened, description: program && describeProgram(files, program) };
    this.#packages.set(key, found);
    return found;
  }
}

/** A job neither hands states on nor asks for labels. Undefined for a model that has none. */
function otherKind({ model: { states, predictedFeature } }: OpenedPackage): NotSweepable | undefined {
  const [state] = states;
  if (state) return { sweepable: false, reason: `state ${state.name}` };
  if (predictedFeature === '') return undefined;
  return { sweepable: false, reason: `its output ${predictedFeature} is a label or a number, not a picture` };
}

/** Weights that are no numbers make no picture, whatever it costs to measure them. Undefined where all are numbers. */
function unsoundWeights({ description }: OpenedPackage): NotSweepable | undefined {
  const [first] = description?.notFinite ?? [];
  return first && { sweepable: false, reason: `${explainNotFinite(first)}, so its output is no picture` };
}

/** A plan is the same wherever its files lie. */
const withoutFolder = (path: string, reason: string): NotSweepable => ({
  sweepable: false,
  reason: reason.replaceAll(path, basename(path)),
});
