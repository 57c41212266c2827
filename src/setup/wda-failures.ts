import { shippedFile } from '../project.js';
import { xcodeFailures } from './xcode-failures.js';
import type { KnownFailure } from './xcode-failures.js';

/**
 * What is known to keep WebDriverAgent from starting, as Appium's log shows it. In the order of the search: what causes
 * others comes first. Each sign stands in the source named with it; none was recorded from a phone here.
 */
const startFailures: readonly KnownFailure[] = [
  {
    sign: /com\.apple\.dt\.deviceprep Code=-3|Unlock .{1,80} to Continue|because the device (is|was) (locked|not, or could not be, unlocked)|device was not, or could not be, unlocked|kAMDMobileImageMounterDeviceLocked|device is currently locked|The device is (passcode protected|locked)\./,
    means: 'the phone is locked',
    remedy: 'unlock it, set Auto-Lock to Never and turn its passcode off, then start again',
    source: 'https://github.com/frida/frida/issues/2898 and https://github.com/appium/appium/issues/9079',
  },
  {
    sign: /"Error": ?"PasswordProtected"/,
    means: 'the phone has restarted and nobody has unlocked it since',
    remedy: 'unlock it, and resume the run',
    source: 'libimobiledevice, lockdown.h',
  },
  {
    sign: /"Error": ?"(InvalidHostID|InvalidPairRecord|UserDeniedPairing|PairingDialogResponsePending)"/,
    means: 'the phone does not trust this host',
    remedy: 'connect it by cable, unlock it, and tap Trust, then resume the run',
    source: 'libimobiledevice, lockdown.h',
  },
  {
    sign: /Developer Mode (is )?disabled|enable Developer Mode in Settings/i,
    means: 'Developer Mode is off on the phone',
    remedy: 'turn on Settings > Privacy & Security > Developer Mode and let the phone restart, then start again',
    source: 'https://developer.apple.com/documentation/xcode/enabling-developer-mode-on-a-device',
  },
  {
    sign: /has not been explicitly trusted by the user|invalid code signature, inadequate entitlements/,
    means: 'iOS does not trust the certificate that WebDriverAgent is signed with',
    remedy: 'tap Settings > General > VPN & Device Management > your Apple ID > Trust on the phone, then start again',
    source: 'https://github.com/appium/appium/issues/13890',
  },
  {
    sign: /is busy: (Preparing|Copying|Making)|Preparing .{1,80} for development|Xcode will continue when/,
    means: 'Xcode is still preparing the phone',
    remedy:
      'keep it unlocked on the cable until Xcode > Window > Devices and Simulators shows no progress, then start again',
    source: 'https://github.com/flutter/flutter/issues/78134 and https://github.com/flutter/flutter/issues/147777',
  },
  {
    sign: /Could not locate device support files|may not be supported by this version of Xcode|version of the OS on the device is newer than the version of Xcode/,
    means: "this Xcode does not know the phone's iOS",
    remedy: 'update Xcode, or select a newer one with sudo xcode-select --switch',
    source: 'https://github.com/isaacs/github/issues/1751 and https://github.com/appium/appium-desktop/issues/1623',
  },
  {
    sign: /(developer disk image|DDI) could not be mounted|unable to mount developer disk image|Failed to (mount DDI|prepare device for development)|testmanagerd\.remote is not available in RSD/i,
    means: 'the developer disk image is not mounted on the phone',
    remedy: 'unlock the phone, restart it and plug it into a Mac with Xcode, which mounts the image, then start again',
    source:
      'https://github.com/frida/frida/issues/2898; for RSD the notes of github.com/mharizanov/iphone-agent (iOS 26)',
  },
  {
    sign: /Logic Testing (on iOS devices is not supported|Unavailable)/i,
    means: 'this Xcode cannot run WebDriverAgent on so old an iOS',
    remedy: 'select Xcode 26.3 or older with sudo xcode-select --switch',
    source: 'https://github.com/appium/appium-xcuitest-driver/issues/2908',
  },
  {
    sign: /Timed out while enabling automation mode/,
    means: 'UI Automation is off on the phone, or the phone is locked',
    remedy: 'turn on Settings > Developer > Enable UI Automation and unlock the phone, then start again',
    source:
      'https://github.com/facebookarchive/WebDriverAgent/issues/1088, and notes of two projects that met it on phones (2026)',
  },
  {
    sign: /Not authorized for performing UI testing actions|XCTDaemonErrorDomain Code=41/,
    means: 'the phone no longer lets its WebDriverAgent act, because the test session that started it is over',
    remedy: 'end WebDriverAgent on the phone and start it again, with the phone unlocked',
    source:
      'https://github.com/facebookarchive/WebDriverAgent/issues/1088; tests of github.com/tobyglenn/pokemon-go-automation (iOS 26.6)',
  },
  {
    sign: /Failed to background test runner within/,
    means: 'WebDriverAgent was started without a test session, which iOS no longer allows',
    remedy: 'keep a tunnel running: sudo npx appium driver run xcuitest tunnel-creation',
    source: 'https://github.com/appium/appium/issues/22636',
  },
  {
    sign: /database is locked\s+Possibly there are two concurrent builds/,
    means: 'two runs built WebDriverAgent for the same iOS at once',
    remedy: 'start one run after the other until each iOS has been built once',
    source: 'https://github.com/appium/appium/issues/12511',
  },
  {
    sign: /OSStatus error -10814|Failed to start the preinstalled WebDriverAgent/,
    means: 'WebDriverAgent is not on the phone, or iOS does not start it there',
    remedy: `sign and install it as ${shippedFile('docs/setup.md')} says under WebDriverAgent, and keep the phone unlocked`,
    source:
      'https://github.com/AppiumTestDistribution/appium-device-farm/issues/1809 and https://github.com/AppiumTestDistribution/appium-device-farm/issues/1606',
  },
  {
    sign: /Failed launch preinstalled WebDriverAgent via RemoteXPC .*(is not available|No tunnel found|not reachable|port not found)/,
    means: 'the driver has no tunnel to the phone, and cannot start the WebDriverAgent that is installed there',
    remedy: 'plug the phone in and start sudo npx appium driver run xcuitest tunnel-creation',
    source: 'appium-xcuitest-driver 12.13.1, lib/device/wda-host-ops.ts, asked on virtual iPhones',
  },
  {
    // Behind 127.0.0.1 is the port that WebDriverAgent was forwarded to, which says nothing of the tunnel.
    sign: /Unable to launch WebDriverAgent\. Original error: (connect E(CONNREFUSED|HOSTUNREACH|NETUNREACH|TIMEDOUT) (?!127\.0\.0\.1:)|Connection timed out)/,
    means: 'the tunnel to the phone is registered, and nothing answers in it',
    remedy: 'start the tunnels again with the phone plugged in: sudo npx appium driver run xcuitest tunnel-creation',
    source:
      'https://github.com/danielpaulus/go-ios/issues/641, and appium-xcuitest-driver 12.13.1, asked on virtual iPhones',
  },
  {
    sign: /Unknown device or simulator UDID/,
    means: 'the driver does not see the phone; a tunnel registry that runs hides the phones it has no tunnel to',
    remedy: 'plug the phone in and start sudo npx appium driver run xcuitest tunnel-creation anew',
    source: 'https://github.com/appium/appium-xcuitest-driver/issues/2986',
  },
];

/** Failures that say little by themselves, looked for when nothing else is found. */
const lastResorts: readonly KnownFailure[] = [
  {
    sign: /Unable to launch WebDriverAgent|Unable to start WebDriverAgent session|Could not proxy command to the remote server/,
    means: 'WebDriverAgent does not answer',
    remedy: 'run npx rezbench doctor, which asks it',
    source: 'appium-xcuitest-driver 12.13.1, lib/commands/wda/startup.ts',
  },
];

/**
 * Looks in Appium's log for the first known reason why a phone gave no session, and says it with its remedy. Undefined
 * for a log that shows none. With the capability showXcodeLog the log has all that xcodebuild wrote.
 */
export function explainAppiumLog(log: string): string | undefined {
  const known = [...startFailures, ...xcodeFailures, ...lastResorts].find(({ sign }) => sign.test(log));
  return known && `${known.means}; ${known.remedy}`;
}
