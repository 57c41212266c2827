import { existsSync } from 'node:fs';
import { attachedPhones } from '../phone/discovery.js';
import { phoneFacts } from '../phone/phone-facts.js';
import type { PhoneFacts } from '../phone/phone-facts.js';
import { readIpaProfile } from './build-app.js';
import { makeChecklist } from './checklist.js';
import type { ChecklistItem } from './checklist.js';
import { hasTunnel } from '../phone/tunnel.js';

/** A phone and its checklist. */
export interface PhoneSurvey {
  readonly phone: PhoneFacts;
  readonly checks: readonly ChecklistItem[];
}

/** Surveys every attached phone, and the profile of the app that a run would install on it. */
export async function surveyPhones(ipa: string): Promise<PhoneSurvey[]> {
  const profile = existsSync(ipa) ? readIpaProfile(ipa) : undefined;
  const surveys = [];
  for (const attached of await attachedPhones()) {
    const phone = await phoneFacts(attached);
    const tunnel = await hasTunnel(phone.udid, phone.osVersion);
    surveys.push({ phone, checks: makeChecklist(phone, { now: new Date(), profile, tunnel }) });
  }
  return surveys;
}
