import { createHash } from 'node:crypto';
import { fileSafe } from '../contract/file-safe.js';
import { contractVersion, loadKey } from '../contract/job.js';
import type { Arm, Step, StepOf } from '../contract/job.js';
import { shuffled } from './order.js';
import { planVersion } from './plan.js';
import type { Plan, PlannedLaunch } from './plan.js';
import { expectedStepMs } from './step-time.js';

/** The arms of a launch that compares two packages. */
const comparedArms = { a: 'base', b: 'candidate' } as const;
type ArmName = keyof typeof comparedArms;
export type ComparedArm = (typeof comparedArms)[ArmName];

const isCompared = (name: string): name is ArmName => Object.hasOwn(comparedArms, name);

/** Which of the two packages a step of a confirmation is about; undefined for other launches and other steps. */
export function comparedArm(launch: PlannedLaunch | undefined, step: number): ComparedArm | undefined {
  const asked = launch?.kind === 'confirm' ? launch.job.steps[step] : undefined;
  return asked !== undefined && 'arm' in asked && isCompared(asked.arm) ? comparedArms[asked.arm] : undefined;
}

/** A case to be measured in pairs, and the phones that it is to be measured on. */
export interface CaseToConfirm {
  /** Absent where every phone of the run measures it. */
  readonly udids?: readonly string[];
  /** The launch that measures it in the candidate's plan, and the one in the base's. */
  readonly candidate: PlannedLaunch;
  readonly base: PlannedLaunch;
  /** Where this host has the files of the base's launch, by path on the phone. */
  readonly baseSources: Readonly<Record<string, string>>;
}

/** How a case is measured in pairs. */
export interface Pairing {
  /** What the run is for, which its name begins with: a confirmation where nothing is said. */
  readonly purpose?: 'confirm' | 'calibrate';
  /** How ids of launches begin. What measures anew has others, also for phones that draw noise by the id. */
  readonly stem: string;
  readonly launches: number;
  /** The arms of the blocks of a launch, in order, given the arm that begins. */
  readonly orderFrom: (first: ArmName) => readonly ArmName[];
  readonly blockIterations: number;
  /** Of the order of launches: another one for a repetition. */
  readonly seed: number;
}

const launchOverheadMs = 1500;

/**
 * The plan of a confirmation: fresh launches in each of which the base's package and the candidate's take turns, block after
 * block, each behind a load of its own. Every second launch begins with the other arm. The candidate's plan says how its cases
 * are measured. It has no cases of its own: what it finds stands beside those of the candidate.
 */
export function confirmPlan(candidate: Plan, cases: readonly CaseToConfirm[], pairing: Pairing): Plan {
  const perCase = cases.map((one, index) => pairedLaunches(one, `${pairing.stem}-${idOf(cases, index)}`, pairing));
  const content = {
    v: planVersion,
    name: `${pairing.purpose ?? 'confirm'}-${candidate.name}`,
    seed: pairing.seed,
    limits: candidate.limits,
    variants: candidate.variants.filter(({ name }) => cases.some((one) => one.candidate.variant === name)),
    cases: [],
    launches: shuffled(perCase.flat(), pairing.seed),
    anchors: [],
    anchorEvery: candidate.anchorEvery,
    primes: primesFor(cases),
    references: {},
  };
  const files = new Set(
    [...content.launches, ...content.primes].flatMap(({ job }) => job.files.map(({ path }) => path)),
  );
  const sources = Object.assign(
    {},
    candidate.sources,
    ...cases.map(({ baseSources }) => baseSources),
  ) as Plan['sources'];
  return {
    ...content,
    hash: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    sources: Object.fromEntries(Object.entries(sources).filter(([path]) => files.has(path))),
    packages: {},
    truths: {},
  };
}

/** One case may have several bases, on phones that were promoted at different times. */
function idOf(cases: readonly CaseToConfirm[], index: number): string {
  const id = cases[index]?.candidate.id.replace(/^measure-/, '') ?? '';
  const before = cases.slice(0, index).filter(({ candidate }) => candidate.id === cases[index]?.candidate.id).length;
  return `${id}${before === 0 ? '' : `-base${String(before + 1)}`}`;
}

