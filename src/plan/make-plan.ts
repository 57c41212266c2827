import { createHash } from 'node:crypto';
import { Problem } from '../problem.js';
import { findVariants, readCatalogue } from './catalogue.js';
import type { Variant } from './catalogue.js';
import { draftLaunches } from './draft-launches.js';
import { OpenedVariants } from './opened-variants.js';
import type { OpenedVariant } from './opened-variants.js';
import { planVersion } from './plan.js';
import { readNetworks } from './networks.js';
import type { Plan, PlannedCase } from './plan.js';
import { pacedCases, steadyCases, sustainedCases, unsupportedCase } from './planned-case.js';
import { describeVariant } from './planned-variant.js';
import { readReferences } from './references.js';
import { shipped } from './shipped.js';
import type { Sweep } from './sweep.js';
import { scaleOf, sweptVariant } from './swept-variant.js';
import type { ModelVariant, SweptVariant } from './swept-variant.js';
import { describeSystemVariant, systemVariants } from './system-upscaler.js';
import type { SystemVariant } from './system-upscaler.js';
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
  const models = variants.flatMap((one) => sweptVariant(one.variant, one.opened) ?? []);
  if (models.length === 0) throw nothingToSweep(sweep, variants);
  const system = systemVariantsOf(sweep, models);
  refuseSameName(sweep, found, system);
  const cases = [
    ...variants.flatMap(({ variant, opened }) => {
      const { support } = opened;
      const swept = sweptVariant(variant, opened);
      if (swept !== undefined) return casesOf(swept, sweep);
      return support.sweepable ? [] : unsupportedCase(variant, support.reason, sweep);
    }),
    ...system.flatMap((variant) => casesOf(variant, sweep)),
  ];
  refuseManyTiles(sweep, cases);
  const drafts = await draftLaunches(sweep, { models, system }, cases, inputs);
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
    variants: [
      ...variants.map((one) => describeVariant(one.variant, one.opened)),
      ...system.map((variant) => describeSystemVariant(variant)),
    ],
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

function casesOf(variant: SweptVariant, sweep: Sweep): PlannedCase[] {
  const steady = steadyCases(variant, sweep);
  return [...steady, ...pacedCases(steady, sweep), ...sustainedCases(variant, sweep)];
}

const systemVariantsOf = ({ system_upscaler: isWanted }: Sweep, models: readonly ModelVariant[]): SystemVariant[] =>
  isWanted === true ? systemVariants([...new Set(models.map((model) => scaleOf(model)))]) : [];

/** Cases and launches are named after their variants. */
function refuseSameName({ path }: Sweep, models: readonly Variant[], system: readonly SystemVariant[]): void {
  const taken = models.find(({ name }) => system.some((own) => own.name === name));
  if (taken === undefined) return;
  throw new Problem(
    `${path}: field system_upscaler: ${taken.name} is the name of iOS's own upscaler; rename that variant`,
  );
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
