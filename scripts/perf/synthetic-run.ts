import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Event } from '../../src/contract/events.js';
import { contractVersion } from '../../src/contract/job.js';
import type { ComputeUnits } from '../../src/contract/job.js';
import { planVersion } from '../../src/plan/plan.js';
import type { Plan, PlannedCase, PlannedLaunch } from '../../src/plan/plan.js';
import { planDigest } from '../../src/results/same-plan.js';
import type { Entry } from '../../src/results/journal.js';
import { digestOfEvents } from '../../src/results/read-events.js';
import { eventsFile, journalFile, planFile, provenanceFile } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { gaussians } from './gaussians.js';

/** What a made-up run is made of. Samples are the product of all numbers but the seed. */
export interface SyntheticSize {
  readonly seed: number;
  readonly phones: number;
  readonly variants: number;
  readonly launches: number;
  readonly iterations: number;
}

const units: readonly ComputeUnits[] = ['cpuOnly', 'all'];
const sha256 = 'a'.repeat(64);
const pixels = { kind: 'image', layout: 'RGB', channels: 3, range: [0, 255] } as const;
const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 128, height: 128 } }];
const memory = { footprintBytes: 50_000_000, footprintPeakBytes: 60_000_000 };
const warmups = 5;

/** How many timed predictions the run has: each variant runs on the CPU and on all compute units. */
export const samplesIn = ({ phones, variants, launches, iterations }: SyntheticSize): number =>
  phones * variants * units.length * launches * iterations;

/**
 * Writes a run as a sweep leaves it before its tables are made: plan, journals and events, the same for the same seed.
 * Latencies are log-normal by launch and iteration, neighbours resemble one another, and one in 500 is far slower.
 */
export function writeSyntheticRun(path: string, size: SyntheticSize): RunFolder {
  const folder = { path, id: '2026-11-26T01-02-03-synthetic' };
  const plan = planOf(size);
  const text = JSON.stringify(plan);
  mkdirSync(path, { recursive: true });
  writeFileSync(planFile(folder), text);
  writeFileSync(provenanceFile(folder), JSON.stringify({ plan_sha256: planDigest(text) }));
  for (let phone = 0; phone < size.phones; phone++) writePhone(folder, plan, size, phone);
  return folder;
}

function planOf({ seed, variants: count, launches: perCase, iterations }: SyntheticSize): Plan {
  const names = Array.from({ length: count }, (_, index) => `swinir-s-x2-fp16-${String(index + 1).padStart(2, '0')}`);
  const cases = names.flatMap((variant) =>
    units.map((computeUnits): PlannedCase => ({
      id: `${variant}-${computeUnits}-128x128`,
      variant,
      computeUnits,
      width: 128,
      height: 128,
      tiles: 1,
    })),
  );
  // The cases take turns, as in a sweep.
  const launches = Array.from({ length: perCase }, (_, turn) =>
    cases.map((planned): PlannedLaunch => measureOf(planned, turn + 1, iterations)),
  ).flat();
  return {
    v: planVersion,
    name: 'synthetic',
    seed,
    hash: 'h',
    limits: { helloMs: 20_000, stallMs: 120_000 },
    variants: names.map((name) => ({
      name,
      sha256,
      format: 'mlpackage',
      packageBytes: 1_000_000,
      scale: 2,
      minIos: 16,
    })),
    cases,
    launches,
    anchors: [],
    anchorEvery: 20,
    primes: [],
    references: {},
    packages: {},
    sources: {},
    truths: {},
  };
}

function measureOf({ id, variant, computeUnits }: PlannedCase, turn: number, iterations: number): PlannedLaunch {
  const side = { width: 128, height: 128 };
  const [arm, image] = ['arm', 'image'];
  return {
    id: `measure-${id}${turn === 1 ? '' : `-${String(turn)}`}`,
    kind: 'measure',
    variant,
    computeUnits,
    case: id,
    expectedMs: 1000,
    job: {
      v: contractVersion,
      files: [],
      arms: {
        arm: {
          model: `models/${sha256}`,
          sha256,
          computeUnits: computeUnits === 'system' ? 'all' : computeUnits,
          input: { name: 'x', ...side, ...pixels, range: [0, 255] },
          output: { name: 'y', width: 256, height: 256, ...pixels, range: [0, 255], inset: 0 },
        },
      },
      images: { image: { path: 'images/image.rgb', ...side } },
      steps: [
        { do: 'load', arm },
        { do: 'sentinel' },
        { do: 'warmup', arm, image, tiles, count: warmups },
        { do: 'measure', arm, image, tiles, count: iterations, minNs: 0, scope: 'predict' },
        { do: 'sentinel' },
      ],
    },
  };
}

