import type { Loss } from '../contract/outcome.js';
import { lockedSentence } from './launch-refusal.js';

/**
 * What lockdown says to a host that it does not let in (libimobiledevice, lockdown.h), and appium-ios-device for a host without
 * a pair record.
 */
const refusals = /InvalidHostID|InvalidPairRecord|UserDeniedPairing|PairingDialogResponsePending|pair record for udid/;
/** So it answers once it has restarted, until somebody enters the passcode. */
const sealed = /PasswordProtected/;

/** What the phone was lost to where its lockdown refuses this host; undefined for any other failure. */
export function pairingLossIn(reason: string): Loss | undefined {
  if (sealed.test(reason)) return { cause: 'phone', detail: lockedSentence, refusal: 'locked' };
  if (!refusals.test(reason)) return undefined;
  return { cause: 'phone', detail: unpairedSentence, refusal: 'unpaired' };
}

const unpairedSentence = 'it no longer trusts this host; connect it by cable, unlock it, and tap Trust';
