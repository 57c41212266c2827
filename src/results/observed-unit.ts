import type { ResultOf } from '../contract/events.js';
import type { RequestedUnits } from '../contract/job.js';
import type { CaseOutcome } from '../contract/outcome.js';
import { median } from '../stats/summary.js';
import { percent } from './percent.js';

/** What computed, as far as witnesses tell; `accelerator` is the GPU or the Neural Engine. */
export type ObservedUnit = 'cpu' | 'gpu' | 'neural_engine' | 'accelerator';

/** What one witness says, and why, as a clause. */
interface Testimony {
  readonly unit: ObservedUnit;
  readonly because: string;
}

/** What is known of where a case ran. Core ML does not tell, so it is inferred (docs/measurement.md). */
export interface UnitEvidence {
  readonly requested: RequestedUnits;
  /** False for what stands for an iPhone: its units are the host's. */
  readonly isPhysical: boolean;
  readonly placement: ResultOf<'placement'>['shares'];
  /** Of the case, undefined when it has no latency. */
  readonly medianNs: number | undefined;
  /** Of each launch that measured the same on the CPU alone, on the same phone, and ended well. */
  readonly cpuMediansNs: readonly number[];
  /** Whether it enlarged a picture of the test set to other pixels than the CPU of the same phone; false where that is not known. */
  readonly differsFromCpu: boolean;
  /** Whether the phone held back in any launch that either latency comes from. */
  readonly wasThrottled: boolean;
}

export interface UnitFinding {
  readonly requested: RequestedUnits;
  readonly testimonies: readonly Testimony[];
  /** Undefined without a witness, and where two contradict one another. */
  readonly observed: ObservedUnit | undefined;
}

export function findUnit(evidence: UnitEvidence): UnitFinding {
  const testimonies = evidence.isPhysical
    ? [request(evidence), placement(evidence), latency(evidence)].filter((each) => each !== undefined)
    : [];
  return { requested: evidence.requested, testimonies, observed: agreed(testimonies.map(({ unit }) => unit)) };
}

function request({ requested }: UnitEvidence): Testimony | undefined {
  return requested === 'cpuOnly' ? { unit: 'cpu', because: 'cpuOnly allows nothing else' } : undefined;
}

/** Share of operations from which on a placement is clear. */
const nearlyAll = 0.95;

function placement({ placement: shares }: UnitEvidence): Testimony | undefined {
  if (shares === undefined) return undefined;
  const preferred = (unit: ObservedUnit, share: number): Testimony | undefined =>
    share < nearlyAll ? undefined : { unit, because: `MLComputePlan prefers it for ${percent(share)} of operations` };
  return preferred('cpu', shares.cpu) ?? preferred('gpu', shares.gpu) ?? preferred('neural_engine', shares.ane);
}

/** Two latencies of one unit differ by less: launches of one case on a cool phone do. */
const alike = 1.05;
/** Units whose latencies differ by at least this factor are not the same. */
const farApart = 1.5;
/** Below it a prediction is mostly the call, on whatever unit. */
const shortestNs = 1e6;

function latency({
  requested,
  medianNs,
  cpuMediansNs,
  differsFromCpu,
  wasThrottled,
}: UnitEvidence): Testimony | undefined {
  if (requested === 'cpuOnly' || medianNs === undefined || cpuMediansNs.length === 0 || wasThrottled) return undefined;
  const cpuNs = median(cpuMediansNs);
  if (Math.min(medianNs, cpuNs) < shortestNs) return undefined;
  const factor = Math.max(medianNs / cpuNs, cpuNs / medianNs);
  // Another unit may take as long by chance, but its arithmetic is another.
  if (factor <= alike) return differsFromCpu ? undefined : { unit: 'cpu', because: 'it takes as long as with cpuOnly' };
  if (factor < farApart) return undefined;
  const how = medianNs < cpuNs ? 'faster' : 'slower';
  return { unit: 'accelerator', because: `it is ${factor.toFixed(1)} times ${how} than with cpuOnly` };
}

/** The most that all of them say; undefined where two exclude one another. */
function agreed([first, ...more]: readonly ObservedUnit[]): ObservedUnit | undefined {
  return more.reduce<ObservedUnit | undefined>((known, unit) => {
    if (known === unit || (unit === 'accelerator' && isAccelerator(known))) return known;
    return known === 'accelerator' && isAccelerator(unit) ? unit : undefined;
  }, first);
}

const isAccelerator = (unit: ObservedUnit | undefined): boolean => unit !== undefined && unit !== 'cpu';

/** What a request is about: Core ML may use the CPU with each of them, and then does not what was asked. */
const meant: Readonly<Record<RequestedUnits, readonly ObservedUnit[]>> = {
  cpuOnly: ['cpu'],
  cpuAndGPU: ['gpu', 'accelerator'],
  cpuAndNeuralEngine: ['neural_engine', 'accelerator'],
  all: ['gpu', 'neural_engine', 'accelerator'],
  // Whatever iOS chose was asked for.
  system: ['cpu', 'gpu', 'neural_engine', 'accelerator'],
};

const names = {
  cpu: 'the CPU',
  gpu: 'the GPU',
  neural_engine: 'the Neural Engine',
  accelerator: 'an accelerator',
} as const satisfies Record<ObservedUnit, string>;

/** Where witnesses agree on a unit that was not asked for. */
export function otherUnit({ requested, testimonies, observed }: UnitFinding): CaseOutcome | undefined {
  if (observed === undefined || meant[requested].includes(observed)) return undefined;
  const because = testimonies.map((each) => each.because).join(', and ');
  return { status: 'other_unit', requested, observed: names[observed], because };
}

/** Where two witnesses exclude one another, what each says. */
export function disagreement({ testimonies, observed }: UnitFinding): string | undefined {
  if (observed !== undefined || testimonies.length < 2) return undefined;
  const sayings = testimonies.map(({ unit, because }) => `${names[unit]}, since ${because}`);
  return `witnesses of the compute unit disagree: ${sayings.join('; ')}`;
}
