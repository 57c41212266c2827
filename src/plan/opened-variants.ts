import { resolve } from 'node:path';
import { describeProgram } from '../inspect/description.js';
import type { Description } from '../inspect/description.js';
import { openProgram } from '../mil/open-model.js';
import type { OpenedModel } from '../mil/open-model.js';
import type { Variant } from './catalogue.js';
import { findImageFunctions } from './image-functions.js';
import type { SweepSupport } from './image-functions.js';

interface OpenedPackage extends OpenedModel {
  /** Describes the default function when first asked; undefined for a model of a kind that rezbench does not run. */
  readonly describe: () => Description | undefined;
}

/** A variant of the catalogue, opened, and whether a sweep can give it pictures. */
export interface OpenedVariant extends OpenedPackage {
  readonly support: SweepSupport;
}

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

  /** Throws a Problem for a package that is damaged or lacks the variant's function. */
  open(variant: Pick<Variant, 'path' | 'function' | 'arrayRange'>): Promise<OpenedVariant> {
    const key = JSON.stringify([resolve(variant.path), variant.function, variant.arrayRange]);
    const known = this.#variants.get(key);
    if (known) return known;
    const opening = this.#examine(variant);
    this.#variants.set(key, opening);
    return opening;
  }

  async #examine({ path, arrayRange, function: name }: Parameters<OpenedVariants['open']>[0]): Promise<OpenedVariant> {
    const opened = this.#package(path);
    return { ...opened, support: await findImageFunctions(opened, arrayRange, name) };
  }

  #package(path: string): OpenedPackage {
    const key = resolve(path);
    const known = this.#packages.get(key);
    if (known) return known;
    const opened = this.#openPackage(path);
    const { files, program } = opened;
    let description: Description | undefined;
    const describe = (): Description | undefined =>
      (description ??= program === undefined ? undefined : describeProgram(files, program));
    const found = { ...opened, describe };
    this.#packages.set(key, found);
    return found;
  }
}