function writePhone(folder: RunFolder, plan: Plan, { seed, iterations }: SyntheticSize, phone: number): void {
  const udid = `0000812${String(phone % 10)}-${String(phone).padStart(16, '0')}`;
  const next = gaussians(seed * 1000 + phone);
  let now = Date.UTC(2026, 10, 26, 1, 2, 3);
  const at = (): string => new Date((now += 1000)).toISOString();
  const journal = journalFile(folder, udid);
  mkdirSync(join(dirname(journal), udid), { recursive: true });
  const fd = openSync(journal, 'w');
  const append = (entry: Entry): void => void writeSync(fd, `${JSON.stringify(entry)}\n`);
  append({
    type: 'session',
    at: at(),
    udid,
    deviceName: `Phone ${String(phone + 1)}`,
    osVersion: '18.5',
    appBuild: 'b1',
    installed: true,
  });
  for (const { id, computeUnits } of plan.launches) {
    const startedAt = at();
    append({ type: 'started', at: startedAt, launch: id });
    const centreNs = (computeUnits === 'cpuOnly' ? 42e6 : 8e6) * Math.exp(0.02 * next());
    const text = eventsText(id, udid, latencies(centreNs, warmups + iterations, next));
    const events = eventsFile(udid, id);
    writeFileSync(join(folder.path, events), text);
    const ended = { at: at(), launch: id, startedAt, outcome: { status: 'ok' } } as const;
    append({ type: 'finished', ...ended, events, ...digestOfEvents(Buffer.from(text)) });
  }
  closeSync(fd);
}

/** Log-normal with a lag-1 autocorrelation of .6. */
function latencies(centreNs: number, count: number, next: () => number): number[] {
  let state = next();
  return Array.from({ length: count }, (_, index) => {
    state = 0.6 * state + 0.8 * next();
    const slow = index % 500 === 499 ? 3 : 1;
    return Math.round(slow * centreNs * Math.exp(0.03 * state));
  });
}

function eventsText(launch: string, udid: string, all: readonly number[]): string {
  const [warmup, timed] = [all.slice(0, warmups), all.slice(warmups)];
  let tNs = 1_000_000;
  let beganNs = 0;
  const startsNs = timed.map((ns) => {
    const began = beganNs;
    beganNs += ns + 1000;
    return began;
  });
  const after = (ns: number): number => (tNs += ns);
  const start = (step: number, name: string): Event => ({ event: 'start', tNs: after(1000), step, do: name });
  const events: Event[] = [
    {
      event: 'hello',
      tNs,
      v: contractVersion,
      launch,
      pid: 4711,
      appBuild: 'b1',
      device: { kind: 'physical', model: 'iPhone15,2', name: udid },
      os: { version: '18.5', build: '22F76' },
      state: { thermal: 'nominal', lowPowerMode: false, batteryLevel: 0.9 },
      notes: [],
    },
    start(0, 'load'),
    {
      event: 'result',
      tNs: after(9e7),
      step: 0,
      do: 'load',
      loadNs: 90_000_000,
      procedure: 'prepared',
      notes: [],
      ...memory,
    },
    start(1, 'sentinel'),
    { event: 'result', tNs: after(5e6), step: 1, do: 'sentinel', sentinelNs: 5_000_000 },
    start(2, 'warmup'),
    { event: 'result', tNs: after(1e8), step: 2, do: 'warmup', tiles: 1, latenciesNs: warmup, ...memory },
    start(3, 'measure'),
    {
      event: 'result',
      tNs: after(beganNs),
      step: 3,
      do: 'measure',
      scope: 'predict',
      tiles: 1,
      latenciesNs: timed,
      startsNs,
      thermal: [
        [0, 'nominal'],
        [Math.floor(timed.length / 2), 'fair'],
      ],
      ...memory,
    },
    start(4, 'sentinel'),
    { event: 'result', tNs: after(5e6), step: 4, do: 'sentinel', sentinelNs: 5_050_000 },
  ];
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
