import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fleetBounds, inFull, mostOf, numberWithin } from '../bounds/bounds.js';
import { computeUnits } from '../contract/job.js';
import { isAtLeast } from '../contract/ios-version.js';
import { modelOf, namesLike, typeCalled } from '../contract/phone-models.js';
import type { PhoneModel } from '../contract/phone-models.js';
import { routes } from '../contract/route.js';
import { firstWithTunnel } from '../phone/tunnel.js';
import { readYaml } from '../plan/yaml-file.js';
import { Problem } from '../problem.js';
import { identityOf, iosVersions, isKnownIos, releaseOf, usualIos } from './iphone/identity.js';
import type { Identity, IosVersion } from './iphone/identity.js';
import { usualAmbientC, usualThrottleC } from './modelled/power.js';
import type { Effect, ModelledPhone } from './modelled/settings.js';
import { fleetNames, fleets } from './noise/fleets.js';
import type { Noise } from './noise/fleets.js';

/** What a fleet file says: the phones, and whether their latency and memory are the host's or drawn from a model. */
export interface Fleet {
  readonly file: string;
  readonly latency: 'host' | 'modelled';
  readonly seed: number;
  readonly night: number;
  readonly phones: readonly Identity[];
  /** Of all it says, so that a run goes on with the same phones alone. */
  readonly sha256: string;
}

/** Of memory, from launch to launch: .3, .6 and 1.5 % by kind of farm. */
const memorySds = { quiet: 0.003, typical: 0.006, noisy: 0.015 } as const;

const name = z
  .string('is missing; give a name that no other phone of the fleet has')
  .regex(/^\S(.*\S)?$/, 'must be a name without spaces at its ends')
  .max(mostOf.name.most, `is longer than ${inFull(mostOf.name.most)} characters; shorten it`);
const spread = numberWithin(fleetBounds.spread);
const share = numberWithin(fleetBounds.share);

/** Says what is expected where something is no object; what is wrong within one says so itself. */
function noObject(text: string) {
  return ({ code }: { readonly code: string }): string | undefined => (code === 'invalid_type' ? text : undefined);
}

/** The numbers of `Noise`, as a fleet file writes them. */
const noiseFields = {
  night_sd: spread,
  launch_sd: spread,
  launch_arm_sd: spread,
  block_sd: spread,
  ar_sd: spread,
  ar_rho: share,
  white_sd: spread,
  slow_clock: spread,
  slow_clock_share: share,
  slow_clock_dwell: numberWithin(fleetBounds.dwell),
  spike_share: share,
  spike_scale: numberWithin(fleetBounds.spike),
  spike_tail: numberWithin(fleetBounds.spike),
  drift_per_hour_sd: spread,
  throttled_share: share,
  throttle: spread,
  throttle_spread: spread,
};
const kindsText = `must be ${fleetNames.join(', ')}, or numbers such as {like: quiet, launch_sd: 0.02}`;
/** A word is short for numbers that are all like one kind of farm. */
const noise = z.preprocess(
  (value) => (typeof value === 'string' ? { like: value } : value),
  z
    .strictObject({ like: z.enum(fleetNames, { error: kindsText }), ...noiseFields }, { error: noObject(kindsText) })
    .partial(),
);

/** `5 %`, also below zero, as a share of one. */
const percent = z
  .string('must be a percentage, such as 5 %')
  .regex(/^-?\d{1,4}(\.\d{1,6})? ?%$/, 'must be a percentage, such as 5 %')
  .transform((text) => Number.parseFloat(text) / 100)
  .refine((value) => value > -1, 'must be more than -100 %');

const modelText = 'must be what a phone is called, such as iPhone 14 Pro or iPhone15,2';
const buildText = 'must be a build of iOS in quotes, such as "22F76"';
const phoneSchema = z.strictObject({
  name,
  model: z
    .string(modelText)
    .max(mostOf.name.most, modelText)
    .superRefine((model, context) => {
      if (typeCalled(model) !== undefined) return;
      const like = namesLike(model).join(', ');
      context.addIssue({ code: 'custom', message: `no iPhone known here is called that; did you mean ${like}?` });
    })
    .optional(),
  ios: z
    .string('must be a version in quotes, such as "17.5"')
    .regex(/^\d{1,2}\.\d{1,2}(\.\d{1,2})?$/, 'must be a version in quotes, such as "17.5"')
    .optional(),
  // Without quotes YAML takes 22E240 for a number.
  build: z
    .string(buildText)
    .regex(/^[0-9A-Za-z]{1,12}$/, buildText)
    .optional(),
  transport: z.enum(routes, { error: 'must be usbmux or tunnel' }).optional(),
  speed: numberWithin(fleetBounds.speed).optional(),
  noise: noise.optional(),
  memory_sd: spread.optional(),
  ambient_c: numberWithin(fleetBounds.degrees).optional(),
  throttle_above_c: numberWithin(fleetBounds.degrees).optional(),
  memory_limit_mb: numberWithin(fleetBounds.memoryMb).optional(),
});
type FleetPhone = z.infer<typeof phoneSchema>;
const ofModelledPhone = ['speed', 'noise', 'memory_sd', 'ambient_c', 'throttle_above_c', 'memory_limit_mb'] as const;

