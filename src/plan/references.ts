import { Problem } from '../problem.js';
import { openProgram } from '../mil/open-model.js';
import type { Variant } from './catalogue.js';
import { entriesOf } from './entries.js';
import type { Reference } from './plan.js';

export interface References {
  readonly references: Record<string, Reference>;
  /** Where the host has each reference's package, by sha256. */
  readonly packages: Record<string, string>;
}

/**
 * The reference of each variant, opened on the host. A variant that names none is compared with its own float32 output
 * there. Throws a Problem when a reference is neither in the catalogue nor a fit.
 */
export async function readReferences(
  variants: readonly Variant[],
  catalogue: readonly Variant[],
  cataloguePath: string,
): Promise<References> {
  const references: Record<string, Reference> = {};
  const packages: Record<string, string> = {};
  for (const variant of variants) {
    const target = targetOf(variant, catalogue, cataloguePath);
    const opened = openProgram(target.path);
    const { files } = opened;
    const found = await entriesOf(opened, target.arrayRange, target.function);
    if (!found.fits) {
      if (target === variant) continue;
      throw new Problem(
        `${cataloguePath}: the reference ${target.name} of ${variant.name} cannot be one: ${found.reason}`,
      );
    }
    references[variant.name] = {
      sha256: files.sha256,
      ...(target.tileMargin !== undefined && { tileMargin: target.tileMargin }),
      entries: found.entries,
    };
    packages[files.sha256] = target.path;
  }
  return { references, packages };
}

function targetOf(variant: Variant, catalogue: readonly Variant[], cataloguePath: string): Variant {
  if (variant.reference === undefined) return variant;
  const found = catalogue.find(({ name }) => name === variant.reference);
  if (found) return found;
  throw new Problem(
    `${cataloguePath}: field reference: ${variant.name} names ${variant.reference}, which is not in the file; name one of its variants`,
  );
}
