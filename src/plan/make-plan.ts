import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Problem } from '../problem.js';
import { describeProgram } from '../inspect/description.js';
import { openProgram } from '../mil/open-model.js';
import type { OpenedModel } from '../mil/open-model.js';
import { minimumIos } from '../coreml/ios.js';
import type { Size } from '../image/rgb.js';
import { fittingMargin } from '../image/tiles.js';
import { projectRoot } from '../project.js';
import { entriesOf } from './entries.js';
import type { Entrances, Entries } from './entries.js';
import { findVariant, readCatalogue } from './catalogue.js';
import type { Variant } from './catalogue.js';
import { anchorLaunch, inputFor, measureLaunches, prepareLaunch, qualityLaunch, tilesOf } from './launches.js';
import type { Candidate, Drafted } from './launches.js';
import { shuffled } from './order.js';
import { latencyPicture } from './pictures.js';
import type { Picture } from './pictures.js';
import { planVersion } from './plan.js';
import type { Plan, PlannedCase, PlannedVariant, Truth } from './plan.js';
import { readReferences } from './references.js';
import type { Sweep } from './sweep.js';
import { testImages, testsetName } from './testset.js';

/** What comes with rezbench. */
export const shipped = {
  catalogue: join(projectRoot, 'models/variants.yaml'),
  photograph: join(projectRoot, 'images/astronaut.png'),
} as const;

interface Opened extends OpenedModel {
  readonly variant: Variant;
  readonly entrances: Entrances;
}

/**
 * Expands a sweep into cases and launches. The same sweep, models and images give the same plan, bit for bit. Raw
 * pictures are written under `inputs`. Throws a Problem for a model, image or field that cannot be used.
 */
export async function makePlan(sweep: Sweep, inputs: string): Promise<Plan> {
  const cataloguePath = sweep.catalogue ?? shipped.catalogue;
  const catalogue = readCatalogue(cataloguePath);
  const opened: Opened[] = [];
  for (const wanted of sweep.variants) {
    const variant = findVariant(wanted, catalogue, sweep.path);
    const model = openProgram(variant.path);
    const entrances = await entriesOf(model, variant.arrayRange, variant.function);
    opened.push({ variant, ...model, entrances });
  }
  const cases = opened.flatMap((one) =>
    sweep.compute_units.flatMap((units) => sweep.sizes.map((size) => plannedCase(one, units, size))),
  );
  const candidates = new Map(
    opened.flatMap((one) => (one.entrances.fits ? [[one.variant.name, candidateOf(one, one.entrances.entries)]] : [])),
  );
  const drafts = await draftAll(sweep, candidates, cases, inputs);
  const { references, packages } = await readReferences(
    opened.map(({ variant }) => variant),
    catalogue,
    cataloguePath,
  );
  const content = {
    v: planVersion,
    name: sweep.name,
    seed: sweep.seed,
    limits: { helloMs: sweep.limits.hello_seconds * 1000, stallMs: sweep.limits.stall_seconds * 1000 },
    variants: opened.map(plannedVariant),
    cases,
    launches: drafts.launches.map(({ launch }) => launch),
    ...(drafts.anchor && { anchor: drafts.anchor.launch }),
    references,
    ...(sweep.testset !== undefined && { testset: testsetName(sweep.testset) }),
  };
  return {
    ...content,
    hash: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    sources: Object.fromEntries(
      [...drafts.launches, ...(drafts.anchor ? [drafts.anchor] : [])].flatMap(({ pushed }) =>
        pushed.map(({ file, source }) => [file.path, source]),
      ),
    ),
    packages,
    truths: drafts.truths,
  };
}

const candidateOf = ({ variant, files }: Opened, entries: Entries): Candidate => ({
  name: variant.name,
  files,
  entries,
  tileMargin: variant.tileMargin,
});

function plannedCase(one: Opened, computeUnits: PlannedCase['computeUnits'], { width, height }: Size): PlannedCase {
  const id = `${one.variant.name}-${computeUnits}-${String(width)}x${String(height)}`;
  const planned = { id, variant: one.variant.name, computeUnits, width, height };
  if (!one.entrances.fits) return { ...planned, unsupported: one.entrances.reason };
  const candidate = candidateOf(one, one.entrances.entries);
  const { entry, size: input } = inputFor(candidate, { width, height });
  const named = { ...planned, ...(entry.function !== undefined && { function: entry.function }) };
  const tiles = tilesOf(candidate, { width, height });
  if (tiles) {
    const tileMargin = candidate.tileMargin ?? fittingMargin(input);
    return { ...named, tiles: tiles.length, ...(tiles.length > 1 && { tileMargin }) };
  }
  const needed = `a tile margin of ${String(one.variant.tileMargin)} pixels leaves nothing of the input's`;
  return { ...named, unsupported: `${needed} ${String(input.width)}x${String(input.height)}` };
}

