import { z } from 'zod';
import { signingSchema } from '../plan/lab.js';
import type { LabDevice } from '../plan/lab.js';
import { exitCodes, Problem } from '../problem.js';
import type { AttachedPhone } from './discovery.js';

/** A phone to measure on: attached, and what the lab file says about it. */
export const targetSchema = z.strictObject({
  udid: z.string(),
  name: z.string(),
  osVersion: z.string(),
  /** Such as 21F79, where the phone tells it before a session. */
  osBuild: z.string().optional(),
  labName: z.string().optional(),
  /** A simulator on this Mac, which only `rezbench capture --simulator` asks for. */
  simulator: z.literal(true).optional(),
  /** Where its WebDriverAgent listens, when somebody else keeps that running. */
  wdaUrl: z.string().optional(),
  /** Who signs WebDriverAgent when Xcode starts it. */
  signing: signingSchema.optional(),
});
export type Target = Readonly<z.infer<typeof targetSchema>>;

/**
 * The phones to measure on: every attached one, or the one asked for. Throws a Problem when there is none, or when the
 * lab requires one that is not attached.
 */
export function chooseTargets(attached: readonly AttachedPhone[], lab: readonly LabDevice[], udid?: string): Target[] {
  if (attached.length === 0) {
    throw new Problem(
      'no iPhone is attached; plug one in, unlock it and trust this computer, or pass --virtual 1',
      exitCodes.missing,
    );
  }
  const wanted = attached.filter((phone) => udid === undefined || phone.udid === udid);
  if (wanted.length === 0) {
    const seen = attached.map((phone) => phone.udid).join(', ');
    throw new Problem(`no attached iPhone has the udid ${udid ?? ''}; attached: ${seen}`, exitCodes.missing);
  }
  const missing = lab.filter(
    (device) => device.required && udid === undefined && !attached.some((phone) => phone.udid === device.udid),
  );
  if (missing[0]) {
    throw new Problem(
      `${missing[0].name} (${missing[0].udid}) is required by the lab file and not attached; plug it in or set required: false`,
      exitCodes.missing,
    );
  }
  return wanted.map((phone) => {
    const known = lab.find((device) => device.udid === phone.udid);
    return {
      ...phone,
      ...(known && { labName: known.name }),
      ...(known?.wda && { wdaUrl: known.wda.url }),
      ...(known?.signing && { signing: known.signing }),
    };
  });
}
