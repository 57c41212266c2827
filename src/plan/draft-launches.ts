import type { ComputeUnits } from '../contract/job.js';
import type { Size } from '../image/rgb.js';
import { Problem } from '../problem.js';
import {
  anchorLaunch,
  measureLaunches,
  prepareLaunch,
  primeLaunch,
  purgeLaunch,
  qualityLaunch,
  repeated,
} from './launches.js';
import type { LaunchDraft } from './launches.js';
import { shuffled } from './order.js';
import { latencyPicture } from './pictures.js';
import type { Picture } from './pictures.js';
import { truthKey } from './plan.js';
import type { PlannedCase, Truth } from './plan.js';
import { shipped } from './shipped.js';
import type { Sweep } from './sweep.js';
import type { SweptVariant } from './swept-variant.js';
import { testImages } from './testset.js';

export interface LaunchDrafts {
  /** Drafts in the order they run. */
  readonly launches: readonly LaunchDraft[];
  readonly anchors: readonly LaunchDraft[];
  readonly purge: LaunchDraft | undefined;
  /** One for each pair that a case is measured on. */
  readonly primes: readonly LaunchDraft[];
  readonly truths: Record<string, Truth>;
  readonly pictureNotes: Record<string, string>;
}

/** Drafts every launch of a sweep. Raw pictures are written under `inputs`. Throws a Problem for an unusable image. */
export async function draftLaunches(
  sweep: Sweep,
  variants: readonly SweptVariant[],
  cases: readonly PlannedCase[],
  inputs: string,
): Promise<LaunchDrafts> {
  const pairs = variants.flatMap((variant) => sweep.compute_units.map((units) => ({ variant, units })));
  const prepare = pairs.map(({ variant, units }) => prepareLaunch(variant, units, sweep.measure));
  const pictures = await Promise.all(sizesOf(sweep).map((size) => latencyPicture(shipped.photograph, size, inputs)));
  const measuring = (planned: PlannedCase): LaunchDraft[] => {
    const variant = variants.find(({ name }) => name === planned.variant);
    const picture = pictures.find(({ width, height }) => width === planned.width && height === planned.height);
    return variant && picture ? measureLaunches(variant, planned, picture, sweep) : [];
  };
  const measure = cases.filter(({ sustainedS }) => sustainedS === undefined).flatMap(measuring);
  const sustained = cases.filter(({ sustainedS }) => sustainedS !== undefined).flatMap(measuring);
  const { quality, truths, pictureNotes } = await draftQuality(sweep, pairs, inputs);
  const [firstPicture] = pictures;
  const [firstPair] = pairs;
  return {
    anchors: firstPicture ? draftAnchors(sweep, variants, firstPicture) : [],
    purge: firstPair && purgeLaunch(firstPair.variant, firstPair.units),
    primes: pairs.flatMap(({ variant, units }) => primeLaunch(variant, units, pictures) ?? []),
    launches: [
      ...shuffledDrafts(prepare, sweep.seed),
      ...shuffledDrafts([...measure, ...quality], sweep.seed),
      // They heat the phone, and what came after them would wait until it is cool.
      ...shuffledDrafts(sustained, sweep.seed),
    ],
    truths,
    pictureNotes,
  };
}

/**
 * One anchor runs on the CPU, which every phone has and nothing else competes for. It cannot see a Neural Engine or GPU
 * that was slowed down, so another runs on all units where the sweep measures on more than the CPU.
 */
function draftAnchors(
  { anchor, path, variants: names, compute_units, measure }: Sweep,
  variants: readonly SweptVariant[],
  picture: Picture,
): LaunchDraft[] {
  if (anchor !== undefined && !names.includes(anchor)) {
    throw new Problem(`${path}: field anchor: ${anchor} is not among variants; name one of them`);
  }
  const variant = anchor === undefined ? variants[0] : variants.find(({ name }) => name === anchor);
  if (variant === undefined) return [];
  const onCpuAlone = compute_units.every((units) => units === 'cpuOnly');
  const anchored: readonly ComputeUnits[] = onCpuAlone ? ['cpuOnly'] : ['cpuOnly', 'all'];
  return anchored.flatMap((units) => anchorLaunch(variant, units, picture, measure) ?? []);
}

/** Of all pictures whose latency is measured. */
function sizesOf({ sizes, sustained }: Sweep): Size[] {
  const all = [...sizes, ...(sustained?.sizes ?? [])];
  return [...new Map(all.map((size) => [`${String(size.width)}x${String(size.height)}`, size])).values()];
}

const scaleOf = ({ functions: [{ scale }] }: SweptVariant): number => scale;

async function draftQuality(
  { testset }: Sweep,
  pairs: readonly { readonly variant: SweptVariant; readonly units: ComputeUnits }[],
  inputs: string,
): Promise<Pick<LaunchDrafts, 'truths' | 'pictureNotes'> & { readonly quality: LaunchDraft[] }> {
  if (testset === undefined) return { quality: [], truths: {}, pictureNotes: {} };
  const scales = [...new Set(pairs.map(({ variant }) => scaleOf(variant)))];
  const byScale = new Map(
    await Promise.all(scales.map(async (scale) => [scale, await testImages(testset, scale, inputs)] as const)),
  );
  const quality = pairs.flatMap(({ variant, units }) => {
    const draft = qualityLaunch(variant, units, byScale.get(scaleOf(variant))?.images ?? []);
    return draft === undefined ? [] : repeated(draft, testset.launches ?? 1);
  });
  const truths = Object.fromEntries(
    [...byScale].flatMap(([scale, { images }]) => images.map(({ name, truth }) => [truthKey(scale, name), truth])),
  );
  const pictureNotes: Record<string, string> = {};
  for (const { images, tooSmall } of byScale.values()) {
    Object.assign(pictureNotes, tooSmall);
    for (const { name, note } of images) if (note !== undefined) pictureNotes[name] = note;
  }
  return { quality, truths, pictureNotes };
}

const shuffledDrafts = (drafts: readonly LaunchDraft[], seed: number): LaunchDraft[] =>
  shuffled(
    drafts.map((draft) => ({ id: draft.launch.id, draft })),
    seed,
  ).map(({ draft }) => draft);
