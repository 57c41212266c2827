import { expect } from 'chai';
import { describe, it } from 'mocha';
import { explainAppiumLog } from './wda-failures.js';

/** Lines as the threads that src/setup/wda-failures.ts names quote them. */
const cases: readonly (readonly [line: string, explanation: RegExp])[] = [
  [
    'Error Domain=com.apple.dt.deviceprep Code=-3 "Unlock Test iPhone to Continue" UserInfo={NSLocalizedRecoverySuggestion=Xcode cannot launch WebDriverAgentRunner on Test iPhone because the device is locked.}',
    /^the phone is locked; unlock it/,
  ],
  ['Unable to launch org.example because the device was not, or could not be, unlocked.', /^the phone is locked/],
  ['Unexpected data: {"Error":"PasswordProtected","Request":"StartSession"}', /^the phone has restarted .*; unlock it/],
  [
    'Unexpected data: {"Error":"InvalidHostID","Request":"StartSession"}',
    /^the phone does not trust this host; .*tap Trust/,
  ],
  [
    'error: Developer Mode disabled To use iPhone for development, enable Developer Mode in Settings → Privacy & Security.',
    /^Developer Mode is off/,
  ],
  [
    "Unable to launch com.lab.WebDriverAgentRunner.xctrunner because it has an invalid code signature, inadequate entitlements or its profile has not been explicitly trusted by the user. : Failed to launch process with bundle identifier 'com.lab.WebDriverAgentRunner.xctrunner'.",
    /VPN & Device Management > your Apple ID > Trust/,
  ],
  [
    '{ platform:iOS, arch:arm64e, id:00008101-0, name:P, error:P is busy: Preparing P for development }',
    /still preparing the phone/,
  ],
  [
    'unable to mount developer disk image, (Error Domain=com.apple.dtdevicekit Code=601 "Could not locate device support files." UserInfo={DeviceType=iPhone10,3})',
    /does not know the phone's iOS; update Xcode/,
  ],
  ['ERROR: The developer disk image could not be mounted on this device. (12040)', /disk image is not mounted/],
  ['Cannot test target "WebDriverAgentRunner" on "P": Logic Testing Unavailable', /select Xcode 26\.3 or older/],
  [
    'The test runner failed to initialize for UI testing. (Underlying Error: Timed out while enabling automation mode.)',
    /Enable UI Automation/,
  ],
  [
    'Error Domain=XCTDaemonErrorDomain Code=41 "Not authorized for performing UI testing actions."',
    /start it again, with the phone unlocked$/,
  ],
  ['Error Code=10300 "Failed to background test runner within 30.0s."', /tunnel-creation$/],
  [
    'error: accessing build database "/x/build.db": database is locked Possibly there are two concurrent builds running in the same filesystem location.',
    /one run after the other/,
  ],
  ['Failed to start the preinstalled WebDriverAgent in 60000 ms.', /is not on the phone, or iOS does not start it/],
  [
    "Error: Failed launch preinstalled WebDriverAgent via RemoteXPC for '00008120-1' (RemoteXPC is not available for this session)",
    /has no tunnel to the phone, .*tunnel-creation$/,
  ],
  [
    'Unable to launch WebDriverAgent. Original error: connect ECONNREFUSED fd6e:1f2a::1:58512. Make sure',
    /is registered, and nothing answers in it; start the tunnels again/,
  ],
  [
    'Unable to launch WebDriverAgent. Original error: connect ECONNREFUSED 127.0.0.1:8100. Make sure',
    /^WebDriverAgent does not answer/,
  ],
  ["Unknown device or simulator UDID: '00008120-1'", /the driver does not see the phone/],
  ['error: Signing for "WebDriverAgentRunner" requires a development team.', /signing\.team/],
  ['The certificate used to sign "WebDriverAgentRunner-Runner" has either expired or has been revoked.', /has expired/],
];

describe("why WebDriverAgent did not start, in Appium's log", () => {
  for (const [line, explanation] of cases) {
    it(`is said for: ${line.slice(0, 70)}`, () => {
      const log = [
        '2026-01-10 10:00:00:000 [XCUITestDriver@1a2b] Launching WebDriverAgent on the device',
        `2026-01-10 10:00:01:000 [Xcode] ${line}`,
        '2026-01-10 10:00:02:000 [XCUITestDriver@1a2b] Unable to launch WebDriverAgent. Original error: xcodebuild failed with code 65.',
      ];
      expect(explainAppiumLog(log.join('\n'))).to.match(explanation);
    });
  }

  it('is that it does not answer, where the log has no more', () => {
    expect(explainAppiumLog('Could not proxy command to the remote server. Original error: socket hang up')).to.match(
      /does not answer; run npx rezbench doctor/,
    );
  });

  it('is not made up', () => {
    expect(explainAppiumLog('Appium REST http interface listener started')).to.equal(undefined);
  });
});
