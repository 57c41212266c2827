import { createHash } from 'node:crypto';
import { z } from 'zod';
import { inFull, mostBytes, numberWithin, reportedBounds } from '../bounds/bounds.js';
import { contractVersion } from './job.js';
import type { StepName } from './job.js';
import { containedPath, launchId, sha256Hex } from './paths.js';
import { parseJson } from './json.js';

export const thermalStates = ['nominal', 'fair', 'serious', 'critical'] as const;
const thermal = z.enum(thermalStates);
export type ThermalState = z.infer<typeof thermal>;

/**
 * How a load came about: the first of its model and compute units since the app was installed or iOS was updated; the
 * first since a purge; one after a load that came to its end, of which the system may have kept something; or one after a
 * load or a purge that was cut off, of which nobody knows. What the system really kept, no API says.
 */
export const loadProcedures = ['after_install', 'purged', 'prepared', 'unknown'] as const;
export type LoadProcedure = (typeof loadProcedures)[number];

const deviceKinds = ['physical', 'simulator', 'virtual'] as const;

/**
 * Where an app's times and memory come from: an iPhone's own work, the work of the host that stands for an iPhone, or a model
 * of phones that draws them (docs/virtual-iphone.md).
 */
export const latencySources = ['measured', 'host', 'modelled'] as const;
export type LatencySource = (typeof latencySources)[number];

const ns = numberWithin(reportedBounds.nanoseconds);
/**
 * Times of predictions, as an array of `ns` is read. A run has millions of them, and Zod takes ten times as long for each as
 * for reading its digits, so it sees only lists that are not as they should be, to say why.
 */
const nsList = z.unknown().transform((list, context): number[] => {
  if (isListOfNs(list)) return list;
  for (const { path, message } of z.array(ns).safeParse(list).error?.issues ?? []) {
    context.addIssue({ code: 'custom', path, message });
  }
  return z.NEVER;
});

function isListOfNs(list: unknown): list is number[] {
  const { least, most } = reportedBounds.nanoseconds;
  if (!Array.isArray(list)) return false;
  for (let index = 0; index < list.length; index++) {
    const value: unknown = list[index];
    if (typeof value !== 'number' || !(value >= least && value <= most && Number.isInteger(value))) return false;
  }
  return true;
}

const bytes = numberWithin(reportedBounds.bytes);
const count = numberWithin(reportedBounds.count);
const side = numberWithin(reportedBounds.side);
const share = z.number().min(0).max(1);

/** Memory of the app process: now, the largest since the process began, and what the Neural Engine holds for it. */
const memory = { footprintBytes: bytes, footprintPeakBytes: bytes, neuralBytes: bytes.optional() };

/** When it was written: the monotonic clock since the app's process began. */
const at = { tNs: ns };

const hello = z.strictObject({
  event: z.literal('hello'),
  ...at,
  v: z.literal(contractVersion, { error: `only version ${String(contractVersion)} is known` }),
  launch: launchId,
  pid: count,
  appBuild: z.string(),
  device: z.strictObject({ kind: z.enum(deviceKinds), model: z.string(), name: z.string() }),
  os: z.strictObject({ version: z.string(), build: z.string() }),
  state: z.strictObject({
    thermal,
    lowPowerMode: z.boolean(),
    batteryLevel: z.number().min(0).max(1).optional(),
  }),
  /** Absent where the kind of device says it: see `latencySourceOf`. */
  latencySource: z.enum(latencySources).optional(),
  /** What a person should know of this process, such as the threads a virtual iPhone gives a compute unit. */
  notes: z.array(z.string()),
});
export type Hello = z.infer<typeof hello>;

/** Where a launch's times and memory come from; what is no iPhone measures its host unless it says otherwise. */
export const latencySourceOf = ({ device, latencySource }: Pick<Hello, 'device' | 'latencySource'>): LatencySource =>
  latencySource ?? (device.kind === 'physical' ? 'measured' : 'host');

/** The step is about to run. Without a following result or error it is the step that killed the app. */
const start = z.strictObject({ event: z.literal('start'), ...at, step: count, do: z.string() });

const of = <Name extends StepName, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({ event: z.literal('result'), ...at, step: count, do: z.literal(name), ...shape });

const result = z.discriminatedUnion('do', [
  of('stage', { files: count, bytes }),
  of('compile', { compileNs: ns, reused: z.boolean(), ...memory }),
  of('load', { loadNs: ns, procedure: z.enum(loadProcedures), notes: z.array(z.string()), ...memory }),
  /** Whether there was a cache to delete. */
  of('purge', { existed: z.boolean() }),
  of('pause', { waitedNs: ns }),
  of('warmup', { latenciesNs: nsList, tiles: count, ...memory }),
  of('measure', {
    scope: z.enum(['predict', 'end_to_end']),
    tiles: count,
    /** One entry an iteration: how long it took, and when it began, since the step's start. */
    latenciesNs: nsList,
    startsNs: nsList,
    /** [first iteration it was seen at, state]; the first entry is at 0. */
    thermal: z.array(z.tuple([count, thermal])).min(1),
    ...memory,
  }),
  of('quality', {
    image: z.string(),
    width: side,
    height: side,
    sha256: sha256Hex,
    /** The output, raw RGB8, in files that follow one another. */
    parts: z.array(z.strictObject({ path: containedPath, bytes })).min(1),
    latencyNs: ns,
    tiles: count,
    /** Whether every output lay in the memory the app gave for it; absent where it gave none. */
    outputBacked: z.boolean().optional(),
  }),
  of('placement', {
    /** Shares of operations by preferred device; absent where the system cannot say. */
    shares: z.strictObject({ cpu: share, gpu: share, ane: share }).optional(),
    reason: z.string().optional(),
  }),
  of('unload', { ...memory }),
  of('cooldown', { waitedNs: ns, thermal }),
  of('sentinel', { sentinelNs: ns }),
]);
export type StepResult = z.infer<typeof result>;
export type ResultOf<Name extends StepName> = Extract<StepResult, { do: Name }>;

