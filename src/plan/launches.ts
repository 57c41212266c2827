import { contractVersion } from '../contract/job.js';
import type { ComputeUnits, Step, Tile } from '../contract/job.js';
import { tilesFor } from '../image/tiles.js';
import type { ModelFiles } from '../coreml/package.js';
import type { Size } from '../image/rgb.js';
import { armFor } from './arm.js';
import { entryFor } from './entries.js';
import type { Chosen, Entries } from './entries.js';
import type { Picture } from './pictures.js';
import type { PlannedCase, PlannedLaunch } from './plan.js';
import { pushedModel } from './staged.js';
import type { PushedFile } from './staged.js';
import type { Sweep } from './sweep.js';

/** A variant that can be swept, opened. */
export interface Candidate {
  readonly name: string;
  readonly files: ModelFiles;
  readonly entries: Entries;
  /** What the catalogue states. */
  readonly tileMargin: number | undefined;
}

/** A launch and the files it needs. */
export interface Drafted {
  readonly launch: PlannedLaunch;
  readonly pushed: readonly PushedFile[];
}

/** The arm of a launch that gives its model inputs of one size. */
const arm = 'a';
const launchOverheadMs = 1500;
/** A first guess; progress corrects it by what launches of a kind have really taken. */
const expectedTileMs = 20;

const load = (of: string): Step[] => [
  { do: 'compile', arm: of },
  { do: 'load', arm: of, procedure: 'prepared' },
];
const open: readonly Step[] = [{ do: 'stage' }, ...load(arm)];

/** Once per variant and compute unit: compiles, loads cold (of several functions the first), asks where operations would run. */
export function prepareLaunch(candidate: Candidate, units: ComputeUnits): Drafted {
  const [entry] = candidate.entries;
  const steps: Step[] = [
    { do: 'stage' },
    { do: 'compile', arm },
    { do: 'load', arm, procedure: 'purged' },
    { do: 'placement', arm },
  ];
  return draft('prepare', candidate, units, { [arm]: { entry, size: entry.input } }, [], steps, 0);
}

/** One case, as often as the sweep says, each time in a process of its own. */
export const measureLaunches = (...asked: Parameters<typeof measureLaunch>): Drafted[] => {
  const [, , , , { launches }] = asked;
  const first = measureLaunch(...asked);
  return Array.from({ length: launches }, (_, turn) =>
    turn === 0 ? first : { ...first, launch: { ...first.launch, id: `${first.launch.id}-${String(turn + 1)}` } },
  );
};

/** The first predictions of every session: the same work each time, so that a change of the whole phone shows. */
export function anchorLaunch(
  candidate: Candidate,
  units: ComputeUnits,
  picture: Picture,
  tiles: Tile[],
  { warmup, iterations }: Sweep['measure'],
): Drafted {
  const on = { arm, image: picture.name, tiles };
  const steps: Step[] = [
    ...open,
    { do: 'warmup', ...on, count: warmup },
    { do: 'measure', ...on, count: iterations, minNs: 0, scope: 'predict' },
    { do: 'unload', arm },
  ];
  const expectedMs = (warmup + iterations) * tiles.length * expectedTileMs;
  return draft('anchor', candidate, units, { [arm]: inputFor(candidate, picture) }, [picture], steps, expectedMs);
}

function measureLaunch(
  candidate: Candidate,
  planned: PlannedCase,
  picture: Picture,
  tiles: Tile[],
  { warmup, iterations, min_seconds, end_to_end_iterations }: Sweep['measure'],
): Drafted {
  const on = { arm, image: picture.name, tiles };
  const minNs = Math.round(min_seconds * 1e9);
  const steps: Step[] = [
    ...open,
    { do: 'sentinel' },
    { do: 'warmup', ...on, count: warmup },
    { do: 'measure', ...on, count: iterations, minNs, scope: 'predict' },
    { do: 'measure', ...on, count: end_to_end_iterations, minNs: 0, scope: 'end_to_end' },
    { do: 'sentinel' },
    { do: 'unload', arm },
  ];
  const predictions = (warmup + iterations + end_to_end_iterations) * tiles.length;
  const expectedMs = Math.max(min_seconds * 1000, predictions * expectedTileMs);
  const arms = { [arm]: inputFor(candidate, picture) };
  return draft('measure', candidate, planned.computeUnits, arms, [picture], steps, expectedMs, planned.id);
}

/**
 * Once per variant and compute unit: the whole test set, the model loaded anew for each function and input size it takes. None when
 * one of its images cannot be tiled.
 */
export function qualityLaunch(candidate: Candidate, units: ComputeUnits, pictures: readonly Picture[]): Drafted[] {
  const asked = pictures.flatMap((picture) => {
    const tiles = tilesOf(candidate, picture);
    const chosen = inputFor(candidate, picture);
    return tiles ? [{ picture, tiles, chosen, arm: armName(chosen) }] : [];
  });
  if (asked.length < pictures.length) return [];
  const arms = Object.fromEntries(asked.map((one) => [one.arm, one.chosen]));
  const predictions = asked.reduce((sum, { tiles }) => sum + tiles.length, 0);
  const steps: Step[] = [
    { do: 'stage' },
    ...Object.keys(arms).flatMap((name): Step[] => [
      ...load(name),
      ...asked
        .filter((one) => one.arm === name)
        .map(({ picture, tiles }): Step => ({ do: 'quality', arm: name, image: picture.name, tiles })),
      { do: 'unload', arm: name },
    ]),
  ];
  return [draft('quality', candidate, units, arms, pictures, steps, predictions * expectedTileMs)];
}

const armName = ({ entry, size }: Chosen): string =>
  `${entry.function === undefined ? '' : `${entry.function}-`}${String(size.width)}x${String(size.height)}`;

/** The function that a picture is given to, and the size of its inputs. */
export const inputFor = ({ entries }: Candidate, picture: Size): Chosen => entryFor(entries, picture);

export function tilesOf(candidate: Candidate, picture: Size): Tile[] | undefined {
  const { size } = inputFor(candidate, picture);
  return tilesFor(picture, size, candidate.tileMargin);
}

function draft(
  kind: PlannedLaunch['kind'],
  candidate: Candidate,
  units: ComputeUnits,
  arms: Readonly<Record<string, Chosen>>,
  pictures: readonly Picture[],
  steps: Step[],
  stepsMs: number,
  caseId?: string,
): Drafted {
  const pushed = [...pushedModel(candidate.files), ...unique(pictures.map((picture) => picture.pushed))];
  return {
    pushed,
    launch: {
      id: `${kind}-${caseId ?? `${candidate.name}-${units}`}`,
      kind,
      variant: candidate.name,
      computeUnits: units,
      ...(caseId !== undefined && { case: caseId }),
      expectedMs: launchOverheadMs + stepsMs,
      job: {
        v: contractVersion,
        files: pushed.map(({ file }) => file),
        arms: Object.fromEntries(
          Object.entries(arms).map(([name, chosen]) => [name, armFor(candidate.files, chosen, units)]),
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
const unique = (files: readonly PushedFile[]): PushedFile[] => [
  ...new Map(files.map((pushed) => [pushed.file.path, pushed])).values(),
];
