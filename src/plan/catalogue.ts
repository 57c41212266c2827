import { basename, dirname, parse, resolve } from 'node:path';
import { z } from 'zod';
import { fileBounds, inFull, mostOf, numberWithin, textWithin } from '../bounds/bounds.js';
import { Problem } from '../problem.js';
import { distinctNames } from './distinct-names.js';
import { isPath } from './sweep.js';
import { readYaml } from './yaml-file.js';

const word = textWithin(mostOf.text.most).min(1, { error: 'is empty; leave it out' });

const entrySchema = z.strictObject({
  name: textWithin(mostOf.name.most).regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: 'must be letters, digits, ".", "_" or "-"',
  }),
  file: textWithin(mostOf.text.most),
  /** Any word: variants of a family share colour and mark in a report. */
  family: word.optional(),
  /** How the weights were made smaller, such as int8 or palette4. */
  technique: word.optional(),
  /** The variant this one is compared with: removed parameters, loss of PSNR. */
  reference: textWithin(mostOf.text.most).optional(),
  /** The function of a multifunction package to run; without it, the one whose input suits each picture. */
  function: textWithin(mostOf.text.most).optional(),
  /** Input pixels trimmed at the inner edges of tiles: at least the network's reach; 16 or less by default. */
  tile_margin: numberWithin(fileBounds.tileMargin).optional(),
  /** The values of floating-point arrays from black to white; no model file states them. */
  array_range: z.tuple([numberWithin(fileBounds.arrayRange), numberWithin(fileBounds.arrayRange)]).optional(),
});

const catalogueSchema = z.strictObject({
  variants: z
    .array(entrySchema)
    .min(1)
    .max(mostOf.variants.most, { error: `lists more than ${inFull(mostOf.variants.most)}; make several catalogues` }),
});

/** A model file and what only a person knows about it. */
export interface Variant {
  readonly name: string;
  readonly path: string;
  readonly family: string | undefined;
  readonly technique: string | undefined;
  readonly reference: string | undefined;
  readonly function: string | undefined;
  readonly tileMargin: number | undefined;
  readonly arrayRange: readonly [number, number] | undefined;
}

/** Throws a Problem for a file that is no catalogue, or gives two variants one name. */
export function readCatalogue(path: string): Variant[] {
  const { variants } = readYaml(path, catalogueSchema);
  const doubled = variants.find(({ name }, index) => variants.findIndex((other) => other.name === name) < index);
  if (doubled) throw new Problem(`${path}: field variants: two variants are named ${doubled.name}; rename one of them`);
  return variants.map((entry) => ({
    name: entry.name,
    path: resolve(dirname(path), entry.file),
    family: entry.family,
    technique: entry.technique,
    reference: entry.reference,
    function: entry.function,
    tileMargin: entry.tile_margin,
    arrayRange: entry.array_range,
  }));
}

/** What a file tells that the catalogue does not list. */
const unlisted = (name: string, path: string): Variant => ({
  name,
  path,
  family: undefined,
  technique: undefined,
  reference: undefined,
  function: undefined,
  tileMargin: undefined,
  arrayRange: undefined,
});

/** Finds a variant by its name or its file in the catalogue, or takes a path as it is. Throws a Problem for an unknown name. */
export function findVariant(wanted: string, catalogue: readonly Variant[], sweepPath: string): Variant {
  if (isPath(wanted)) {
    const listed = catalogue.find(({ path }) => path === resolve(wanted));
    return listed ?? unlisted(parse(wanted).name, wanted);
  }
  const found = catalogue.find(({ name }) => name === wanted);
  if (found) return found;
  const names = catalogue.map(({ name }) => name).join(', ');
  throw new Problem(`${sweepPath}: field variants: no variant ${wanted}; name one of ${names}, or a package's path`);
}

/**
 * Finds the variants of a sweep. Those that the catalogue lists have its names, and a file that it lists several times, by
 * function, is as many variants; other files are named after themselves, so that no two variants share a name. Throws a
 * Problem for an unknown name and for a variant that is named twice.
 */
export function findVariants(wanted: readonly string[], catalogue: readonly Variant[], sweepPath: string): Variant[] {
  const found = wanted.flatMap((one): Variant[] => {
    const listed = isPath(one) ? catalogue.filter(({ path }) => path === resolve(one)) : [];
    return listed.length > 0 ? listed : [findVariant(one, catalogue, sweepPath)];
  });
  const files = found.filter((variant) => !catalogue.includes(variant)).map(({ path }) => path);
  const taken = found.filter((variant) => catalogue.includes(variant)).map(({ name }) => name);
  const names = distinctNames(files, taken);
  const named = found.map((variant) =>
    catalogue.includes(variant) ? variant : { ...variant, name: names.get(variant.path) ?? variant.name },
  );
  const twice = named.find(({ name }, index) => named.findIndex((other) => other.name === name) < index);
  if (twice === undefined) return named;
  throw new Problem(
    `${sweepPath}: field variants: ${twice.name} (${basename(twice.path)}) is named twice; leave one out`,
  );
}