/**
 * The step failed and the launch ends here. `unsupported`: this system cannot run what was asked, now or later.
 * `disturbed`: something on the phone came between, such as an alert, so that the launch says nothing about the model.
 */
const error = z.strictObject({
  event: z.literal('error'),
  ...at,
  step: count,
  do: z.string(),
  kind: z.enum(['unsupported', 'disturbed', 'failed']),
  reason: z.string(),
});

export const eventSchema = z.discriminatedUnion('event', [hello, start, result, error]);
export type Event = z.infer<typeof eventSchema>;

/**
 * The last line of `events.jsonl`, written when nothing more follows: the SHA-256 of all bytes before it. Whoever pulls the
 * file sees by it that it came whole, without a second pull. An app that is killed leaves none.
 */
const seal = z.strictObject({ event: z.literal('seal'), sha256: sha256Hex });

const lineSchema = z.discriminatedUnion('event', [...eventSchema.options, seal]);

/** The line that seals the events with this digest. */
export const sealOf = (sha256: string): string =>
  `${JSON.stringify({ event: 'seal', sha256 } satisfies z.infer<typeof seal>)}\n`;

/** What `events.jsonl` says, as far as it can be read. */
export interface ReadEvents {
  readonly events: Event[];
  /** Whether the app wrote all of it and all of it came. */
  readonly isSealed: boolean;
  /** Where and why reading stopped; absent when every line could be read. */
  readonly damage?: string;
}

/**
 * Reads `events.jsonl`. A last line without its newline was torn off and is left out; any other bad line is damage, and so
 * is one that was written before the line above it, since the clock is monotonic, and a seal of other lines.
 */
export function eventsIn(text: string): ReadEvents {
  const events: Event[] = [];
  const damaged = (damage: string): ReadEvents => ({ events, isSealed: false, damage });
  if (text.length > mostBytes.events.most) {
    return damaged(`longer than the ${inFull(mostBytes.events.most)} bytes that a launch may write`);
  }
  let isSealed = false;
  let number = 0;
  for (let from = 0, to = text.indexOf('\n'); to >= 0; from = to + 1, to = text.indexOf('\n', from)) {
    number += 1;
    if (from === to) continue;
    if (isSealed) return damaged(`line ${String(number)}: follows the seal`);
    const content = parseJson(text.slice(from, to));
    const parsed = lineSchema.safeParse(content);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const field = content === undefined ? '' : (issue?.path.map(String).join('.') ?? '');
      const where = `line ${String(number)}${field === '' ? '' : `, field ${field}`}`;
      return damaged(`${where}: ${content === undefined ? 'not JSON' : (issue?.message ?? 'not an event')}`);
    }
    if (parsed.data.event === 'seal') {
      if (createHash('sha256').update(text.slice(0, from)).digest('hex') !== parsed.data.sha256) {
        return damaged(`line ${String(number)}, field sha256: is that of other events`);
      }
      isSealed = true;
      continue;
    }
    const { tNs } = parsed.data;
    if (tNs < (events.at(-1)?.tNs ?? 0)) {
      return damaged(`line ${String(number)}, field tNs: is earlier than in the line before`);
    }
    events.push(parsed.data);
  }
  return { events, isSealed };
}

/**
 * `status.json`: where the app stands, replaced atomically. `heartbeat` grows while it lives, also while the system
 * compiles or loads.
 */
export const statusSchema = z.strictObject({
  v: z.literal(contractVersion),
  launch: launchId,
  state: z.enum(['running', 'done']),
  step: count,
  steps: count,
  progress: z.number().min(0).max(1),
  heartbeat: count,
});
export type Status = z.infer<typeof statusSchema>;

/** Undefined for a text that is not a status, such as one that was read while it was replaced. */
export const statusIn = (text: string): Status | undefined => statusSchema.safeParse(parseJson(text)).data;

/**
 * `loads.json`: what the app has loaded in this installation and on this iOS, by `loadKey`, since the purge if there was
 * one. A key is in `begun` from before its latest load until that has ended, and then in `loaded`. A purge that begins
 * moves all keys to `begun`, and clears both lists when it has ended.
 */
export const loadsSchema = z.strictObject({
  v: z.literal(contractVersion),
  osBuild: z.string(),
  purged: z.boolean(),
  begun: z.array(z.string()),
  loaded: z.array(z.string()),
});
export type Loads = z.infer<typeof loadsSchema>;

/** `inventory.json`: every file the app holds under models/ and images/, by path, with its size. */
export const inventorySchema = z.record(containedPath, bytes);
export type Inventory = z.infer<typeof inventorySchema>;
