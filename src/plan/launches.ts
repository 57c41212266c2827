import { fileSafe } from '../contract/file-safe.js';
import { contractVersion } from '../contract/job.js';
import type { Arm, ComputeUnits, RequestedUnits, Step, StepOf, Tile } from '../contract/job.js';
import { makeArm } from './arm.js';
import type { FunctionAtSize } from './image-functions.js';
import type { Picture } from './pictures.js';
import type { PlannedCase, PlannedLaunch } from './plan.js';
import { pushedModel } from './staged.js';
import type { PushedFile } from './staged.js';
import { expectedStepMs } from './step-time.js';
import type { Sweep } from './sweep.js';
import { tilingFor } from './swept-variant.js';
import type { ModelVariant, SweptVariant } from './swept-variant.js';
import { systemArm } from './system-upscaler.js';

/** A launch and the files it needs. */
export interface LaunchDraft {
  readonly launch: PlannedLaunch;
  readonly pushed: readonly PushedFile[];
}

/** The name of the arm of a launch that gives its model inputs of one size. */
const arm = 'a';
const launchOverheadMs = 1500;
/** What resting takes after a launch whose energy is asked for: two words of a gauge that speaks every 20 s. */
const energyRestMs = 40_000;

const compiled = ({ kind }: SweptVariant, armName: string): Step[] =>
  kind === 'model' ? [{ do: 'compile', arm: armName }] : [];

const compileAndLoad = (variant: SweptVariant, armName: string): Step[] => [
  ...compiled(variant, armName),
  { do: 'load', arm: armName },
];

/** With a pause before the load, which is recorded: the host may still ask something when the app has just begun. */
const stageAndLoadQuietly = (variant: SweptVariant, { pause_seconds }: Sweep['measure']): Step[] => [
  { do: 'stage' },
  ...compiled(variant, arm),
  { do: 'pause', durationS: pause_seconds },
  { do: 'load', arm },
];

/** Waits until the phone is cool and nothing moves on it any more: predictions are timed after that. */
const settle = ({ cooldown_seconds, pause_seconds }: Sweep['measure']): Step[] => [
  ...(cooldown_seconds > 0 ? [{ do: 'cooldown', until: 'nominal', timeoutS: cooldown_seconds } as const] : []),
  { do: 'pause', durationS: pause_seconds },
];

/**
 * Deletes what the phone keeps of earlier loads, of whatever model; the plan has it once, under a variant and compute
 * units that say nothing.
 */
export const purgeLaunch = (variant: ModelVariant, units: ComputeUnits): LaunchDraft => {
  const { launch } = draftLaunch('purge', variant, units, {}, [], [{ do: 'purge' }]);
  return { pushed: [], launch: { ...launch, id: 'purge', job: { ...launch.job, files: [] } } };
};

/**
 * Prepares a variant on a compute unit: compiles it, loads it cold (the first of several functions) and asks where
 * operations would run.
 */
export function prepareLaunch(variant: ModelVariant, units: ComputeUnits, measure: Sweep['measure']): LaunchDraft {
  const [imageFunction] = variant.functions;
  const steps: Step[] = [...stageAndLoadQuietly(variant, measure), { do: 'placement', arm }];
  const arms = { [arm]: { imageFunction, size: imageFunction.input } };
  return draftLaunch('prepare', variant, units, arms, [], steps);
}

/**
 * Loads a variant on a compute unit, each function that a picture needs, and predicts once, so that launches that measure
 * find it prepared. Undefined when no picture can be tiled.
 */
export function primeLaunch(
  variant: SweptVariant,
  units: RequestedUnits,
  pictures: readonly Picture[],
): LaunchDraft | undefined {
  const smallestFirst = pictures.toSorted((one, other) => one.width * one.height - other.width * other.height);
  const byFunction = new Map<string | undefined, TiledPicture>();
  for (const tiled of tiledPictures(variant, smallestFirst)) {
    const { imageFunction } = tiled.functionAtSize;
    if (!byFunction.has(imageFunction.function)) byFunction.set(imageFunction.function, tiled);
  }
  const tiled = [...byFunction.values()];
  if (tiled.length === 0) return undefined;
  const steps: Step[] = [
    { do: 'stage' },
    ...tiled.flatMap(({ picture, tiles, armName }): Step[] => [
      ...compileAndLoad(variant, armName),
      { do: 'warmup', arm: armName, image: picture.name, tiles, count: 1 },
      { do: 'unload', arm: armName },
    ]),
  ];
  return draftLaunch(
    'prime',
    variant,
    units,
    armsOf(tiled),
    tiled.map(({ picture }) => picture),
    steps,
  );
}