const effectSchema = z
  .strictObject({
    phone: z.string().optional(),
    variant: z.string().optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{4,64}$/, 'must be the beginning of a sha256, four hexadecimal digits or more')
      .optional(),
    units: z.enum(computeUnits).optional(),
    app_build: z.string('must be a build of the app in quotes').min(1, 'must be a build of the app').optional(),
    from_night: numberWithin(fleetBounds.night).optional(),
    slower: percent.optional(),
    memory: percent.optional(),
    hungrier: percent.optional(),
  })
  .refine(
    ({ slower, memory, hungrier }) => [slower, memory, hungrier].some((change) => change !== undefined),
    'changes nothing; give slower, memory or hungrier',
  );

const fleetSchema = z
  .strictObject({
    version: z.literal(1, { error: 'this rezbench reads version 1; update rezbench' }).optional(),
    latency: z.enum(['host', 'modelled'], { error: 'must be host or modelled' }).default('host'),
    seed: numberWithin(fleetBounds.seed).optional(),
    night: numberWithin(fleetBounds.night).optional(),
    noise: noise.optional(),
    phones: z
      .array(phoneSchema, 'is missing; list the phones, a name each')
      .min(1, 'lists no phone; name one')
      .max(mostOf.virtualPhones.most, `lists more than ${inFull(mostOf.virtualPhones.most)} phones; leave some out`),
    base_ms: z.record(z.string(), numberWithin(fleetBounds.baseMs)).optional(),
    effects: z.array(effectSchema).max(mostOf.rules.most).optional(),
  })
  .superRefine(({ phones, latency, effects = [], ...fleet }, context) => {
    const say = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    phones.forEach((phone, index) => {
      if (phones.findIndex((other) => other.name === phone.name) < index)
        say(['phones', index, 'name'], `an earlier phone is ${phone.name} too; give each a name of its own`);
      if (phone.ios !== undefined && phone.build === undefined && !isKnownIos(phone.ios))
        say(['phones', index, 'ios'], `is no release whose build is known here; give its build too`);
      const outside = phone.ios === undefined ? undefined : outsideRange(phone);
      if (outside !== undefined) say(['phones', index, 'ios'], `${outside}; give one of these`);
      if (phone.build !== undefined && phone.ios === undefined)
        say(['phones', index, 'build'], 'is a build of no version; give ios too');
      if (phone.transport === 'tunnel' && isAtLeast(phone.ios ?? identityOf(1).osVersion, firstWithTunnel) !== true)
        say(
          ['phones', index, 'transport'],
          'only a phone with iOS 18 or later has a tunnel; write another ios, or usbmux',
        );
    });
    effects.forEach(({ phone }, index) => {
      if (phone !== undefined && !phones.some((known) => known.name === phone))
        say(['effects', index, 'phone'], `no phone is ${phone}; name one of phones`);
    });
    if (latency === 'modelled') return;
    const remedy = 'means something with latency: modelled alone; add that, or leave it out';
    for (const field of ['seed', 'night', 'noise', 'base_ms'] as const) {
      if (fleet[field] !== undefined) say([field], remedy);
    }
    if (effects.length > 0) say(['effects'], remedy);
    phones.forEach((phone, index) => {
      for (const field of ofModelledPhone) {
        if (phone[field] !== undefined) say(['phones', index, field], remedy);
      }
    });
  });
type FleetFile = z.infer<typeof fleetSchema>;

/**
 * Reads a fleet file. `night` takes the place of the file's own. Throws a Problem that names line and field, and for a night
 * of phones whose latency is the host's.
 */
