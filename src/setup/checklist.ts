import { isAtLeast } from '../contract/ios-version.js';
import type { PhoneFacts } from '../phone/phone-facts.js';
import { describeTimeLeft } from './expiry.js';
import type { Profile } from './profile.js';

/** One thing that a phone needs. The host sees whether it is so, or a person has to look. */
export interface ChecklistItem {
  readonly what: string;
  /** `unknown`: the host cannot see it, or the phone does not answer. */
  readonly state: 'ok' | 'todo' | 'unknown';
  /** What the host found, or where to look and what to do. */
  readonly note: string;
}

/** What the checklist depends on besides the phone. */
export interface Circumstances {
  readonly now: Date;
  /** The profile in Harness.ipa; absent without a signed Harness.ipa. */
  readonly profile?: Profile | undefined;
  /** Whether the driver's registry has a tunnel to the phone; absent where the driver needs none. */
  readonly tunnel?: boolean | undefined;
}

const firstIos = { major: 16 };
/** A sweep pushes every model and compiles it. The compiled model and its cache can be several times as large. */
const minFreeBytes = 8e9;
/** A profile that expires sooner may expire during a nightly run. */
const minProfileMs = 2 * 24 * 3600 * 1000;

/** Lists everything that a phone needs before a run, in the order in which a person does it. */
export function makeChecklist(phone: PhoneFacts, { now, profile, tunnel }: Circumstances): ChecklistItem[] {
  return [
    {
      what: 'iOS',
      ...(isAtLeast(phone.osVersion, firstIos) === true
        ? ok(phone.osVersion)
        : todo(`${phone.osVersion}: the app needs iOS ${String(firstIos.major)} or later; update the phone`)),
    },
    {
      what: 'trust',
      ...(phone.trusted
        ? ok('the phone trusts this computer')
        : todo('unlock the phone, plug it in again and tap Trust')),
    },
    {
      what: 'Developer Mode',
      ...judgeFact(
        phone.developerMode,
        ok('on'),
        todo('Settings > Privacy & Security > Developer Mode: on, then restart'),
      ),
    },
    { what: 'UI Automation', ...unknown('Settings > Developer > Enable UI Automation: on') },
    {
      what: 'certificate trusted',
      ...unknown('once the app or WebDriverAgent is installed: Settings > General > VPN & Device Management > Trust'),
    },
    {
      what: 'no passcode',
      ...(phone.locked === true
        ? todo('the phone is locked with a passcode: Settings > Face ID & Passcode > Turn Passcode Off')
        : unknown('the phone may have one: Settings > Face ID & Passcode > Turn Passcode Off, so that it never locks')),
    },
    { what: 'Auto-Lock', ...unknown('Settings > Display & Brightness > Auto-Lock: Never') },
    { what: 'free space', ...judgeSpace(phone.freeBytes) },
    { what: 'app', ...judgeProfile(phone.udid, profile, now) },
    ...(tunnel === undefined
      ? []
      : [
          {
            what: 'tunnel',
            ...(tunnel
              ? ok('registered')
              : todo('run in a separate terminal: sudo npx appium driver run xcuitest tunnel-creation')),
          },
        ]),
  ];
}

type Finding = Pick<ChecklistItem, 'state' | 'note'>;
const ok = (note: string): Finding => ({ state: 'ok', note });
const todo = (note: string): Finding => ({ state: 'todo', note });
const unknown = (note: string): Finding => ({ state: 'unknown', note });

const judgeFact = (fact: boolean | undefined, good: Finding, bad: Finding): Finding =>
  fact === undefined ? unknown(bad.note) : fact ? good : bad;

function judgeSpace(bytes: number | undefined): Finding {
  const remedy = `a sweep may need ${formatGb(minFreeBytes)}: Settings > General > iPhone Storage`;
  if (bytes === undefined) return unknown(remedy);
  return bytes >= minFreeBytes ? ok(`${formatGb(bytes)} free`) : todo(`${formatGb(bytes)} free; ${remedy}`);
}

const formatGb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

function judgeProfile(udid: string, profile: Profile | undefined, now: Date): Finding {
  if (profile === undefined) return todo('there is no signed Harness.ipa: run rezbench build');
  if (profile.devices && !profile.devices.includes(udid)) {
    return todo(`its profile does not name this phone: run rezbench build --device ${udid}`);
  }
  const left = `its profile: ${describeTimeLeft(profile.expires, now)}`;
  // A free team's profile expires after seven days.
  return profile.expires.getTime() - now.getTime() < minProfileMs
    ? todo(`${left}; run rezbench build for a new one`)
    : ok(left);
}
