import { isAtLeast } from '../contract/ios-version.js';
import type { WdaWay } from '../phone/capabilities.js';
import type { HarnessApp } from '../phone/harness-app.js';
import type { PhoneFacts } from '../phone/phone-facts.js';
import { describeTimeLeft, refusalOf } from '../phone/profile.js';
import type { Profile } from '../phone/profile.js';
import { firstWithTunnel, seconds, slowMs } from '../phone/tunnel.js';
import type { TunnelState } from '../phone/tunnel.js';
import type { WdaAnswer } from '../phone/wda.js';
import type { Signing } from '../plan/lab.js';
import { shippedFile } from '../project.js';
import { ok, todo, unknown, warning } from './finding.js';
import type { Finding, PhoneCheck, Verdict } from './finding.js';
import { problemsOf } from './known-bad.js';

/** What the findings on a phone depend on besides the phone. */
export interface Circumstances {
  readonly now: Date;
  readonly way: WdaWay;
  readonly signing?: Signing | undefined;
  /** What a run would install; absent without an .ipa. */
  readonly app?: Pick<HarnessApp, 'bundleId' | 'build'> | undefined;
  /** The profile in that .ipa; absent where nobody signed it. */
  readonly profile?: Profile | undefined;
  /** Builds that are on the phone, by their bundle id; absent when the phone does not tell. */
  readonly installed?: ReadonlyMap<string, string> | undefined;
  readonly tunnel: TunnelState;
  /** Why this host cannot load the driver's library for tunnels, without which it takes none; absent where it can. */
  readonly noTunnelLibrary?: string | undefined;
  /** What its WebDriverAgent answered; absent where nobody keeps one running. */
  readonly wda?: WdaAnswer | undefined;
  readonly driver?: string | undefined;
  readonly xcode?: string | undefined;
}

const firstIos = { major: 16 };
/** A sweep pushes every model and compiles it. The compiled model and its cache can be several times as large. */
const minFreeBytes = 8e9;
/** A profile that expires sooner may expire during a nightly run. */
const minProfileMs = 2 * 24 * 3600 * 1000;
/** iOS offers Low Power Mode here, and slows a phone with little charge. */
const minBatteryPercent = 20;
/** Apple has no such product type, so that no tool takes a virtual iPhone for a real one. It asks for no signature. */
const isVirtual = ({ model }: PhoneFacts): boolean => model?.startsWith('iPhone99,') === true;

const tunnelCommand = 'run in a separate terminal: sudo npx appium driver run xcuitest tunnel-creation';

const startAgain =
  'start the tunnels again with the phone plugged in: sudo npx appium driver run xcuitest tunnel-creation';

/** A phone that a run has at this moment: nothing else may be asked of it, since the run may be timing. */
export const findingsInUse = (phone: Pick<PhoneFacts, 'transport'>): Finding<PhoneCheck>[] => [
  { what: 'transport', ...judgeTransport(phone) },
  {
    what: 'in use',
    ...warning('a run has it, so nothing else was asked', 'wait until the run has ended, then look again'),
  },
];

