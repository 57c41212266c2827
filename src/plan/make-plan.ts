import { createHash } from 'node:crypto';
import { Problem } from '../problem.js';
import { findVariant, readCatalogue } from './catalogue.js';
import type { Variant } from './catalogue.js';
import { draftLaunches } from './draft-launches.js';
import { OpenedVariants } from './opened-variants.js';
import type { OpenedVariant } from './opened-variants.js';
import { planVersion } from './plan.js';
import type { Plan } from './plan.js';
import { pacedCases, planCase } from './planned-case.js';
import { describeVariant } from './planned-variant.js';
import { readReferences } from './references.js';
import { shipped } from './shipped.js';
import type { Sweep } from './sweep.js';
import { sweptVariant } from './swept-variant.js';
import { testsetName } from './testset.js';

/**
 * Expands a sweep into cases and launches. The same sweep, models and images give the same plan, bit for bit. Raw
 * pictures are written under `inputs`. Throws a Problem for a model, image or field that cannot be used.
 */
export async function makePlan(sweep: Sweep, inputs: string, opened = new OpenedVariants()): Promise<Plan> {
  const cataloguePath = sweep.catalogue ?? shipped.catalogue;
  const catalogue = readCatalogue(cataloguePath);
  const variants: { readonly variant: Variant; readonly opened: OpenedVariant }[] = [];
  for (const wanted of sweep.variants) {
    const variant = findVariant(wanted, catalogue, sweep.path);
    if (variants.some((other) => other.variant.name === variant.name)) {
      throw new Problem(
        `${sweep.path}: field variants: two variants are named ${variant.name}; rename one of the files`,
      );
    }
    variants.push({ variant, opened: await opened.open(variant) });
  }
  const steady = variants.map(({ variant, opened: { support } }) =>
    sweep.compute_units.flatMap((units) => sweep.sizes.map((size) => planCase(variant, support, units, size))),
  );
  const cases = steady.flatMap((ofVariant) => [...ofVariant, ...pacedCases(ofVariant, sweep)]);
  const swept = variants.flatMap((one) => sweptVariant(one.variant, one.opened) ?? []);
  const drafts = await draftLaunches(sweep, swept, cases, inputs);
  const { references, packages } = await readReferences(
    variants.map(({ variant }) => variant),
    catalogue,
    cataloguePath,
    opened,
  );
  const content = {
    v: planVersion,
    name: sweep.name,
    seed: sweep.seed,
    limits: { helloMs: sweep.limits.hello_seconds * 1000, stallMs: sweep.limits.stall_seconds * 1000 },
    variants: variants.map((one) => describeVariant(one.variant, one.opened)),
    cases,
    launches: drafts.launches.map(({ launch }) => launch),
    anchors: drafts.anchors.map(({ launch }) => launch),
    anchorEvery: sweep.anchor_every,
    ...(drafts.purge && { purge: drafts.purge.launch }),
    primes: drafts.primes.map(({ launch }) => launch),
    references,
    ...(sweep.testset !== undefined && { testset: testsetName(sweep.testset) }),
  };
  return {
    ...content,
    hash: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    sources: Object.fromEntries(
      [...drafts.launches, ...drafts.anchors, ...drafts.primes].flatMap(({ pushed }) =>
        pushed.map(({ file, source }) => [file.path, source]),
      ),
    ),
    packages,
    truths: drafts.truths,
    pictureNotes: drafts.pictureNotes,
  };
}
