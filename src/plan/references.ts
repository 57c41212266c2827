import { basename } from 'node:path';
import { Problem } from '../problem.js';
import type { Variant } from './catalogue.js';
import type { OpenedVariants } from './opened-variants.js';
import type { Reference } from './plan.js';
import type { LeftOut } from './sweep.js';

export interface References {
  /** By the name of the variant that is compared with it. */
  readonly references: Record<string, Reference>;
  /** Where the host has each reference's package, by sha256. */
  readonly packages: Record<string, string>;
  /** References that cannot be one. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Opens the reference of each variant on the host. A variant that names none is compared with its own float32 output
 * there, and one whose reference cannot be read or given pictures with nothing. Throws a Problem when a reference is not
 * in the catalogue.
 */
export async function readReferences(
  variants: readonly Variant[],
  catalogue: readonly Variant[],
  cataloguePath: string,
  opened: OpenedVariants,
): Promise<References> {
  const references: Record<string, Reference> = {};
  const packages: Record<string, string> = {};
  const leftOut: LeftOut[] = [];
  for (const variant of variants) {
    const target = referenceOf(variant, catalogue, cataloguePath);
    const found = await opened.open(target);
    const { support } = found;
    if (!support.sweepable || found.files === undefined) {
      const reason = support.sweepable ? '' : support.reason;
      const file = basename(target.path);
      if (target !== variant) leftOut.push({ file, reason: `no reference of ${variant.name}: ${reason}` });
      continue;
    }
    const { files } = found;
    references[variant.name] = {
      sha256: files.sha256,
      ...(target.tileMargin !== undefined && { tileMargin: target.tileMargin }),
      entries: support.functions,
    };
    packages[files.sha256] = target.path;
  }
  return { references, packages, leftOut };
}

function referenceOf(variant: Variant, catalogue: readonly Variant[], cataloguePath: string): Variant {
  if (variant.reference === undefined) return variant;
  const found = catalogue.find(({ name }) => name === variant.reference);
  if (found) return found;
  throw new Problem(
    `${cataloguePath}: field reference: ${variant.name} names ${variant.reference}, which is not in the file; name one of its variants`,
  );
}
