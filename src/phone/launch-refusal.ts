/** Why iOS does not launch the app: the same for every launch until a person, or the next session, does something. */
export type LaunchRefusal = 'locked' | 'untrusted' | 'not_installed';

/**
 * Reads the refusal out of what WebDriverAgent says of a launch: one line, the description of iOS's error. Undefined for
 * any other failure. Recorded: a missing app (https://github.com/appium/WebDriverAgent/pull/706); the words for a locked
 * phone and an untrusted developer are CoreDevice's for the same errors.
 */
export function launchRefusalIn(reason: string): LaunchRefusal | undefined {
  if (!/FBSOpenApplication(Service)?ErrorDomain/.test(reason)) return undefined;
  if (/\bLocked\b|could not be, unlocked/.test(reason)) return 'locked';
  if (/invalid code signature|explicitly trusted/.test(reason)) return 'untrusted';
  if (/returned nil for|\bNotFound\b/.test(reason)) return 'not_installed';
  return undefined;
}

/** What a person has to know about a refusal, as a clause. */
export function explainRefusal(refusal: LaunchRefusal): string {
  switch (refusal) {
    case 'locked':
      return lockedSentence;
    case 'untrusted':
      return "iOS does not trust the app's developer, or the app's profile has expired; trust them in Settings, General, VPN & Device Management, or run npx rezbench build and then doctor";
    case 'not_installed':
      return 'the app is no longer on it; the next session installs it';
  }
}

/** What to do about a phone that is locked. */
export const lockedSentence = 'it is locked; unlock it, and set Auto-Lock to Never in Settings, Display & Brightness';
