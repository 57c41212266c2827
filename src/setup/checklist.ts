import { isAtLeast } from '../contract/ios-version.js';
import type { PhoneFacts } from '../phone/phone-facts.js';
import { daysLeft } from './expiry.js';
import type { Profile } from './profile.js';

/** One thing that a phone needs: told by the host, or for a person to look at. */
export interface Check {
  readonly what: string;
  readonly state: 'ok' | 'to do' | 'cannot be told';
  /** What was found, or where to look and what to do. */
  readonly note: string;
}

/** What a phone is judged with. */
export interface Circumstances {
  readonly now: Date;
  /** The profile in Harness.ipa; absent when it has not been built. */
  readonly profile?: Profile | undefined;
  /** Whether a tunnel to the phone is registered; absent where the driver needs none. */
  readonly tunnel?: boolean | undefined;
}

const firstIos = { major: 16 };
/** A sweep pushes every model and compiles it; the compiled form and its cache can be several times as large. */
const wantedBytes = 8e9;
/** A profile that ends sooner may end during a nightly run. */
const soonMs = 2 * 24 * 3600 * 1000;

/** Everything a phone needs before it can be measured on, in the order in which it is done. */
export function checklist(phone: PhoneFacts, { now, profile, tunnel }: Circumstances): Check[] {
  return [
    {
      what: 'iOS',
      ...(isAtLeast(phone.osVersion, firstIos) === true
        ? ok(phone.osVersion)
        : toDo(`${phone.osVersion}: the app needs iOS ${String(firstIos.major)}; update the phone`)),
    },
    {
      what: 'trust',
      ...(phone.trusted ? ok('it trusts this computer') : toDo('unlock the phone, plug it in again and tap Trust')),
    },
    {
      what: 'Developer Mode',
      ...known(phone.developerMode, ok('on'), toDo('Settings > Privacy & Security > Developer Mode: on, then restart')),
    },
    { what: 'UI Automation', ...look('Settings > Developer > Enable UI Automation: on') },
    {
      what: 'certificate trusted',
      ...look('once the app or WebDriverAgent is installed: Settings > General > VPN & Device Management > Trust'),
    },
    {
      what: 'no passcode',
      ...(phone.locked === true
        ? toDo('it is locked with one: Settings > Face ID & Passcode > Turn Passcode Off')
        : look('it is not locked now; Settings > Face ID & Passcode > Turn Passcode Off, so that it never is')),
    },
    { what: 'Auto-Lock', ...look('Settings > Display & Brightness > Auto-Lock: Never') },
    { what: 'free space', ...space(phone.freeBytes) },
    { what: 'app', ...appCheck(phone.udid, profile, now) },
    ...(tunnel === undefined
      ? []
      : [
          {
            what: 'tunnel',
            ...(tunnel
              ? ok('registered')
              : toDo('in a terminal of its own: sudo npx appium driver run xcuitest tunnel-creation')),
          },
        ]),
  ];
}

type Verdict = Pick<Check, 'state' | 'note'>;
const ok = (note: string): Verdict => ({ state: 'ok', note });
const toDo = (note: string): Verdict => ({ state: 'to do', note });
const look = (note: string): Verdict => ({ state: 'cannot be told', note });

const known = (fact: boolean | undefined, good: Verdict, bad: Verdict): Verdict =>
  fact === undefined ? look(bad.note) : fact ? good : bad;

function space(bytes: number | undefined): Verdict {
  const wanted = `${gb(wantedBytes)} are wanted: Settings > General > iPhone Storage`;
  if (bytes === undefined) return look(wanted);
  return bytes >= wantedBytes ? ok(`${gb(bytes)} free`) : toDo(`${gb(bytes)} free; ${wanted}`);
}

const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

function appCheck(udid: string, profile: Profile | undefined, now: Date): Verdict {
  if (profile === undefined) return toDo('there is no signed Harness.ipa: rezbench build');
  if (profile.devices && !profile.devices.includes(udid)) {
    return toDo(`its profile does not name this phone: rezbench build --device ${udid}`);
  }
  const left = `its profile: ${daysLeft(profile.expires, now)}`;
  // A free team's profile holds for seven days.
  return profile.expires.getTime() - now.getTime() < soonMs
    ? toDo(`${left}; rezbench build makes a new one`)
    : ok(left);
}
