import { createHash } from 'node:crypto';
import { Problem } from '../problem.js';
import { findVariants, readCatalogue } from './catalogue.js';
import type { Variant } from './catalogue.js';
import { draftLaunches } from './draft-launches.js';
import { OpenedVariants } from './opened-variants.js';
import type { OpenedVariant } from './opened-variants.js';
import { planVersion } from './plan.js';
import { readNetworks } from './networks.js';
import type { Plan } from './plan.js';
import { pacedCases, steadyCases, sustainedCases } from './planned-case.js';
import { describeVariant } from './planned-variant.js';
import { readReferences } from './references.js';
import { shipped } from './shipped.js';
import type { Sweep } from './sweep.js';
import { sweptVariant } from './swept-variant.js';
import { refuseManyCases, refuseManyTiles } from './vast.js';
import { testsetName } from './testset.js';

/**
 * Expands a sweep into cases and launches. The same sweep, models and images give the same plan, bit for bit. Raw
 * pictures are written under `inputs`. A model that cannot be read or given pictures is one case that says why. Throws a
 * Problem for an image or field that cannot be used, and where no model is left.
 */
export async function makePlan(sweep: Sweep, inputs: string, opened = new OpenedVariants()): Promise<Plan> {
  const cataloguePath = sweep.catalogue ?? shipped.catalogue;
  const catalogue = readCatalogue(cataloguePath);
  const found = findVariants(sweep.variants, catalogue, sweep.path);
  refuseManyCases(sweep, found.length);
  const variants: VariantInPlan[] = [];
  for (const variant of found) {
    variants.push({ variant, opened: await opened.open(variant) });
  }
  const swept = variants.flatMap((one) => sweptVariant(one.variant, one.opened) ?? []);
  if (swept.length === 0) throw nothingToSweep(sweep, variants);
  const cases = variants.flatMap(({ variant, opened: { support } }) => {
    const steady = steadyCases(variant, support, sweep);
    return [...steady, ...pacedCases(steady, sweep), ...sustainedCases(variant, support, sweep)];
  });
  refuseManyTiles(sweep, cases);
  const drafts = await draftLaunches(sweep, swept, cases, inputs);
  const { references, packages, leftOut } = await readReferences(
    variants.filter(({ opened: { support } }) => support.sweepable).map(({ variant }) => variant),
    catalogue,
    cataloguePath,
    opened,
  );
  const { networks, networkFiles } = await readNetworks(sweep.testset?.networks ?? {});
  const hasNetworks = Object.keys(networks).length > 0;
  const passedOver = [...(sweep.leftOut ?? []), ...leftOut];
  const content = {
    v: planVersion,
    name: sweep.name,
    seed: sweep.seed,
    ...(sweep.share !== undefined && { share: sweep.share }),
    limits: {
      helloMs: sweep.limits.hello_seconds * 1000,
      stallMs: sweep.limits.stall_seconds * 1000,
      ...(sweep.limits.longest_step_seconds !== undefined && {
        longestStepMs: sweep.limits.longest_step_seconds * 1000,
      }),
    },
    variants: variants.map((one) => describeVariant(one.variant, one.opened)),
    cases,
    launches: drafts.launches.map(({ launch }) => launch),
    anchors: drafts.anchors.map(({ launch }) => launch),
    anchorEvery: sweep.anchor_every,
    ...(drafts.purge && { purge: drafts.purge.launch }),
    ...batteryOf(sweep.measure),
    primes: drafts.primes.map(({ launch }) => launch),
    references,
    ...(sweep.testset !== undefined && { testset: testsetName(sweep.testset) }),
    ...(sweep.testset?.metrics !== undefined && { metrics: [...sweep.testset.metrics] }),
    ...(hasNetworks && { networks }),
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
    ...(hasNetworks && { networkFiles }),
    truths: drafts.truths,
    pictureNotes: drafts.pictureNotes,
    ...(passedOver.length > 0 && { leftOut: passedOver }),
  };
}

function batteryOf({ cooldown_celsius: coolToC, cooldown_seconds, energy }: Sweep['measure']): Pick<Plan, 'battery'> {
  if (coolToC === undefined && energy !== true) return {};
  return {
    battery: {
      ...(coolToC !== undefined && { coolToC }),
      coolLimitMs: cooldown_seconds * 1000,
      ...(energy && { energy }),
    },
  };
}

interface VariantInPlan {
  readonly variant: Variant;
  readonly opened: OpenedVariant;
}

/** A single model is told of as if it had been named alone. */
function nothingToSweep({ path }: Sweep, variants: readonly VariantInPlan[]): Problem {
  const reasons = variants.map(({ opened: { support } }) => (support.sweepable ? '' : support.reason));
  const [first] = variants;
  if (first === undefined || variants.length > 1) {
    const told = variants.map(({ variant }, index) => `${variant.name} (${reasons[index] ?? ''})`).join(', ');
    return new Problem(`${path}: none of its models can be swept: ${told}; add one that can`);
  }
  const { variant, opened } = first;
  if (opened.files === undefined) return opened.problem;
  return new Problem(`${variant.path} cannot be swept: ${reasons[0] ?? ''}; name another model`);
}
