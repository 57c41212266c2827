import { contractVersion } from '../contract/job.js';
import type { ComputeUnits, Step } from '../contract/job.js';
import { makeArm } from './arm.js';
import type { FunctionAtSize } from './image-functions.js';
import type { Picture } from './pictures.js';
import type { PlannedCase, PlannedLaunch } from './plan.js';
import { pushedModel } from './staged.js';
import type { PushedFile } from './staged.js';
import type { Sweep } from './sweep.js';
import { tilingFor } from './swept-variant.js';
import type { SweptVariant } from './swept-variant.js';

/** A launch and the files it needs. */
export interface LaunchDraft {
  readonly launch: PlannedLaunch;
  readonly pushed: readonly PushedFile[];
}

/** The name of the arm of a launch that gives its model inputs of one size. */
const arm = 'a';
const launchOverheadMs = 1500;
/** A first guess; progress corrects it by what launches of a kind have really taken. */
const expectedTileMs = 20;

const compileAndLoad = (armName: string): Step[] => [
  { do: 'compile', arm: armName },
  { do: 'load', arm: armName, procedure: 'prepared' },
];
const stageAndLoad: readonly Step[] = [{ do: 'stage' }, ...compileAndLoad(arm)];

/**
 * Prepares a variant on a compute unit: compiles it, loads it cold (the first of several functions) and asks where
 * operations would run.
 */
export function prepareLaunch(variant: SweptVariant, units: ComputeUnits): LaunchDraft {
  const [imageFunction] = variant.functions;
  const steps: Step[] = [
    { do: 'stage' },
    { do: 'compile', arm },
    { do: 'load', arm, procedure: 'purged' },
    { do: 'placement', arm },
  ];
  const arms = { [arm]: { imageFunction, size: imageFunction.input } };
  return draftLaunch('prepare', variant, units, arms, [], steps, 0);
}

/** Measures a case as often as the sweep says, each time in a process of its own. Empty when the picture cannot be tiled. */
export function measureLaunches(
  variant: SweptVariant,
  { id, computeUnits }: PlannedCase,
  picture: Picture,
  { warmup, iterations, min_seconds, end_to_end_iterations, launches }: Sweep['measure'],
): LaunchDraft[] {
  const { tiles, ...functionAtSize } = tilingFor(variant, picture);
  if (tiles === undefined) return [];
  const on = { arm, image: picture.name, tiles };
  const minNs = Math.round(min_seconds * 1e9);
  const steps: Step[] = [
    ...stageAndLoad,
    { do: 'sentinel' },
    { do: 'warmup', ...on, count: warmup },
    { do: 'measure', ...on, count: iterations, minNs, scope: 'predict' },
    { do: 'measure', ...on, count: end_to_end_iterations, minNs: 0, scope: 'end_to_end' },
    { do: 'sentinel' },
    { do: 'unload', arm },
  ];
  const predictions = (warmup + iterations + end_to_end_iterations) * tiles.length;
  const expectedMs = Math.max(min_seconds * 1000, predictions * expectedTileMs);
  const arms = { [arm]: functionAtSize };
  const first = draftLaunch('measure', variant, computeUnits, arms, [picture], steps, expectedMs, id);
  return Array.from({ length: launches }, (_, turn) =>
    turn === 0 ? first : { ...first, launch: { ...first.launch, id: `${first.launch.id}-${String(turn + 1)}` } },
  );
}

/**
 * Makes the first predictions of a session: the same work in every session, so that a change of the whole phone shows.
 * Undefined when the picture cannot be tiled.
 */
export function anchorLaunch(
  variant: SweptVariant,
  units: ComputeUnits,
  picture: Picture,
  { warmup, iterations }: Sweep['measure'],
): LaunchDraft | undefined {
  const { tiles, ...functionAtSize } = tilingFor(variant, picture);
  if (tiles === undefined) return undefined;
  const on = { arm, image: picture.name, tiles };
  const steps: Step[] = [
    ...stageAndLoad,
    { do: 'warmup', ...on, count: warmup },
    { do: 'measure', ...on, count: iterations, minNs: 0, scope: 'predict' },
    { do: 'unload', arm },
  ];
  const expectedMs = (warmup + iterations) * tiles.length * expectedTileMs;
  return draftLaunch('anchor', variant, units, { [arm]: functionAtSize }, [picture], steps, expectedMs);
}

/**
 * Enlarges the whole test set with a variant on a compute unit. The model is loaded again for each function and input
 * size that the images need. Undefined when one of the images cannot be tiled.
 */
export function qualityLaunch(
  variant: SweptVariant,
  units: ComputeUnits,
  pictures: readonly Picture[],
): LaunchDraft | undefined {
  const tiled = pictures.flatMap((picture) => {
    const { tiles, ...functionAtSize } = tilingFor(variant, picture);
    return tiles ? [{ picture, tiles, functionAtSize, armName: armNameFor(functionAtSize) }] : [];
  });
  if (tiled.length < pictures.length) return undefined;
  const arms = Object.fromEntries(tiled.map(({ armName, functionAtSize }) => [armName, functionAtSize]));
  const predictions = tiled.reduce((sum, { tiles }) => sum + tiles.length, 0);
  const steps: Step[] = [
    { do: 'stage' },
    ...Object.keys(arms).flatMap((name): Step[] => [
      ...compileAndLoad(name),
      ...tiled
        .filter(({ armName }) => armName === name)
        .map(({ picture, tiles }): Step => ({ do: 'quality', arm: name, image: picture.name, tiles })),
      { do: 'unload', arm: name },
    ]),
  ];
  return draftLaunch('quality', variant, units, arms, pictures, steps, predictions * expectedTileMs);
}

const armNameFor = ({ imageFunction, size }: FunctionAtSize): string =>
  `${imageFunction.function === undefined ? '' : `${imageFunction.function}-`}${String(size.width)}x${String(size.height)}`;

function draftLaunch(
  kind: PlannedLaunch['kind'],
  { name: variant, files }: SweptVariant,
  units: ComputeUnits,
  arms: Readonly<Record<string, FunctionAtSize>>,
  pictures: readonly Picture[],
  steps: Step[],
  stepsMs: number,
  caseId?: string,
): LaunchDraft {
  const pushed = [...pushedModel(files), ...withoutRepeats(pictures.map((picture) => picture.pushed))];
  return {
    pushed,
    launch: {
      id: `${kind}-${caseId ?? `${variant}-${units}`}`,
      kind,
      variant,
      computeUnits: units,
      ...(caseId !== undefined && { case: caseId }),
      expectedMs: launchOverheadMs + stepsMs,
      job: {
        v: contractVersion,
        files: pushed.map(({ file }) => file),
        arms: Object.fromEntries(
          Object.entries(arms).map(([name, functionAtSize]) => [name, makeArm(files, functionAtSize, units)]),
        ),
        images: Object.fromEntries(
          pictures.map(({ name, width, height, pushed: { file } }) => [name, { path: file.path, width, height }]),
        ),
        steps,
      },
    },
  };
}

/** Two images of a test set may be the same picture; it is pushed once. */
const withoutRepeats = (files: readonly PushedFile[]): PushedFile[] => [
  ...new Map(files.map((pushed) => [pushed.file.path, pushed])).values(),
];
