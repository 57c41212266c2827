import { z } from 'zod';
import { routes } from '../contract/route.js';
import { signingSchema } from '../plan/lab.js';
import type { LabDevice, LabFile } from '../plan/lab.js';
import { exitCodes, Problem } from '../problem.js';
import { transports } from './discovery.js';
import type { AttachedPhone } from './discovery.js';

/** A phone to measure on: attached, and what the lab file says about it. */
export const targetSchema = z.strictObject({
  udid: z.string(),
  name: z.string(),
  osVersion: z.string(),
  /** Such as 21F79, where the phone tells it before a session. */
  osBuild: z.string().optional(),
  /** Such as iPhone15,2, where the phone tells it before a session. */
  model: z.string().optional(),
  /** How it was attached when the run began. */
  transport: z.enum(transports).optional(),
  labName: z.string().optional(),
  /** A simulator on this Mac, which only `rezbench capture --simulator` asks for. */
  simulator: z.literal(true).optional(),
  /** Where its WebDriverAgent listens, when somebody else keeps that running. */
  wdaUrl: z.string().optional(),
  /** Where it is reached through a Selenium Grid: under which key, where the app lies on its node's host, and what route its node says. */
  grid: z.strictObject({ phone: z.string(), ipa: z.string(), route: z.enum(routes).optional() }).optional(),
  /** Who signs WebDriverAgent when Xcode starts it. */
  signing: signingSchema.optional(),
});
export type Target = Readonly<z.infer<typeof targetSchema>>;

/** A phone as people know it. */
export const titleOf = ({ name, udid }: Pick<Target, 'name' | 'udid'>): string => `${name} (${udid})`;

/**
 * The phones to measure on: every attached one, or the one asked for. A phone that is on Wi-Fi alone is left out, unless it
 * is asked for or in the lab file. Throws a Problem when there is none, or when one that the lab requires is missing.
 */
export function chooseTargets(attached: readonly AttachedPhone[], lab: LabFile, udid?: string): Target[] {
  if (attached.length === 0) {
    throw new Problem(
      'no iPhone is attached; plug one in, unlock it and trust this computer, or try a virtual one (npx rezbench virtual)',
      exitCodes.missing,
    );
  }
  const wanted = udid === undefined ? attached.filter((phone) => counts(phone, lab)) : only(attached, udid);
  if (wanted[0] === undefined) {
    const seen = attached.map((phone) => phone.udid).join(', ');
    throw new Problem(
      udid === undefined
        ? `no iPhone is on the cable; plug one in, or take one on Wi-Fi with --device UDID: ${seen}`
        : `no attached iPhone has the udid ${udid}; attached: ${seen}`,
      exitCodes.missing,
    );
  }
  const missing = lab.devices.find(
    (device) => device.required && udid === undefined && !attached.some((phone) => phone.udid === device.udid),
  );
  if (missing) {
    throw new Problem(
      `${titleOf(missing)} is required by the lab file and not attached; plug it in or set required: false`,
      exitCodes.missing,
    );
  }
  return wanted.map((phone) => targetOf(phone, lab));
}

/** What the lab file says of a phone, and of all. Undefined fields are left out, since a target is written as JSON. */
export function targetOf({ udid, name, osVersion, osBuild, model, transport }: AttachedPhone, lab: LabFile): Target {
  const known = inLab(lab, udid);
  return {
    udid,
    name,
    osVersion,
    ...(osBuild !== undefined && { osBuild }),
    ...(model !== undefined && { model }),
    transport,
    ...(known && { labName: known.name }),
    ...(known?.wda && { wdaUrl: known.wda.url }),
    ...(lab.signing && { signing: lab.signing }),
  };
}

/** What whoever starts a run should know of the choice, a sentence each. */
export function noticesOf(attached: readonly AttachedPhone[], lab: LabFile, udid?: string): string[] {
  return attached.flatMap((phone) => {
    const title = titleOf(phone);
    const isTaken = udid === undefined ? counts(phone, lab) : phone.udid === udid;
    if (phone.transport === 'wifi') {
      if (isTaken) return [`${title} is on Wi-Fi alone, which is slow and may drop out; plug it in`];
      return udid === undefined
        ? [`${title} is on Wi-Fi alone and left out; plug it in, or take it with --device ${phone.udid}`]
        : [];
    }
    const isStranger = udid === undefined && lab.devices.length > 0 && inLab(lab, phone.udid) === undefined;
    return isStranger
      ? [`${title} is not in the lab file and takes part all the same; npx rezbench setup adds it`]
      : [];
  });
}

const inLab = ({ devices }: LabFile, udid: string): LabDevice | undefined =>
  devices.find((device) => device.udid === udid);

const counts = ({ transport, udid }: AttachedPhone, lab: LabFile): boolean =>
  transport === 'usb' || inLab(lab, udid) !== undefined;

const only = (attached: readonly AttachedPhone[], udid: string): AttachedPhone[] =>
  attached.filter((phone) => phone.udid === udid);