function plannedVariant({ variant, files, model, program, entrances }: Opened): PlannedVariant {
  const { name, family, technique, reference } = variant;
  const described = program && describeProgram(files, program);
  const oldest = minimumIos(model.specVersion);
  return {
    name,
    ...(family !== undefined && { family }),
    ...(technique !== undefined && { technique }),
    ...(reference !== undefined && { reference }),
    sha256: files.sha256,
    format: files.format,
    ...(entrances.fits && { scale: entrances.entries[0].scale }),
    ...(oldest !== undefined && { minIos: Number.parseInt(oldest, 10) }),
    packageBytes: files.files.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(described && {
      params: described.params,
      nonzeroParams: described.nonzeroParams,
      weightBytes: described.weightBytes,
      ...(described.weightDtype !== undefined && { weightDtype: described.weightDtype }),
      ...(described.computeDtype !== undefined && { computeDtype: described.computeDtype }),
    }),
  };
}

async function draftAll(
  sweep: Sweep,
  candidates: ReadonlyMap<string, Candidate>,
  cases: readonly PlannedCase[],
  inputs: string,
): Promise<{ launches: Drafted[]; anchor: Drafted | undefined; truths: Record<string, Truth> }> {
  const pairs = [...candidates.values()].flatMap((candidate) =>
    sweep.compute_units.map((units) => ({ candidate, units })),
  );
  const prepare = pairs.map(({ candidate, units }) => prepareLaunch(candidate, units));
  const pictures = new Map(
    await Promise.all(
      sweep.sizes.map(async (size) => {
        const picture = await latencyPicture(shipped.photograph, size, inputs);
        return [picture.name, picture] as const;
      }),
    ),
  );
  const measure = cases.flatMap((planned) => {
    const candidate = candidates.get(planned.variant);
    const picture = pictures.get(`${String(planned.width)}x${String(planned.height)}`);
    const tiles = candidate && picture && tilesOf(candidate, picture);
    return tiles ? measureLaunches(candidate, planned, picture, tiles, sweep.measure) : [];
  });
  const { quality, truths } = await draftQuality(sweep, pairs, inputs);
  const [smallest] = pictures.values();
  return {
    anchor: smallest && draftAnchor(sweep, candidates, smallest),
    launches: [...inOrder(prepare, sweep.seed), ...inOrder([...measure, ...quality], sweep.seed)],
    truths,
  };
}

/** On the CPU, which every phone has and nothing else competes for. */
function draftAnchor(sweep: Sweep, candidates: ReadonlyMap<string, Candidate>, picture: Picture): Drafted | undefined {
  if (sweep.anchor !== undefined && !sweep.variants.includes(sweep.anchor)) {
    throw new Problem(`${sweep.path}: field anchor: ${sweep.anchor} is not among variants; name one of them`);
  }
  const [first] = candidates.values();
  const candidate = sweep.anchor === undefined ? first : candidates.get(sweep.anchor);
  const tiles = candidate && tilesOf(candidate, picture);
  return tiles && anchorLaunch(candidate, 'cpuOnly', picture, tiles, sweep.measure);
}

const scaleOf = ({ entries: [{ scale }] }: Candidate): number => scale;

async function draftQuality(
  { testset }: Sweep,
  pairs: readonly { readonly candidate: Candidate; readonly units: PlannedCase['computeUnits'] }[],
  inputs: string,
): Promise<{ quality: Drafted[]; truths: Record<string, Truth> }> {
  if (testset === undefined) return { quality: [], truths: {} };
  const scales = [...new Set(pairs.map(({ candidate }) => scaleOf(candidate)))];
  const byScale = new Map(
    await Promise.all(scales.map(async (scale) => [scale, await testImages(testset, scale, inputs)] as const)),
  );
  const quality = pairs.flatMap(({ candidate, units }) =>
    qualityLaunch(candidate, units, byScale.get(scaleOf(candidate)) ?? []),
  );
  const truths = Object.fromEntries([...byScale.values()].flat().map(({ name, truth }) => [name, truth]));
  return { quality, truths };
}

const inOrder = (drafts: readonly Drafted[], seed: number): Drafted[] =>
  shuffled(
    drafts.map((draft) => ({ id: draft.launch.id, draft })),
    seed,
  ).map(({ draft }) => draft);