/** Measures a case as often as the sweep says, each time in a process of its own. Empty when the picture cannot be tiled. */
export function measureLaunches(
  variant: SweptVariant,
  planned: PlannedCase,
  picture: Picture,
  { measure, sustained }: Pick<Sweep, 'measure' | 'sustained'>,
): LaunchDraft[] {
  const { tiles, ...functionAtSize } = tilingFor(variant, picture);
  if (tiles === undefined) return [];
  const on = { arm, image: picture.name, tiles };
  const steps: Step[] = [
    ...stageAndLoadQuietly(variant, measure),
    ...settle(measure),
    { do: 'sentinel' },
    { do: 'warmup', ...on, count: measure.warmup },
    ...timedSteps(on, planned, measure),
    { do: 'sentinel' },
    { do: 'unload', arm },
  ];
  const arms = { [arm]: functionAtSize };
  const first = draftLaunch('measure', variant, planned.computeUnits, arms, [picture], steps, planned.id);
  const expectedMs = first.launch.expectedMs + (measure.energy ? energyRestMs : 0);
  const launches = planned.sustainedS === undefined ? measure.launches : (sustained?.launches ?? 1);
  return repeated({ ...first, launch: { ...first.launch, expectedMs } }, launches);
}

/** A launch several times, from the second on with its number after its id. */
export const repeated = (first: LaunchDraft, times: number): LaunchDraft[] =>
  Array.from({ length: times }, (_, turn) =>
    turn === 0 ? first : { ...first, launch: { ...first.launch, id: `${first.launch.id}-${String(turn + 1)}` } },
  );

function timedSteps(
  on: Pick<StepOf<'measure'>, 'arm' | 'image' | 'tiles'>,
  { paceHz, sustainedS }: PlannedCase,
  { iterations, min_seconds, end_to_end_iterations, paced_iterations }: Sweep['measure'],
): Step[] {
  if (paceHz !== undefined && sustainedS !== undefined) {
    const count = Math.ceil(paceHz * sustainedS);
    return [{ do: 'measure', ...on, count, minNs: 0, scope: 'predict', paceHz, durationS: sustainedS }];
  }
  if (paceHz !== undefined) {
    return [
      // The first prediction comes after a rest as well.
      { do: 'pause', durationS: 1 / paceHz },
      { do: 'measure', ...on, count: paced_iterations, minNs: 0, scope: 'predict', paceHz },
    ];
  }
  const minNs = Math.round(min_seconds * 1e9);
  return [
    { do: 'measure', ...on, count: iterations, minNs, scope: 'predict' },
    { do: 'measure', ...on, count: end_to_end_iterations, minNs: 0, scope: 'end_to_end' },
  ];
}

/**
 * Measures the same work again and again during a run, so that a change of the whole phone shows. Undefined when the
 * picture cannot be tiled.
 */
export function anchorLaunch(
  variant: ModelVariant,
  units: ComputeUnits,
  picture: Picture,
  measure: Sweep['measure'],
): LaunchDraft | undefined {
  const { tiles, ...functionAtSize } = tilingFor(variant, picture);
  if (tiles === undefined) return undefined;
  const on = { arm, image: picture.name, tiles };
  const steps: Step[] = [
    { do: 'stage' },
    ...compileAndLoad(variant, arm),
    ...settle(measure),
    { do: 'warmup', ...on, count: measure.warmup },
    { do: 'measure', ...on, count: measure.iterations, minNs: 0, scope: 'predict' },
    { do: 'unload', arm },
  ];
  const draft = draftLaunch('anchor', variant, units, { [arm]: functionAtSize }, [picture], steps);
  return { ...draft, launch: { ...draft.launch, id: `anchor-${units}` } };
}

