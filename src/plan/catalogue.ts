import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { Problem } from '../contract/problem.js';
import { defaultMargin } from '../image/tiles.js';
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
  /** Input pixels trimmed at the inner edges of tiles: at least the network's reach. */
  tile_margin: z.int().nonnegative().default(defaultMargin),
  /** What floating-point arrays run over, from black to white; no model file says. */
  array_range: z.tuple([z.number(), z.number()]).optional(),
});

const catalogueSchema = z.strictObject({ variants: z.array(entrySchema).min(1) });

/** A model file and what only a person can say of it. */
export interface Variant {
  readonly name: string;
  readonly path: string;
  readonly family: (typeof families)[number] | undefined;
  readonly technique: string | undefined;
  readonly reference: string | undefined;
  readonly tileMargin: number;
  readonly arrayRange: readonly [number, number] | undefined;
}

export function readCatalogue(path: string): Variant[] {
  const { variants } = readYaml(path, catalogueSchema);
  return variants.map(({ name, file, family, technique, reference, tile_margin, array_range }) => ({
    name,
    path: resolve(dirname(path), file),
    family,
    technique,
    reference,
    tileMargin: tile_margin,
    arrayRange: array_range,
  }));
}

/** Finds a variant by its name in the catalogue, or takes a path as it is. Throws a Problem for an unknown name. */
export function findVariant(wanted: string, catalogue: readonly Variant[], sweepPath: string): Variant {
  if (isPath(wanted)) {
    const name = basename(wanted).replace(/\.(mlpackage|mlmodel)$/, '');
    const unknown = { family: undefined, technique: undefined, reference: undefined };
    return { name, path: wanted, ...unknown, tileMargin: defaultMargin, arrayRange: undefined };
  }
  const found = catalogue.find(({ name }) => name === wanted);
  if (found) return found;
  const names = catalogue.map(({ name }) => name).join(', ');
  throw new Problem(`${sweepPath}: field variants: no variant ${wanted}; name one of ${names}, or a package's path`);
}
