import { z } from 'zod';

/**
 * How large everything may be that a person, a file or a phone gives. What exceeds a bound is refused in one sentence, before
 * anything is allocated for it. docs/limits.md is made from these tables.
 */
export interface Bound {
  readonly least: number;
  readonly most: number;
  /** Fractions are allowed. */
  readonly fractions?: true;
  /** Where it is given, as a person writes it. */
  readonly where: string;
  /** Why no more: absent where more would merely be a mistake. */
  readonly why?: string;
}

const daySeconds = 86_400;
const hourSeconds = 3600;
/** Timers and clocks begin to misbehave long before 0; a pause shorter than this is none. */
const shortestSeconds = 0.001;

/** Numbers of the command line, by option. */
export const optionBounds = {
  count: { least: 1, most: 32, where: 'virtual --count', why: 'each is a daemon, a web server and an app of its own' },
  night: { least: 1, most: 1_000_000, where: '--night' },
  launches: {
    least: 8,
    most: 1000,
    where: 'doctor --launches',
    why: 'fewer than 8 say nothing of how they spread',
  },
  'wda-port': { least: 1, most: 65_535, where: 'virtual --wda-port', why: 'TCP has no others' },
  'appium-port': { least: 1, most: 65_535, where: '--appium-port', why: 'TCP has no others' },
  port: { least: 1, most: 65_535, where: 'node --port', why: 'TCP has no others' },
  'publish-port': { least: 1, most: 65_535, where: 'node --publish-port', why: 'TCP has no others' },
  'subscribe-port': { least: 1, most: 65_535, where: 'node --subscribe-port', why: 'TCP has no others' },
} as const satisfies Readonly<Record<string, Bound>>;

/** Numbers of a sweep file, by field. */
export const sweepBounds = {
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER, where: 'seed' },
  anchorEvery: { least: 1, most: 10_000, where: 'anchor_every' },
  warmup: { least: 1, most: 10_000, where: 'measure.warmup' },
  iterations: {
    least: 1,
    most: 100_000,
    where: 'measure.iterations',
    why: 'the app keeps each in memory and in its events',
  },
  minSeconds: { least: 0, most: hourSeconds, fractions: true, where: 'measure.min_seconds' },
  endToEndIterations: { least: 1, most: 10_000, where: 'measure.end_to_end_iterations' },
  launches: { least: 1, most: 1000, where: 'measure.launches' },
  qualityLaunches: { least: 1, most: 10, where: 'quality.launches' },
  cooldownSeconds: { least: 0, most: hourSeconds, fractions: true, where: 'measure.cooldown_seconds' },
  cooldownCelsius: { least: 0, most: 60, fractions: true, where: 'measure.cooldown_celsius' },
  pauseSeconds: { least: shortestSeconds, most: 600, fractions: true, where: 'measure.pause_seconds' },
  pacedIterations: { least: 0, most: 3600, where: 'measure.paced_iterations', why: 'one a second, so an hour' },
  framesPerSecond: { least: 2, most: 240, fractions: true, where: 'sustained.frames_per_second' },
  sustainedMinutes: {
    least: 0.05,
    most: 60,
    fractions: true,
    where: 'sustained.minutes',
    why: 'the app keeps each frame in memory and in its events',
  },
  sustainedLaunches: { least: 1, most: 100, where: 'sustained.launches' },
  helloSeconds: { least: shortestSeconds, most: 600, fractions: true, where: 'limits.hello_seconds' },
  stallSeconds: { least: shortestSeconds, most: hourSeconds, fractions: true, where: 'limits.stall_seconds' },
  longestStepSeconds: { least: shortestSeconds, most: 600, fractions: true, where: 'limits.longest_step_seconds' },
} as const satisfies Readonly<Record<string, Bound>>;

/** Numbers of the other files that a person writes. */
export const fileBounds = {
  tileMargin: { least: 0, most: 4096, where: 'tile_margin of a catalogue' },
  arrayRange: { least: -1e6, most: 1e6, fractions: true, where: 'array_range of a catalogue' },
  limit: { least: -1e15, most: 1e15, fractions: true, where: 'rules.N.max and min of a budgets file' },
  minLaunches: { least: 1, most: 1000, where: 'rules.N.min_launches of a budgets file' },
  maxRegression: { least: 0, most: 1000, fractions: true, where: 'rules.N.max_regression of a budgets file, % or dB' },
  minPhones: { least: 1, most: 200, where: 'fleet.N.min_phones of a budgets file' },
} as const satisfies Readonly<Record<string, Bound>>;

/** Numbers of a fleet file. Spreads are standard deviations of a logarithm: 1 is already a factor of 2.7. */
export const fleetBounds = {
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER, where: 'seed of a fleet file' },
  night: { least: 1, most: 1_000_000, where: 'night and effects.N.from_night of a fleet file' },
  speed: { least: 0.001, most: 1000, fractions: true, where: 'phones.N.speed of a fleet file' },
  baseMs: { least: 0.001, most: 60_000, fractions: true, where: 'base_ms of a fleet file' },
  spread: { least: 0, most: 1, fractions: true, where: 'noise and memory_sd of a fleet file' },
  share: { least: 0, most: 0.999, fractions: true, where: 'shares in noise of a fleet file' },
  dwell: { least: 1, most: 1_000_000, fractions: true, where: 'noise.slow_clock_dwell of a fleet file' },
  spike: { least: 0.1, most: 10, fractions: true, where: 'noise.spike_scale and spike_tail of a fleet file' },
  degrees: { least: -20, most: 60, fractions: true, where: 'phones.N.ambient_c and throttle_above_c of a fleet file' },
  memoryMb: { least: 1, most: 1_000_000, where: 'phones.N.memory_limit_mb of a fleet file' },
} as const satisfies Readonly<Record<string, Bound>>;