/** Everything that a phone needs before a run, in the order in which a person does it. */
export function phoneFindings(phone: PhoneFacts, circumstances: Circumstances): Finding<PhoneCheck>[] {
  const { app, wda } = circumstances;
  const tunnel = judgeTunnel(phone, circumstances);
  const profile = app && judgeProfile(phone, circumstances);
  const acts = wda?.kind === 'ready' && wda.acts === true;
  return [
    { what: 'iOS', ...judgeIos(phone) },
    { what: 'transport', ...judgeTransport(phone) },
    {
      what: 'trust',
      ...(phone.trusted
        ? ok('the phone trusts this computer')
        : todo('the phone does not trust this computer', 'unlock the phone, plug it in again and tap Trust')),
    },
    { what: 'Developer Mode', ...judgeDeveloperMode(phone) },
    {
      what: 'UI Automation',
      ...(acts
        ? ok('WebDriverAgent saw the screen')
        : unknown('the host cannot see it', 'Settings > Developer > Enable UI Automation: on')),
    },
    { what: 'unlocked', ...judgeLock(phone, wda) },
    {
      what: 'no passcode',
      ...unknown(
        'the phone tells it only while it is locked',
        'Settings > Face ID & Passcode > Turn Passcode Off, so that it never locks',
      ),
    },
    { what: 'Auto-Lock', ...unknown('the host cannot see it', 'Settings > Display & Brightness > Auto-Lock: Never') },
    {
      what: 'notifications',
      ...unknown(
        'the host cannot see them',
        'Settings > Focus > Do Not Disturb: on, with nobody and no app allowed: an alert over the app voids a measurement',
      ),
    },
    {
      what: 'brightness',
      ...unknown(
        'the host cannot see it',
        'Settings > Accessibility > Display & Text Size > Auto-Brightness: off, then set the brightness to a quarter',
      ),
    },
    { what: 'Low Power Mode', ...unknown('the host cannot see it', 'Settings > Battery > Low Power Mode: off') },
    { what: 'battery', ...judgeBattery(phone) },
    { what: 'thermal state', ...judgeHeat(wda) },
    { what: 'free space', ...judgeSpace(phone) },
    ...(tunnel ? [{ what: 'tunnel' as const, ...tunnel }] : []),
    ...problemsOf({
      way: circumstances.way.kind,
      ios: phone.osVersion,
      driver: circumstances.driver,
      xcode: circumstances.xcode,
    }).map(({ goesWrong, remedy, source }) => ({
      what: 'known problem' as const,
      ...todo(`${goesWrong} (${source})`, remedy),
    })),
    ...(profile ? [{ what: 'profile' as const, ...profile }] : []),
    {
      what: 'certificate trusted',
      ...(acts
        ? ok('WebDriverAgent runs')
        : unknown(
            'the host cannot see it',
            'once the app or WebDriverAgent is installed: Settings > General > VPN & Device Management > your Apple ID > Trust',
          )),
    },
    ...(app ? [{ what: 'app on the phone' as const, ...judgeInstalled(app, circumstances) }] : []),
    { what: 'WebDriverAgent', ...judgeWda(phone, circumstances) },
  ];
}

const judgeIos = ({ osVersion, osBuild }: PhoneFacts): Verdict =>
  isAtLeast(osVersion, firstIos) === true
    ? ok(`${osVersion}${osBuild === undefined ? '' : ` (${osBuild})`}`)
    : todo(`the app needs iOS ${String(firstIos.major)} or later, and this is ${osVersion}`, 'update the phone');

const judgeTransport = ({ transport }: Pick<PhoneFacts, 'transport'>): Verdict => {
  switch (transport) {
    case 'usb':
      return ok('on the cable');
    case 'wifi':
      return warning('on Wi-Fi alone, which is slow and may drop out', 'plug it in with a cable');
  }
};

function judgeDeveloperMode({ developerMode }: PhoneFacts): Verdict {
  const action = 'Settings > Privacy & Security > Developer Mode: on, then let the phone restart';
  if (developerMode === undefined) return unknown('the phone does not tell', action);
  return developerMode ? ok('on') : todo('off', action);
}

function judgeLock({ locked }: PhoneFacts, wda: WdaAnswer | undefined): Verdict {
  const screenLocked = wda?.kind === 'ready' ? wda.screenLocked : undefined;
  if (locked === true || screenLocked === true) return todo('the phone is locked', 'unlock it');
  return locked === undefined && screenLocked === undefined
    ? unknown('the phone does not tell', 'unlock it')
    : ok('not locked');
}

function judgeBattery({ battery }: PhoneFacts): Verdict {
  if (battery === undefined) return unknown('the phone does not tell', 'see that it is charged and charges');
  const { levelPercent, charging } = battery;
  const saw = `${String(levelPercent)} %, ${charging ? 'charging' : 'not charging'}`;
  return levelPercent >= minBatteryPercent ? ok(saw) : todo(saw, 'leave it on its cable until it has 50 %');
}

const thermalStates = ['nominal', 'fair', 'serious', 'critical'] as const;

function judgeHeat(wda: WdaAnswer | undefined): Verdict {
  const state = wda?.kind === 'ready' ? wda.thermalState : undefined;
  if (state === undefined) {
    return unknown('WebDriverAgent, which would tell, was not asked', 'feel that the phone is not warm');
  }
  const saw = thermalStates[state] ?? String(state);
  return state <= 1 ? ok(saw) : todo(saw, 'let the phone cool down, out of the sun and of its case');
}

function judgeSpace({ freeBytes }: PhoneFacts): Verdict {
  const action = `free ${formatGb(minFreeBytes)} for a sweep: Settings > General > iPhone Storage`;
  if (freeBytes === undefined) return unknown('the phone does not tell', action);
  const saw = `${formatGb(freeBytes)} free`;
  return freeBytes >= minFreeBytes ? ok(saw) : todo(saw, action);
}

