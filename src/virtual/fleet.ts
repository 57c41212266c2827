import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fleetBounds, inFull, mostOf, numberWithin } from '../bounds/bounds.js';
import { computeUnits } from '../contract/job.js';
import { isAtLeast } from '../contract/ios-version.js';
import { routes } from '../contract/route.js';
import { firstWithTunnel } from '../phone/tunnel.js';
import { readYaml } from '../plan/yaml-file.js';
import { Problem } from '../problem.js';
import { identityOf, isKnownIos, releaseOf } from './iphone/identity.js';
import type { Identity } from './iphone/identity.js';
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

const buildText = 'must be a build of iOS in quotes, such as "22F76"';
const phoneSchema = z.strictObject({
  name,
  model: z
    .string()
    .regex(/^iPhone\d{1,3},\d{1,3}$/, 'must be a device identifier, such as iPhone15,2')
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
});
type FleetPhone = z.infer<typeof phoneSchema>;

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
  })
  .refine(
    ({ slower, memory }) => slower !== undefined || memory !== undefined,
    'changes nothing; give slower or memory',
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
      for (const field of ['speed', 'noise', 'memory_sd'] as const) {
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
      productType: phone.model ?? known.productType,
      ...systemOf(phone, known),
      ...(phone.transport !== undefined && { tunnelled: phone.transport === 'tunnel' }),
      ...(latency === 'modelled' && { modelled: modelledPhone(phone, read, { seed, night: tonight }) }),
    };
  });
  const sha256 = createHash('sha256').update(JSON.stringify({ latency, phones })).digest('hex');
  return { file, latency, seed, night: tonight, phones, sha256 };
}

function systemOf(
  { ios, build }: FleetPhone,
  { osVersion, osBuild }: Identity,
): Pick<Identity, 'osVersion' | 'osBuild'> {
  if (ios === undefined) return { osVersion, osBuild };
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
        }): Effect => {
          const only = {
            ...(variant !== undefined && { variant }),
            ...(sha256 !== undefined && { sha256 }),
            ...(units !== undefined && { units }),
            ...(appBuild !== undefined && { appBuild }),
          };
          return { ...only, fromNight, slower, memory };
        },
      ),
  };
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
