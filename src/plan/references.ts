import { Problem } from '../problem.js';
import type { Variant } from './catalogue.js';
import type { OpenedVariants } from './opened-variants.js';
import type { Reference } from './plan.js';

export interface References {
  /** By the name of the variant that is compared with it. */
  readonly references: Record<string, Reference>;
  /** Where the host has each reference's package, by sha256. */
  readonly packages: Record<string, string>;
}

/**
 * Opens the reference of each variant on the host. A variant that names none is compared with its own float32 output
 * there. Throws a Problem when a reference is not in the catalogue or cannot be given pictures.
 */
export async function readReferences(
  variants: readonly Variant[],
  catalogue: readonly Variant[],
  cataloguePath: string,
  opened: OpenedVariants,
): Promise<References> {
  const references: Record<string, Reference> = {};
  const packages: Record<string, string> = {};
  for (const variant of variants) {
    const target = referenceOf(variant, catalogue, cataloguePath);
    const { files, support } = await opened.open(target);
    if (!support.sweepable) {
      if (target === variant) continue;
      throw new Problem(
        `${cataloguePath}: the reference ${target.name} of ${variant.name} cannot be one: ${support.reason}`,
      );
    }
    references[variant.name] = {
      sha256: files.sha256,
      ...(target.tileMargin !== undefined && { tileMargin: target.tileMargin }),
      entries: support.functions,
    };
    packages[files.sha256] = target.path;
  }
  return { references, packages };
}

function referenceOf(variant: Variant, catalogue: readonly Variant[], cataloguePath: string): Variant {
  if (variant.reference === undefined) return variant;
  const found = catalogue.find(({ name }) => name === variant.reference);
  if (found) return found;
  throw new Problem(
    `${cataloguePath}: field reference: ${variant.name} names ${variant.reference}, which is not in the file; name one of its variants`,
  );
}