const formatGb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Undefined where no tunnel matters: before iOS 18, and where neither one is needed nor a registry hides the phone. */
function judgeTunnel({ osVersion }: PhoneFacts, circumstances: Circumstances): Verdict | undefined {
  const { way, tunnel, noTunnelLibrary } = circumstances;
  if (isAtLeast(osVersion, firstWithTunnel) === false) return undefined;
  if (noTunnelLibrary !== undefined) {
    return way.kind === 'preinstalled'
      ? todo(
          `the driver's library for tunnels cannot be loaded here: ${noTunnelLibrary}`,
          'build it for this host: docs/install.md, Tunnels',
        )
      : undefined;
  }
  switch (tunnel.kind) {
    case 'answers':
      return tunnel.afterMs < slowMs
        ? ok('registered, and it answers')
        : warning(
            `it took ${seconds(tunnel.afterMs)} to answer; the driver gives a service up after 10 s and goes through usbmux`,
            'unlock the phone and start the tunnels again (https://github.com/appium/appium-ios-remotexpc/issues/233)',
          );
    case 'dead':
    case 'silent':
      return todo(
        `still registered, and nothing answers in it (${tunnel.kind === 'dead' ? tunnel.why : `nothing came within ${seconds(tunnel.forMs)}`}): it ended, or the phone left and came back`,
        startAgain,
      );
    case 'other_phone':
      return todo(`the registry leads to another phone, ${tunnel.udid}: the tunnel to this one has ended`, startAgain);
    case 'not_listed':
      return todo(
        'tunnel lost: a tunnel registry runs without this phone, and hides it from the driver (https://github.com/appium/appium-xcuitest-driver/issues/2986)',
        startAgain,
      );
    case 'no_registry':
      return way.kind === 'preinstalled' ? todo('the driver has no tunnel to the phone', tunnelCommand) : undefined;
  }
}

function judgeProfile(phone: PhoneFacts, { profile, now }: Circumstances): Verdict {
  if (profile === undefined) {
    return isVirtual(phone)
      ? ok('a virtual iPhone asks for none')
      : todo('nobody signed Harness.ipa', 'run npx rezbench build');
  }
  const left = describeTimeLeft(profile.expires, now);
  switch (refusalOf(profile, phone.udid, now)) {
    case 'expired':
      return todo(left, 'run npx rezbench build for a new one');
    case 'other-phones':
      return todo('it does not name this phone', `run npx rezbench build --device ${phone.udid}`);
    case undefined:
      // A free team's profile expires after seven days.
      return profile.expires.getTime() - now.getTime() < minProfileMs
        ? todo(left, 'run npx rezbench build for a new one')
        : ok(left);
  }
}

function judgeInstalled({ bundleId, build }: NonNullable<Circumstances['app']>, { installed }: Circumstances): Verdict {
  if (installed === undefined) return unknown('the phone does not tell', 'trust this computer and unlock the phone');
  const there = installed.get(bundleId);
  if (there === undefined) return ok(`not there; the first session installs build ${build}`);
  return there === build ? ok(`build ${build}`) : ok(`build ${there}; the next session replaces it by build ${build}`);
}

function judgeWda(phone: PhoneFacts, { way, wda, signing, installed }: Circumstances): Verdict {
  switch (way.kind) {
    case 'running':
      return judgeRunningWda(way.url, wda);
    case 'xcode':
      return signing
        ? ok('Xcode builds and starts it with the first session')
        : todo(
            'the lab file does not say who signs it',
            'run npx rezbench setup --team TEAM --bundle-id ID with your team and a bundle id of your own',
          );
    case 'preinstalled':
      if (installed === undefined) {
        return unknown('the phone does not tell', `see that ${way.bundleId} is installed on it`);
      }
      return installed.has(way.bundleId)
        ? ok(`${way.bundleId} is installed`)
        : todo(
            `${way.bundleId} is not installed`,
            `sign and install it: ${shippedFile('docs/setup.md')}, WebDriverAgent`,
          );
    case 'none':
      return todo(
        `nothing on this host can start it on iOS ${phone.osVersion}`,
        'use a Mac, or start it elsewhere and give its wda.url in the lab file',
      );
  }
}

function judgeRunningWda(url: string, wda: WdaAnswer | undefined): Verdict {
  switch (wda?.kind) {
    case 'ready':
      return ok(`answers at ${url}`);
    case 'orphaned':
      return todo(
        'it answers, and iOS lets it do nothing: the test session that started it is over',
        'unlock the phone and start WebDriverAgent again',
      );
    case 'silent':
    case undefined:
      return todo(`nothing answers at ${url}`, 'unlock the phone and start WebDriverAgent again, or correct wda.url');
  }
}
