import { createCipheriv, createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractVersion, pullPartBytes, pushPartBytes } from '../contract/job.js';
import type { Step, StepOf } from '../contract/job.js';
import { imagePath } from '../contract/paths.js';
import { projectRoot } from '../project.js';
import { makePlan } from '../plan/make-plan.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { pushedFile } from '../plan/staged.js';
import type { PushedFile } from '../plan/staged.js';
import { readSweep } from '../plan/sweep.js';

/** The launches of first light, by what they are for; `again` is the same once more, in a process of its own. */
const again = (id: string): string => `${id}-2`;
const cold = 'prepare-swinir-s-x2-fp16-64-all';
const warm = 'measure-swinir-s-x2-fp16-64-all-64x64';
export const firstLightLaunches = {
  transfer: 'transfer',
  /** The first load in an installation of the app. The app is removed and installed before the one, upgraded before the other. */
  installed: ['installed', again('installed')],
  purge: ['purge-1', 'purge-2'],
  cold: [cold, again(cold)],
  warm: [warm, again(warm)],
  big: 'measure-swinir-s-x2-fp32-128-all-128x128',
  small: 'measure-plain-x2-fp16-64-all-64x64',
  killed: 'killed',
  /** The clocks are compared in it; it is also the first launch after the killed one. */
  clock: 'clock',
  /** A prediction a second. */
  paced: 'paced',
  qualityCpu: 'quality-swinir-s-x2-fp16-64-cpuOnly',
  qualityAll: 'quality-swinir-s-x2-fp16-64-all',
  qualityFlexible: 'quality-swinir-s-x2-fp16-enum-all',
  qualitySystem: 'quality-system-low-latency-x2-system',
} as const;

/** Long enough that the host surely ends it first; short enough that a phone which it cannot end is soon free. */
const killedS = 60;
/** The longer, the less the moments between two looks of the host weigh. */
const clockS = 8;
const paced = { paceHz: 1, count: 5, minNs: 0 } as const;

/**
 * The ten-minute acceptance of a phone: launches of sweeps/first-light.yaml in the order the checks need, and some that
 * no sweep has. Nothing may come between them, so there are no anchors and primes. Two files of random bytes, as large as
 * one push and one pull may be, are written under `inputs`.
 */
export async function firstLightPlan(inputs: string): Promise<Plan> {
  const { purge, ...plan } = await makePlan(readSweep(join(projectRoot, 'sweeps/first-light.yaml')), inputs);
  if (purge === undefined) throw new Error('sweeps/first-light.yaml gives no purge');
  const find = (id: string): PlannedLaunch => {
    const found = plan.launches.find((launch) => launch.id === id);
    if (found === undefined) throw new Error(`sweeps/first-light.yaml gives no launch ${id}`);
    return found;
  };
  const pushed = [randomFile(pushPartBytes + 4096, inputs), randomFile(pullPartBytes, inputs)];
  const names = firstLightLaunches;
  const launches = [
    transferLaunch(find(warm), pushed),
    ...names.installed.map((id) => loadOnly(find(cold), id)),
    { ...purge, id: names.purge[0] },
    find(cold),
    find(warm),
    { ...purge, id: names.purge[1] },
    { ...find(cold), id: again(cold) },
    { ...find(warm), id: again(warm) },
    find(names.big),
    find(names.small),
    predictAs(find(warm), names.killed, { durationS: killedS }),
    predictAs(find(warm), names.clock, { durationS: clockS }),
    predictAs(find(warm), names.paced, paced),
    find(names.qualityCpu),
    find(names.qualityAll),
    find(names.qualityFlexible),
    find(names.qualitySystem),
  ];
  const measured = new Set(launches.map((launch) => launch.case));
  return {
    ...plan,
    cases: plan.cases.filter(({ id }) => measured.has(id)),
    launches,
    anchors: [],
    primes: [],
    hash: createHash('sha256')
      .update(JSON.stringify([plan.hash, launches]))
      .digest('hex'),
    sources: { ...plan.sources, ...Object.fromEntries(pushed.map(({ file, source }) => [file.path, source])) },
  };
}

function transferLaunch({ variant, computeUnits }: PlannedLaunch, pushed: readonly PushedFile[]): PlannedLaunch {
  const job = { v: contractVersion, files: pushed.map(({ file }) => file), arms: {}, images: {} } as const;
  const id = firstLightLaunches.transfer;
  return { id, kind: 'trial', variant, computeUnits, expectedMs: 5000, job: { ...job, steps: [{ do: 'stage' }] } };
}

/** A launch that prepares, without what follows its load. */
function loadOnly({ variant, computeUnits, expectedMs, job }: PlannedLaunch, id: string): PlannedLaunch {
  const end = job.steps.findIndex((step) => step.do === 'load') + 1;
  return { id, kind: 'trial', variant, computeUnits, expectedMs, job: { ...job, steps: job.steps.slice(0, end) } };
}

/** A measuring launch that only predicts, and does it otherwise. */
function predictAs(
  { variant, computeUnits, job }: PlannedLaunch,
  id: string,
  otherwise: Partial<Omit<StepOf<'measure'>, 'do'>>,
): PlannedLaunch {
  const steps = job.steps
    .filter((step) => step.do !== 'measure' || step.scope === 'predict')
    .map((step): Step => (step.do === 'measure' ? { ...step, ...otherwise } : step));
  return { id, kind: 'trial', variant, computeUnits, expectedMs: clockS * 1000, job: { ...job, steps } };
}

/** Bytes no cable or file system can shorten, the same ones each time: AES-128 in counter mode over zeros. */
function randomFile(bytes: number, folder: string): PushedFile {
  const data = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(bytes));
  const sha256 = createHash('sha256').update(data).digest('hex');
  const source = join(folder, `${sha256}.rgb`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(source)) writeFileSync(source, data);
  return pushedFile(imagePath(sha256), source, bytes, sha256);
}