export function readFleet(file: string, night?: number): Fleet {
  const read = readYaml(file, fleetSchema);
  const { latency, seed = 1 } = read;
  if (night !== undefined && latency === 'host') {
    throw new Problem(`--night ${String(night)}: ${file} has no latency: modelled; add that, or leave --night out`);
  }
  const tonight = night ?? read.night ?? 1;
  const phones = read.phones.map((phone, index): Identity => {
    const known = identityOf(index + 1);
    return {
      ...known,
      name: phone.name,
      productType: typeOf(phone) ?? known.productType,
      ...systemOf(phone, known),
      ...(phone.transport !== undefined && { tunnelled: phone.transport === 'tunnel' }),
      ...(latency === 'modelled' && { modelled: modelledPhone(phone, read, { seed, night: tonight }) }),
    };
  });
  const sha256 = createHash('sha256').update(JSON.stringify({ latency, phones })).digest('hex');
  return { file, latency, seed, night: tonight, phones, sha256 };
}

const typeOf = ({ model }: Pick<FleetPhone, 'model'>): string | undefined =>
  model === undefined ? undefined : typeCalled(model);

/** The versions of iOS that a phone's model takes, as a sentence, where the one that it is given is none of them. */
function outsideRange({ ios = '', ...phone }: Pick<FleetPhone, 'ios' | 'model'>): string | undefined {
  const model = modelOf(typeOf(phone) ?? '');
  if (model?.ios === undefined || takes(model.ios, ios)) return undefined;
  const { first, last } = model.ios;
  const to = last === undefined ? ' or later' : ` to ${String(last)}`;
  return `${model.name} runs iOS ${String(first)}${to}`;
}

function takes({ first, last = Infinity }: NonNullable<PhoneModel['ios']>, ios: string): boolean {
  const major = Number.parseInt(ios, 10);
  return major >= first && major <= last;
}

/** What a phone runs whose iOS the file leaves open: the usual release, or the earliest known one that its model takes. */
function releaseFor(phone: Pick<FleetPhone, 'model'>): IosVersion {
  const range = modelOf(typeOf(phone) ?? '')?.ios;
  const release = [usualIos, ...iosVersions].find((version) => range === undefined || takes(range, version));
  if (release === undefined) throw new Error(`no release is known that ${String(phone.model)} takes`);
  return release;
}

function systemOf(
  { ios, build, ...phone }: FleetPhone,
  { osBuild }: Identity,
): Pick<Identity, 'osVersion' | 'osBuild'> {
  if (ios === undefined) return releaseOf(releaseFor(phone));
  return { osVersion: ios, osBuild: build ?? (isKnownIos(ios) ? releaseOf(ios).osBuild : osBuild) };
}

function modelledPhone(
  phone: FleetPhone,
  { noise: common = {}, base_ms: baseMs = {}, effects = [] }: FleetFile,
  { seed, night }: Pick<Fleet, 'seed' | 'night'>,
): ModelledPhone {
  const asked = phone.noise ?? common;
  const { like = 'typical' } = asked;
  return {
    seed,
    phone: phone.name,
    night,
    speed: phone.speed ?? 1,
    noise: { ...fleets[like], ...noiseOf(asked) },
    memorySd: phone.memory_sd ?? memorySds[like],
    baseMs,
    effects: effects
      .filter((effect) => effect.phone === undefined || effect.phone === phone.name)
      .map(
        ({
          variant,
          sha256,
          units,
          app_build: appBuild,
          from_night: fromNight = 0,
          slower = 0,
          memory = 0,
          hungrier = 0,
        }): Effect => {
          const only = {
            ...(variant !== undefined && { variant }),
            ...(sha256 !== undefined && { sha256 }),
            ...(units !== undefined && { units }),
            ...(appBuild !== undefined && { appBuild }),
          };
          return { ...only, fromNight, slower, memory, hungrier };
        },
      ),
    ambientC: phone.ambient_c ?? usualAmbientC,
    throttleAboveC: phone.throttle_above_c ?? usualThrottleC,
    ...memoryLimit(phone),
  };
}

/** iOS lets an app have about half of the memory of the phone. */
const appShare = 0.5;

function memoryLimit({ memory_limit_mb: given, ...phone }: FleetPhone): { memoryLimitBytes?: number } {
  if (given !== undefined) return { memoryLimitBytes: given * 1e6 };
  const bytes = modelOf(typeOf(phone) ?? '')?.memoryBytes;
  return bytes === undefined ? {} : { memoryLimitBytes: bytes * appShare };
}

/** The given numbers by the names that the model has for them: `night_sd` is `nightSd`. */
function noiseOf(asked: Readonly<Partial<Record<keyof typeof noiseFields, number | undefined>>>): Partial<Noise> {
  const given = Object.keys(noiseFields).flatMap((field) => {
    const value = asked[field as keyof typeof noiseFields];
    return value === undefined
      ? []
      : [[field.replace(/_./g, (letters) => letters.slice(1).toUpperCase()), value] as const];
  });
  return Object.fromEntries(given);
}
