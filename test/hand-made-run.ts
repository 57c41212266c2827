import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Event } from '../src/contract/events.js';
import { contractVersion } from '../src/contract/job.js';
import type { Outcome } from '../src/contract/outcome.js';
import { planVersion } from '../src/plan/plan.js';
import type { Plan, PlannedCase, PlannedLaunch } from '../src/plan/plan.js';
import type { Entry, Finished } from '../src/results/journal.js';
import { digestOfEvents } from '../src/results/read-events.js';
import { qualityFile } from '../src/results/quality-file.js';
import type { JudgedImage } from '../src/results/quality-file.js';
import { eventsFile, journalFile, openRunFolder, planFile } from '../src/results/run-folder.js';
import type { RunFolder } from '../src/results/run-folder.js';

/* A run written by hand: a plan without models, journals and events whose figures a test can work out on paper. */

export const udid = '00008120-000A';
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const sha256 = 'a'.repeat(64);
const pixels = { kind: 'image', layout: 'RGB', channels: 3, range: [0, 255] } as const;

export const plannedCase = (id: string, more: Partial<PlannedCase> = {}): PlannedCase => ({
  id,
  variant: 'net',
  computeUnits: 'all',
  width: 64,
  height: 64,
  tiles: 1,
  ...more,
});

export const plannedLaunch = (id: string, more: Partial<PlannedLaunch> = {}): PlannedLaunch => ({
  id,
  kind: 'measure',
  variant: 'net',
  computeUnits: 'all',
  expectedMs: 1000,
  job: {
    v: contractVersion,
    files: [],
    arms: {
      a: {
        model: 'models/net.mlmodel',
        sha256,
        computeUnits: 'all',
        input: { name: 'x', width: 64, height: 64, ...pixels, range: [0, 255] },
        output: { name: 'y', width: 128, height: 128, ...pixels, range: [0, 255], inset: 0 },
      },
    },
    images: {},
    steps: [{ do: 'stage' }],
  },
  ...more,
});

export const planOf = (cases: PlannedCase[], launches: PlannedLaunch[], more: Partial<Plan> = {}): Plan => ({
  v: planVersion,
  name: 'hand-made',
  seed: 1,
  hash: 'h',
  limits: { helloMs: 20_000, stallMs: 120_000 },
  variants: [{ name: 'net', sha256, format: 'mlmodel', packageBytes: 10, scale: 2, minIos: 16 }],
  cases,
  launches,
  anchors: [],
  anchorEvery: 20,
  primes: [],
  references: {},
  packages: {},
  sources: {},
  truths: {},
  ...more,
});

export const session = (more: Partial<Extract<Entry, { type: 'session' }>> = {}): Entry => ({
  type: 'session',
  at: at(0),
  udid,
  deviceName: 'A phone',
  osVersion: '17.5',
  appBuild: 'b1',
  installed: true,
  ...more,
});

/** A launch that began at the 10th second and ended at the `endS`-th. */
export const finished = (launch: string, outcome: Outcome, more: Partial<Finished> = {}, endS = 12): Entry => ({
  type: 'finished',
  at: at(endS),
  launch,
  startedAt: at(10),
  outcome,
  ...more,
});

export const started = (launch: string): Entry => ({ type: 'started', at: at(10), launch });

/** How an app's events begin. */
export const hello: Event = {
  event: 'hello',
  tNs: 1,
  v: contractVersion,
  launch: 'm',
  pid: 9,
  appBuild: 'b1',
  device: { kind: 'virtual', model: 'iPhone99,1', name: 'A phone' },
  os: { version: '17.5', build: '21F79' },
  state: { thermal: 'nominal', lowPowerMode: false },
  notes: [],
};

/** What the app writes when it measures these predictions, in nanoseconds. */
export function measured(latenciesNs: readonly number[]): Event[] {
  const memory = { footprintBytes: 50, footprintPeakBytes: 60 };
  const step = (index: number, tNs: number, name: string): Event => ({ event: 'start', tNs, step: index, do: name });
  return [
    hello,
    step(0, 100, 'load'),
    { event: 'result', tNs: 200, step: 0, do: 'load', loadNs: 3_000_000, procedure: 'prepared', notes: [], ...memory },
    step(1, 300, 'measure'),
    {
      event: 'result',
      tNs: 2_000_300,
      step: 1,
      do: 'measure',
      scope: 'predict',
      tiles: 1,
      latenciesNs: [...latenciesNs],
      startsNs: latenciesNs.map((_, index) => index * 1000),
      thermal: [
        [0, 'nominal'],
        [2, 'fair'],
      ],
      ...memory,
    },
  ];
}

type EnlargedByHand = { readonly image: string } & Partial<
  Pick<JudgedImage, 'psnrYDb' | 'fidelityDb' | 'output' | 'noPicture'>
>;

/** What the app writes when it enlarges these images to 128x128, and what the host finds about them. */
export function enlarged(
  launch: string,
  images: readonly EnlargedByHand[],
): { readonly events: Event[]; readonly judged: JudgedImage[] } {
  const event = ({ image, output = sha256 }: EnlargedByHand, step: number): Event => ({
    event: 'result',
    tNs: 100 + step,
    step,
    do: 'quality',
    image,
    width: 128,
    height: 128,
    sha256: output,
    parts: [{ path: 'out/q/image.rgb', bytes: 49_152 }],
    latencyNs: 5,
    tiles: 1,
  });
  return {
    events: images.map(event),
    judged: images.map((figures) => ({ udid, launch, output: sha256, ...figures })),
  };
}

/**
 * Writes the run to disk, as an interrupted or ended run leaves it. `events` by launch. An entry that is given several times
 * happened as often, each time a millisecond later, since in a journal no two are alike.
 */
export function writeRun(
  path: string,
  plan: Plan,
  entries: readonly Entry[],
  events: Readonly<Record<string, readonly Event[]>> = {},
  judged: readonly JudgedImage[] = [],
): RunFolder {
  const folder = { path, id: 'run' };
  const write = (file: string, lines: readonly unknown[]): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, textOf(lines));
  };
  write(planFile(folder), [plan]);
  write(
    journalFile(folder, udid),
    apart(entries).map((entry) => {
      const lines = entry.type === 'finished' ? events[entry.launch] : undefined;
      if (lines === undefined || entry.type !== 'finished') return entry;
      return { ...entry, events: eventsFile(udid, entry.launch), ...digestOfEvents(Buffer.from(textOf(lines))) };
    }),
  );
  if (judged.length > 0) write(qualityFile(folder), judged);
  for (const [launch, lines] of Object.entries(events)) write(join(path, eventsFile(udid, launch)), lines);
  return openRunFolder(path);
}

const textOf = (lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

function apart(entries: readonly Entry[]): Entry[] {
  const times = new Map<string, number>();
  return entries.map((entry) => {
    const key = JSON.stringify(entry);
    const before = times.get(key) ?? 0;
    times.set(key, before + 1);
    return before === 0 ? entry : { ...entry, at: new Date(Date.parse(entry.at) + before).toISOString() };
  });
}
