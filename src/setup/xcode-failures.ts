/** A known failure of xcodebuild: how its log shows it, what it means, how to fix it, and who reported it. */
export interface KnownFailure {
  readonly sign: RegExp;
  readonly means: string;
  readonly remedy: string;
  /** Where the sign was read; absent for words that several threads quote alike. */
  readonly source?: string;
}

/**
 * The known failures in the order of the search: a failure that causes others comes first. The signs come from Xcode's
 * documentation and public issue threads; none was recorded from a run of Xcode.
 */
export const xcodeFailures: readonly KnownFailure[] = [
  {
    sign: /xcode-select: error: tool 'xcodebuild' requires Xcode|unable to find utility "xcodebuild"/,
    means: 'no Xcode is selected, only the command line tools',
    remedy: 'install Xcode and run sudo xcode-select --switch /Applications/Xcode.app',
  },
  {
    sign: /not agreed to the Xcode (and Apple SDKs )?license|Xcode license agreement/i,
    means: "nobody has accepted Xcode's licence yet",
    remedy: 'run sudo xcodebuild -license accept',
  },
  {
    sign: /xcodebuild -runFirstLaunch|required plug-?in failed to load/i,
    means: 'Xcode has not finished its first launch',
    remedy: 'run sudo xcodebuild -runFirstLaunch',
  },
  {
    sign: /future Xcode project file format|Unable to read project .*objectVersion|SWIFT_VERSION '6(\.0)?' is unsupported/,
    means: 'this Xcode is older than the project, which needs Xcode 16',
    remedy: 'update Xcode, or select a newer one with sudo xcode-select --switch',
  },
  {
    sign: /(iOS|iOS Simulator) [\d.]+ (is not installed|must be installed)|Unable to find a destination matching .*generic\/platform|platform is not installed/i,
    means: 'Xcode lacks the iOS platform for this build',
    remedy: 'run xcodebuild -downloadPlatform iOS',
  },
  {
    sign: /errSecInternalComponent|User interaction is not allowed|errSecInteractionNotAllowed/,
    means: 'codesign cannot use the signing key, mostly because the keychain is locked, as it is over ssh',
    remedy: 'run security unlock-keychain ~/Library/Keychains/login.keychain-db in the same session and build again',
  },
  {
    sign: /requires a development team|No Account for Team|No Accounts?:|No "iOS Development" signing certificate/i,
    means: 'Xcode has no account or certificate for the team',
    remedy: 'add the Apple ID in Xcode > Settings > Accounts, and name its team in lab.yaml as signing.team',
  },
  {
    sign: /cannot be registered to your development team|app identifier .* is not available|bundle identifier is not available/i,
    means: 'another team owns the bundle id',
    remedy: 'choose another one in lab.yaml as signing.bundle_id',
  },
  {
    sign: /maximum App ID limit|maximum number of (apps|App IDs)/i,
    means: 'the free team has used up its App IDs for this week',
    remedy: 'use a bundle id that you used before, wait seven days, or use a paid team',
  },
  {
    sign: /team has no devices|isn't registered in your developer account|is not registered (in|with)|doesn't include the currently selected device/i,
    means: 'the phone is not registered with the team',
    remedy: 'attach it and run npx rezbench build --device UDID, so that Xcode registers it',
  },
  {
    sign: /profile .*(has )?expired|certificate .*(has )?(either )?(expired|been revoked)|expired on/i,
    means: 'the provisioning profile or the certificate has expired',
    remedy: 'open Xcode > Settings > Accounts > Manage Certificates, remove the expired one, and build again',
  },
  {
    sign: /No profiles for '|requires a provisioning profile|No profile for team|No provisioning profile/i,
    means: 'there is no provisioning profile for the bundle id',
    remedy:
      'check signing.team and signing.bundle_id in lab.yaml, and run npx rezbench build --device UDID with the phone attached',
  },
  {
    sign: /Unable to find a destination matching|is not available because|Developer Mode disabled/i,
    means: 'Xcode cannot use the phone that the build is for',
    remedy: 'unlock it, trust this Mac, turn on Developer Mode, and run npx rezbench setup',
  },
  {
    sign: /deployment target .* is set to|range of supported deployment target/i,
    means: 'this Xcode cannot build for iOS 16',
    remedy: 'select an Xcode that supports it with sudo xcode-select --switch',
  },
];

/** Explains the failure in a log with its remedy. For an unknown failure, quotes the first error. */
export function explainLog(log: string): string {
  const known = xcodeFailures.find(({ sign }) => sign.test(log));
  if (known) return `${known.means}; ${known.remedy}`;
  const [, error] = /(?:^|\s)(?:fatal )?error: (.+)$/m.exec(log) ?? [];
  return error === undefined ? 'its log contains no error message' : `the first error is: ${error.trim()}`;
}
