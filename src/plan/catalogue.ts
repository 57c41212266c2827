import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { Problem } from '../problem.js';
import { isPath } from './sweep.js';
import { readYaml } from './yaml-file.js';

export const families = ['classical', 'lightweight', 'real', 'baseline'] as const;

const entrySchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, { error: 'must be letters, digits, ".", "_" or "-"' }),
  file: z.string(),
  family: z.enum(families),
  technique: z.string(),
  /** The variant this one is compared with: removed parameters, loss of PSNR. */
  reference: z.string().optional(),
  /** The function of a multifunction package to run; without it, the one whose input suits each picture. */
  function: z.string().optional(),
  /** Input pixels trimmed at the inner edges of tiles: at least the network's reach; 16 or less by default. */
  tile_margin: z.int().nonnegative().optional(),
  /** The values of floating-point arrays from black to white; no model file states them. */
  array_range: z.tuple([z.number(), z.number()]).optional(),
});

const catalogueSchema = z.strictObject({ variants: z.array(entrySchema).min(1) });

/** A model file and what only a person knows about it. */
export interface Variant {
  readonly name: string;
  readonly path: string;
  readonly family: (typeof families)[number] | undefined;
  readonly technique: string | undefined;
  readonly reference: string | undefined;
  readonly function: string | undefined;
  readonly tileMargin: number | undefined;
  readonly arrayRange: readonly [number, number] | undefined;
}

export function readCatalogue(path: string): Variant[] {
  const { variants } = readYaml(path, catalogueSchema);
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

/** Defaults for a package that is not in the catalogue. */
const unlistedDefaults = { function: undefined, tileMargin: undefined, arrayRange: undefined };

/** Finds a variant by its name or its file in the catalogue, or takes a path as it is. Throws a Problem for an unknown name. */
export function findVariant(wanted: string, catalogue: readonly Variant[], sweepPath: string): Variant {
  if (isPath(wanted)) {
    const listed = catalogue.find(({ path }) => path === resolve(wanted));
    if (listed) return listed;
    const name = basename(wanted).replace(/\.(mlpackage|mlmodel)$/, '');
    const unknown = { family: undefined, technique: undefined, reference: undefined, ...unlistedDefaults };
    return { name, path: wanted, ...unknown };
  }
  const found = catalogue.find(({ name }) => name === wanted);
  if (found) return found;
  const names = catalogue.map(({ name }) => name).join(', ');
  throw new Problem(`${sweepPath}: field variants: no variant ${wanted}; name one of ${names}, or a package's path`);
}