/**
 * Enlarges the whole test set with a variant on a compute unit. The model is loaded again for each function and input
 * size that the images need. Undefined when one of the images cannot be tiled.
 */
export function qualityLaunch(
  variant: SweptVariant,
  units: RequestedUnits,
  pictures: readonly Picture[],
): LaunchDraft | undefined {
  const tiled = tiledPictures(variant, pictures);
  if (tiled.length < pictures.length) return undefined;
  const arms = armsOf(tiled);
  const steps: Step[] = [
    { do: 'stage' },
    ...Object.keys(arms).flatMap((name): Step[] => [
      ...compileAndLoad(variant, name),
      ...tiled
        .filter(({ armName }) => armName === name)
        .map(({ picture, tiles }): Step => ({ do: 'quality', arm: name, image: picture.name, tiles })),
      { do: 'unload', arm: name },
    ]),
  ];
  return draftLaunch('quality', variant, units, arms, pictures, steps);
}

/** A picture and the inputs that a variant takes it in. */
interface TiledPicture {
  readonly picture: Picture;
  readonly tiles: Tile[];
  readonly functionAtSize: FunctionAtSize;
  readonly armName: string;
}

/** Without the pictures that cannot be tiled. */
const tiledPictures = (variant: SweptVariant, pictures: readonly Picture[]): TiledPicture[] =>
  pictures.flatMap((picture) => {
    const { tiles, ...functionAtSize } = tilingFor(variant, picture);
    return tiles ? [{ picture, tiles, functionAtSize, armName: armNameFor(functionAtSize) }] : [];
  });

const armsOf = (tiled: readonly TiledPicture[]): Record<string, FunctionAtSize> =>
  Object.fromEntries(tiled.map(({ armName, functionAtSize }) => [armName, functionAtSize]));

const armNameFor = ({ imageFunction, size }: FunctionAtSize): string =>
  `${imageFunction.function === undefined ? '' : `${imageFunction.function}-`}${String(size.width)}x${String(size.height)}`;

/** The id names files; the variant keeps its name. A case's id is that of its variant, and what tells it from others. */
function draftLaunch(
  kind: PlannedLaunch['kind'],
  swept: SweptVariant,
  units: RequestedUnits,
  arms: Readonly<Record<string, FunctionAtSize>>,
  pictures: readonly Picture[],
  steps: Step[],
  caseId?: string,
): LaunchDraft {
  const { name: variant } = swept;
  const ofModel = swept.kind === 'model' ? pushedModel(swept.files) : [];
  const pushed = [...ofModel, ...withoutRepeats(pictures.map((picture) => picture.pushed))];
  return {
    pushed,
    launch: {
      id: `${kind}-${fileSafe(variant)}${caseId?.slice(variant.length) ?? `-${units}`}`,
      kind,
      variant,
      computeUnits: units,
      ...(caseId !== undefined && { case: caseId }),
      expectedMs: launchOverheadMs + steps.reduce((sum, step) => sum + expectedStepMs(step), 0),
      job: {
        v: contractVersion,
        files: pushed.map(({ file }) => file),
        arms: Object.fromEntries(
          Object.entries(arms).map(([name, functionAtSize]) => [name, armFor(swept, functionAtSize, units)]),
        ),
        images: Object.fromEntries(
          pictures.map(({ name, width, height, pushed: { file } }) => [name, { path: file.path, width, height }]),
        ),
        steps,
      },
    },
  };
}

function armFor(variant: SweptVariant, functionAtSize: FunctionAtSize, units: RequestedUnits): Arm {
  if (variant.kind === 'system') return systemArm(variant, functionAtSize);
  if (units === 'system') throw new Error(`${variant.name} is a model, which needs compute units`);
  return makeArm(variant.files, functionAtSize, units);
}

/** Two images of a test set may be the same picture; it is pushed once. */
const withoutRepeats = (files: readonly PushedFile[]): PushedFile[] => [
  ...new Map(files.map((pushed) => [pushed.file.path, pushed])).values(),
];
