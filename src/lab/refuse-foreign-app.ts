import { existsSync } from 'node:fs';
import { readIpaProfile, refusalOf } from '../phone/profile.js';
import { titleOf } from '../phone/target.js';
import type { Target } from '../phone/target.js';
import { Problem } from '../problem.js';

/**
 * Throws a Problem for an app that one of the phones would refuse, before any session: its profile has expired, or does
 * not name the phone. An app without a profile passes, since a virtual iPhone asks for none.
 */
export function refuseForeignApp(ipa: string, targets: readonly Target[], now = new Date()): void {
  const profile = existsSync(ipa) ? readIpaProfile(ipa) : undefined;
  if (profile === undefined) return;
  for (const target of targets) {
    switch (refusalOf(profile, target.udid, now)) {
      case undefined:
        break;
      case 'expired':
        throw new Problem(
          `${ipa}: its provisioning profile expired on ${profile.expires.toISOString().slice(0, 10)}; run npx rezbench build for a new one`,
        );
      case 'other-phones':
        throw new Problem(
          `${ipa} is not signed for ${titleOf(target)}; run npx rezbench build --device ${target.udid}, or run without this phone`,
        );
    }
  }
}