function pairedLaunches({ udids, candidate, base }: CaseToConfirm, id: string, pairing: Pairing): PlannedLaunch[] {
  const arms = { a: armOf(base), b: armOf(candidate) };
  return Array.from({ length: pairing.launches }, (_, index): PlannedLaunch => {
    const order = pairing.orderFrom(index % 2 === 0 ? 'a' : 'b');
    const steps: Step[] = [
      { do: 'stage' },
      { do: 'compile', arm: 'a' },
      { do: 'compile', arm: 'b' },
      ...settling(candidate),
      { do: 'sentinel' },
      ...order.flatMap((arm) => blockOf(arm, arm === 'a' ? base : candidate, candidate, pairing.blockIterations)),
      { do: 'sentinel' },
    ];
    return {
      id: `${id}-${String(index + 1)}`,
      kind: 'confirm',
      variant: candidate.variant,
      computeUnits: candidate.computeUnits,
      ...(candidate.case !== undefined && { case: candidate.case }),
      ...(udids && { devices: [...udids] }),
      expectedMs: expectedMs(steps),
      job: {
        v: contractVersion,
        files: filesOf([base, candidate]),
        arms,
        images: candidate.job.images,
        steps,
      },
    };
  });
}

const expectedMs = (steps: readonly Step[]): number =>
  launchOverheadMs + steps.reduce((sum, step) => sum + expectedStepMs(step), 0);

/** The measurement of a launch that is compared: its first timed predictions. */
function measurementOf({ id, job: { steps } }: PlannedLaunch): StepOf<'measure'> {
  const found = steps.find((step) => step.do === 'measure' && step.scope === 'predict');
  if (found?.do !== 'measure') throw new Error(`${id} measures nothing`);
  return found;
}

function armOf(launch: PlannedLaunch): Arm {
  const arm = launch.job.arms[measurementOf(launch).arm];
  if (arm === undefined) throw new Error(`${launch.id} has no arm for what it measures`);
  return arm;
}

/** How the candidate waits for a cool phone, and for one that is left alone. */
const settling = ({ job: { steps } }: PlannedLaunch): Step[] => [
  ...steps.filter(({ do: name }) => name === 'cooldown').slice(-1),
  ...steps.filter(({ do: name }) => name === 'pause').slice(0, 1),
];

/** A base has tiles of its own where its input is larger. */
function blockOf(arm: ArmName, of: PlannedLaunch, candidate: PlannedLaunch, iterations: number): Step[] {
  const { image, paceHz, count } = measurementOf(candidate);
  const { tiles } = measurementOf(of);
  const warmup = candidate.job.steps.find((step) => step.do === 'warmup');
  const on = { arm, image, tiles };
  return [
    { do: 'load', arm },
    ...(warmup?.do === 'warmup' ? [{ do: 'warmup', ...on, count: warmup.count } as const] : []),
    ...(paceHz === undefined ? [] : [{ do: 'pause', durationS: 1 / paceHz } as const]),
    {
      do: 'measure',
      ...on,
      count: paceHz === undefined ? iterations : count,
      minNs: 0,
      scope: 'predict',
      ...(paceHz !== undefined && { paceHz }),
    },
    { do: 'unload', arm },
  ];
}

/** The files of several launches, each once. */
const filesOf = (launches: readonly PlannedLaunch[]): PlannedLaunch['job']['files'] => [
  ...new Map(launches.flatMap(({ job }) => job.files.map((file) => [file.path, file]))).values(),
];

/** For each pair a launch that loads all that its cases compare and predicts once, so that no block meets a first load. */
function primesFor(cases: readonly CaseToConfirm[]): PlannedLaunch[] {
  const pairs = new Map<string, CaseToConfirm[]>();
  for (const one of cases) {
    const key = `${one.candidate.variant} ${one.candidate.computeUnits}`;
    pairs.set(key, [...(pairs.get(key) ?? []), one]);
  }
  return [...pairs.values()].flatMap((ofPair) => {
    const launches = ofPair.flatMap(({ base, candidate }) => [base, candidate]);
    const loads = new Map(launches.map((launch) => [loadKey(armOf(launch)), launch]));
    const [first] = launches;
    return first === undefined ? [] : [primeOf(first, [...loads.values()])];
  });
}

function primeOf({ variant, computeUnits }: PlannedLaunch, launches: readonly PlannedLaunch[]): PlannedLaunch {
  const named = launches.map((launch, index) => ({ launch, arm: `p${String(index + 1)}` }));
  const steps: Step[] = [
    { do: 'stage' },
    ...named.flatMap(({ launch, arm }): Step[] => {
      const { image, tiles } = measurementOf(launch);
      return [
        { do: 'compile', arm },
        { do: 'load', arm },
        { do: 'warmup', arm, image, tiles, count: 1 },
        { do: 'unload', arm },
      ];
    }),
  ];
  return {
    id: `prime-${fileSafe(variant)}-${computeUnits}`,
    kind: 'prime',
    variant,
    computeUnits,
    expectedMs: expectedMs(steps),
    job: {
      v: contractVersion,
      files: filesOf(launches),
      arms: Object.fromEntries(named.map(({ launch, arm }) => [arm, armOf(launch)])),
      images: Object.assign({}, ...launches.map(({ job }) => job.images)) as PlannedLaunch['job']['images'],
      steps,
    },
  };
}