/** Numbers that a phone reports. */
export const reportedBounds = {
  nanoseconds: { least: 0, most: daySeconds * 1e9, where: 'each time in an event', why: 'no launch lasts a day' },
  bytes: { least: 0, most: 2 ** 40, where: 'each number of bytes in an event', why: 'no iPhone holds more' },
  count: { least: 0, most: 10_000_000, where: 'each count in an event' },
  side: { least: 1, most: 65_535, where: 'width and height of an output' },
} as const satisfies Readonly<Record<string, Bound>>;

/** Numbers of a job, which the host writes and the app refuses to exceed. */
export const jobBounds = {
  count: { least: 1, most: 1_000_000, where: 'count of a step' },
  minNs: { least: 0, most: daySeconds * 1e9, where: 'minNs of a step' },
  paceHz: { least: shortestSeconds, most: 1000, fractions: true, where: 'paceHz of a step' },
  seconds: { least: shortestSeconds, most: daySeconds, fractions: true, where: 'durationS and timeoutS of a step' },
  side: { least: 1, most: 65_535, where: 'width and height of a picture or feature' },
} as const satisfies Readonly<Record<string, Bound>>;

/** How many of something, and how large together. Each is a maximum. */
export const mostOf = {
  variants: { most: 1000, where: 'variants of a sweep or a catalogue' },
  sizes: { most: 100, where: 'sizes of a sweep' },
  side: { most: 16_384, where: 'width or height of sizes, quality.crop and --size, pixels' },
  pixels: { most: 2 ** 26, where: 'width times height of those' },
  cases: { most: 10_000, where: 'cases of a sweep: variants x compute units x sizes' },
  launches: { most: 50_000, where: 'measuring launches of a sweep: cases x measure.launches' },
  tiles: { most: 100_000, where: 'tiles of one picture' },
  plannedTiles: { most: 2_000_000, where: 'tiles in all steps of a plan' },
  testImages: { most: 10_000, where: 'images of a test set' },
  virtualPhones: { most: 32, where: 'run --virtual, and phones of a fleet file' },
  devices: { most: 200, where: 'devices of a lab file' },
  rules: { most: 1000, where: 'rules of a budgets file' },
  waivers: { most: 500, where: 'waivers of a budgets file' },
  fleet: { most: 200, where: 'fleet of a budgets file' },
  argument: { most: 4096, where: 'characters of an option or argument of the command line' },
  text: { most: 1000, where: 'characters of a name or path in a YAML file' },
  name: { most: 100, where: 'characters of the name of a sweep or variant, which names files' },
  yamlDepth: { most: 50, where: 'levels of lists and fields in a YAML file' },
  yamlAliases: { most: 100, where: 'aliases (*name) in a YAML file' },
  packageFiles: { most: 1000, where: 'files of a model package' },
  packageDepth: { most: 20, where: 'folders within folders of a model package' },
} as const satisfies Readonly<Record<string, { readonly most: number; readonly where: string }>>;

/** The largest file of each kind, in bytes. */
export const mostBytes = {
  yaml: { most: 64_000, where: 'a sweep, lab, budgets, catalogue or fleet file' },
  model: { most: 2 ** 31 - 1, where: 'a model with all its files' },
  manifest: { most: 1_000_000, where: 'the Manifest.json of a package' },
  array: { most: 1_000_000_000, where: 'an .npy file' },
  picture: { most: 1_000_000_000, where: 'a PNG, JPEG, WebP or TIFF file' },
  ipa: { most: 1_000_000_000, where: 'an .ipa' },
  inIpa: { most: 16_000_000, where: 'a property list or profile in an .ipa, unpacked' },
  plan: { most: 400_000_000, where: 'plan.json' },
  table: { most: 400_000_000, where: 'a table (.csv)' },
  lines: { most: 400_000_000, where: 'a journal or quality.jsonl' },
  events: { most: 64_000_000, where: 'the events of a launch' },
  message: { most: 64_000_000, where: 'a message to a virtual iPhone, of any of its services' },
} as const satisfies Readonly<Record<string, { readonly most: number; readonly where: string }>>;

/** What a number lies between, as a person reads it: `a whole number from 1 to 1,000`. */
export const rangeText = ({ least, most, fractions }: Bound): string =>
  `a ${fractions ? '' : 'whole '}number from ${inFull(least)} to ${inFull(most)}`;

/** `100,000`, since a person counts no zeros. */
export const inFull = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 20 });

export const isWithin = (value: number, { least, most, fractions }: Bound): boolean =>
  value >= least && value <= most && (fractions === true || Number.isInteger(value));

/** A number within its bound; its error says what was given and what is taken. */
export function numberWithin(bound: Bound) {
  const error = ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? `is missing; give ${rangeText(bound)}` : `is ${shown(input)}; give ${rangeText(bound)}`;
  const number = z.number({ error }).min(bound.least, { error }).max(bound.most, { error });
  return bound.fractions ? number : number.int({ error });
}

const longestShown = 40;

function shown(input: unknown): string {
  const text = typeof input === 'number' ? String(input) : JSON.stringify(input);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** A text that is not longer than this many characters. */
export const textWithin = (most: number) =>
  z.string().max(most, { error: `is longer than ${inFull(most)} characters; shorten it` });
