import { scaleOf } from '../contract/job.js';
import type { Step } from '../contract/job.js';
import type { Plan, PlannedLaunch } from './plan.js';

/*
 * How much a plan writes, from above: what is known of its files, and a generous guess at logs. A test holds it against real
 * runs, which come to between a twentieth and the whole of it.
 */

/** Logs, the data package, the report and whatever else a run has once. */
const bytesOfRun = 600_000;
/** What Appium logs of a launch. */
const loggedBytes = 70_000;
/** Hello, the journal's entries, and the rows of a launch in the tables. */
const bytesOfLaunch = 8000;
const bytesOfStep = 600;
/** A latency and when it began, in the events, and its row in samples.csv. */
const bytesOfIteration = 300;
/** No phone is faster than that: where a step lasts a set time, it predicts so often at most. */
const fastestMs = 1;
/** A figure of quality in quality.jsonl and quality.csv. */
const bytesOfImage = 3000;
/** A raw output and its PNG, while one becomes the other; of luma there is a picture in colour as well. */
const copiesOfOutput = 2;
const bytesOfPixel = 3;
/** What a reference makes of an image is kept in 16 bits. */
const referenceBytesOfPixel = 6;

export interface PlannedBytes {
  /** Under the folder of results. */
  readonly host: number;
  /** In the app's documents, at the same time. */
  readonly phone: number;
}

/** The bytes that a plan writes at most, on this host for so many phones, and on each phone. */
export function plannedBytes(plan: Plan, phones = 1): PlannedBytes {
  const planned = [...plan.launches, ...anchorsOf(plan)];
  const ofLaunches = sum(planned.map((launch) => hostBytes(launch)));
  const outputs = planned.map((launch) => outputPixels(launch));
  const stored = sum(Object.values(inputBytes(plan)));
  const references = referencePixels(plan) * referenceBytesOfPixel;
  return {
    host: Math.ceil(bytesOfRun + planJsonBytes(plan) + references + phones * ofLaunches),
    phone: Math.ceil(stored + Math.max(0, ...outputs) * bytesOfPixel + 1e6),
  };
}

/** As often as they are measured, and what else comes between launches. */
function anchorsOf({ launches, anchors, anchorEvery, primes, purge }: Plan): PlannedLaunch[] {
  const rounds = Math.ceil(launches.length / anchorEvery) + 1;
  return [...Array.from({ length: rounds }, () => anchors).flat(), ...primes, ...(purge ? [purge] : [])];
}

const hostBytes = (launch: PlannedLaunch): number =>
  loggedBytes +
  bytesOfLaunch +
  sum(launch.job.steps.map(stepBytes)) +
  outputPixels(launch) * bytesOfPixel * copiesOfOutput;

function stepBytes(step: Step): number {
  switch (step.do) {
    case 'measure': {
      const setMs = step.durationS === undefined ? step.minNs / 1e6 : step.durationS * 1000;
      const iterations = Math.max(step.count, step.paceHz === undefined ? setMs / fastestMs : 0);
      return bytesOfStep + iterations * bytesOfIteration;
    }
    case 'warmup':
      return bytesOfStep + step.count * bytesOfIteration;
    case 'quality':
      return bytesOfStep + bytesOfImage;
    default:
      return bytesOfStep;
  }
}

/** Of all that a launch enlarges. */
const outputPixels = ({ job }: PlannedLaunch): number => sum(enlarged(job).map(({ pixels }) => pixels));

const enlarged = ({
  steps,
  arms,
  images,
}: PlannedLaunch['job']): { readonly name: string; readonly pixels: number }[] =>
  steps.flatMap((step) => {
    if (step.do !== 'quality') return [];
    const [arm, image] = [arms[step.arm], images[step.image]];
    return arm && image ? [{ name: step.image, pixels: image.width * image.height * scaleOf(arm) ** 2 }] : [];
  });

/** What each reference enlarges, once, for however many variants. */
function referencePixels({ launches, references }: Plan): number {
  const pixelsOf = new Map<string, number>();
  for (const { variant, job } of launches) {
    const reference = references[variant]?.sha256;
    if (reference === undefined) continue;
    for (const { name, pixels } of enlarged(job)) pixelsOf.set(`${reference}/${name}`, pixels);
  }
  return sum([...pixelsOf.values()]);
}

/** The files that a phone must hold, by path. */
const inputBytes = ({ launches, anchors }: Plan): Record<string, number> =>
  Object.fromEntries([...launches, ...anchors].flatMap(({ job }) => job.files.map(({ path, bytes }) => [path, bytes])));

/** An object for each tile, and little else; to make the text would take as much memory. */
const planJsonBytes = ({ launches, anchors, primes }: Plan): number =>
  sum(
    [...launches, ...anchors, ...primes].map(({ job: { steps, files } }) =>
      sum([4000, files.length * 500, ...steps.map((step) => 200 + ('tiles' in step ? step.tiles.length * 100 : 0))]),
    ),
  );

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
