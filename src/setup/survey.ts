import { existsSync } from 'node:fs';
import { attachedPhones } from '../phone/discovery.js';
import { phoneFacts } from '../phone/phone-facts.js';
import type { PhoneFacts } from '../phone/phone-facts.js';
import { profileIn } from './build-app.js';
import { checklist } from './checklist.js';
import type { Check } from './checklist.js';
import { tunnelTo } from './tunnel.js';

/** A phone and what it still needs. */
export interface Surveyed {
  readonly phone: PhoneFacts;
  readonly checks: readonly Check[];
}

/** Looks at every attached phone, with the app that would be installed on it. */
export async function survey(ipa: string): Promise<Surveyed[]> {
  const profile = existsSync(ipa) ? profileIn(ipa) : undefined;
  const surveyed = [];
  for (const attached of await attachedPhones()) {
    const phone = await phoneFacts(attached);
    const tunnel = await tunnelTo(phone.udid, phone.osVersion);
    surveyed.push({ phone, checks: checklist(phone, { now: new Date(), profile, tunnel }) });
  }
  return surveyed;
}
