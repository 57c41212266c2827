import { titleOf } from '../phone/target.js';
import type { LabDevice } from '../plan/lab.js';
import { ok, todo } from './finding.js';
import type { Finding, HostCheck, Verdict } from './finding.js';
import type { AppFacts, HostFacts, XcodeFacts } from './host-facts.js';
import { compareVersions } from './known-bad.js';

/** package.json's engines. */
const firstNode = '20.19.0';
/** The project's format and Swift 6 (docs/swift-app.md). */
const firstXcode = '16';
/** Raw outputs of a test set and logs of a night. */
const minFreeBytes = 5e9;

/** What a run needs of this host. `missing` are phones that the lab requires and usbmuxd does not list. */
export function hostFindings(facts: HostFacts, missing: readonly LabDevice[]): Finding<HostCheck>[] {
  const { node, xcode, driver, appiumHome, canListen, freeBytes, usbmuxdAnswers, app } = facts;
  return [
    {
      what: 'Node',
      ...(compareVersions(node, firstNode) >= 0
        ? ok(node)
        : todo(`${node}, and rezbench needs ${firstNode} or later`, 'install a newer Node: https://nodejs.org')),
    },
    ...(xcode ? [{ what: 'Xcode' as const, ...judgeXcode(xcode) }] : []),
    {
      what: 'driver',
      ...(driver
        ? ok(
            `appium-xcuitest-driver ${driver.version}${driver.wda === undefined ? '' : `, WebDriverAgent ${driver.wda}`}`,
          )
        : todo(`${appiumHome} has no appium-xcuitest-driver`, 'unset APPIUM_HOME and run npm ci')),
    },
    {
      what: 'ports',
      ...(canListen
        ? ok('there are free ones')
        : todo(
            'this process may not listen on the loopback',
            'let Node listen there: look at the firewall, or at the sandbox that this runs in',
          )),
    },
    {
      what: 'disk',
      ...(freeBytes >= minFreeBytes
        ? ok(`${formatGb(freeBytes)} free`)
        : todo(`${formatGb(freeBytes)} free`, `free ${formatGb(minFreeBytes)} on the volume of this folder`)),
    },
    {
      what: 'usbmuxd',
      ...(usbmuxdAnswers
        ? ok('answers')
        : todo(
            'it does not answer, so no phone can be seen',
            process.platform === 'darwin'
              ? 'restart the Mac, or correct USBMUXD_SOCKET_ADDRESS if you set it'
              : 'install and start usbmuxd (apt install usbmuxd), or correct USBMUXD_SOCKET_ADDRESS if you set it',
          )),
    },
    ...missing.map((device) => ({
      what: 'lab file' as const,
      ...todo(
        `${titleOf(device)} is required and not attached`,
        'plug it in, or set required: false for it in the lab file',
      ),
    })),
    { what: 'app', ...judgeApp(app) },
  ];
}

function judgeXcode(xcode: XcodeFacts): Verdict {
  switch (xcode.kind) {
    case 'missing':
      return todo(xcode.why, 'install Xcode and run sudo xcode-select --switch /Applications/Xcode.app');
    case 'selected':
      return compareVersions(xcode.version, firstXcode) >= 0
        ? ok(xcode.version)
        : todo(`${xcode.version}, and the app needs Xcode ${firstXcode} or later`, 'update Xcode');
  }
}

function judgeApp(facts: AppFacts): Verdict {
  const action =
    process.platform === 'darwin'
      ? 'run npx rezbench build'
      : 'run npx rezbench build on a Mac and copy its harness-app/Harness.ipa here';
  switch (facts.kind) {
    case 'readable':
      return ok(`${facts.app.bundleId} build ${facts.app.build}`);
    case 'missing':
      return todo(`${facts.ipa} does not exist`, action);
    case 'damaged':
      return todo(
        facts.part === 'app' ? `${facts.ipa} is no .ipa of an app` : `the profile in ${facts.ipa} cannot be read`,
        action,
      );
  }
}

const formatGb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
