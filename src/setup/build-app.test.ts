import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { rezbench } from '../../test/rig/rezbench.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { fakeXcode, profileOf, signing } from '../../test/fake-xcodebuild.js';
import { problemOf } from '../../test/rig/problem.js';
import { buildApp, composeArguments, buildLogPath } from './build-app.js';
import { runXcodebuild } from './xcodebuild.js';

const expires = new Date('2099-05-06T07:08:09Z');

/** Lines that Xcode's documentation and issue threads quote. None was recorded from a run of Xcode. */
const failures: readonly (readonly [log: string, explanation: RegExp])[] = [
  [
    "xcode-select: error: tool 'xcodebuild' requires Xcode, but active developer directory '/Library/Developer/CommandLineTools' is a command line tools instance",
    /no Xcode is selected.*sudo xcode-select --switch/,
  ],
  [
    "You have not agreed to the Xcode license agreements. Please run 'sudo xcodebuild -license'",
    /sudo xcodebuild -license accept/,
  ],
  [
    "error: The project 'Harness' cannot be opened because it is in a future Xcode project file format (77).",
    /needs Xcode 16/,
  ],
  [
    'error: iOS 18.2 is not installed. Please download and install the platform from Xcode > Settings > Components.',
    /-downloadPlatform iOS/,
  ],
  [
    '/x/Harness.app: errSecInternalComponent\nCommand CodeSign failed with a nonzero exit code',
    /security unlock-keychain/,
  ],
  ['error: Signing for "Harness" requires a development team. Select a development team.', /signing\.team/],
  ['error: No Account for Team "ABCDE12345". Add a new account in Accounts settings.', /Settings > Accounts/],
  [
    'error: Failed Registering Bundle Identifier: The app identifier "dev.rezbench.harness" cannot be registered to your development team because it is not available.\nerror: No profiles for \'dev.rezbench.harness\' were found',
    /another team owns the bundle id.*signing\.bundle_id/,
  ],
  [
    'error: Your maximum App ID limit has been reached. You may create up to 10 App IDs every 7 days.',
    /wait seven days/,
  ],
  ['error: Your team has no devices from which to generate a provisioning profile.', /build --device UDID/],
  ['error: Device "lab" isn\'t registered in your developer account.', /not registered/],
  ['error: Provisioning profile "iOS Team" has expired', /has expired.*build again/],
  [
    "error: No profiles for 'org.example.harness' were found: Xcode couldn't find any iOS App Development provisioning profiles",
    /no provisioning profile/,
  ],
  [
    "warning: The iOS deployment target 'IPHONEOS_DEPLOYMENT_TARGET' is set to 16.0, but the range of supported deployment target versions is 17.0 to 30.0",
    /cannot build for iOS 16/,
  ],
  ["/a/App.swift:3:4: error: cannot find 'x' in scope", /the first error is: cannot find 'x' in scope/],
  ['** BUILD FAILED **', /its log contains no error message/],
];

describe('building the app', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const xcode = fakeXcode(folder.path, profileOf(expires, ['UDID-1']));
  const lab = join(folder.path, 'lab.yaml');
  const path = process.env['PATH'];
  before(() => {
    process.env['PATH'] = xcode.path;
    writeFileSync(lab, `signing: {team: ${signing.team}, bundle_id: ${signing.bundle_id}}\n`);
  });
  after(() => {
    process.env['PATH'] = path;
  });

  it('shows progress and warnings in order, writes everything to the log, and leaves an .ipa that runs find', async () => {
    const lines = [
      'Prepare packages',
      '',
      'CompileSwift normal arm64',
      '    cd /x',
      '/a.swift:1:1: warning: odd',
      '** BUILD SUCCEEDED **',
    ];
    xcode.answer(lines, 0);
    const shown: string[] = [];
    const product = await buildApp({ kind: 'signed', signing }, xcode.project, (line) => shown.push(line));
    expect(shown).to.deep.equal([lines[0], lines[2], lines[4], lines[5]]);
    expect(readFileSync(buildLogPath(xcode.project), 'utf8')).to.equal(`${lines.join('\n')}\n`);
    expect(product).to.deep.equal({
      kind: 'signed',
      app: { ipa: join(xcode.project, 'Harness.ipa'), bundleId: signing.bundle_id, build: '7' },
      profile: { expires, team: signing.team, devices: ['UDID-1'] },
    });
    expect(xcode.called()).to.include.members([
      '-allowProvisioningUpdates',
      'DEVELOPMENT_TEAM=ABCDE12345',
      'generic/platform=iOS',
    ]);
  });

  it('names the phone to register as the destination, and signs nothing for the simulator', () => {
    const destination = (args: readonly string[]) => args[args.indexOf('-destination') + 1];
    expect(destination(composeArguments({ kind: 'signed', signing, udid: 'U' }, xcode.project))).to.equal('id=U');
    const simulator = composeArguments({ kind: 'simulator' }, xcode.project);
    expect(destination(simulator)).to.equal('generic/platform=iOS Simulator');
    expect(simulator).to.include('CODE_SIGNING_ALLOWED=NO').and.not.include('-allowProvisioningUpdates');
  });

  it('derives the build number from the sources', () => {
    const number = () =>
      composeArguments({ kind: 'unsigned' }, xcode.project).find((arg) => arg.startsWith('CURRENT_'));
    const first = number();
    expect(number()).to.equal(first).and.match(/=\d+$/);
    writeFileSync(join(xcode.project, 'App/New.swift'), '// new');
    expect(number()).not.to.equal(first);
  });

  for (const [log, explanation] of failures) {
    it(`explains: ${log.slice(0, 70)}`, async () => {
      xcode.answer(log.split('\n'), 65);
      const logFile = join(folder.path, 'failed.log');
      const { message, exitCode } = await problemOf(() => runXcodebuild(['build'], logFile, () => undefined));
      expect(message).to.match(explanation).and.include(`the whole log is ${logFile}`).and.include('exit code 65');
      expect(exitCode).to.equal(2);
      expect(readFileSync(logFile, 'utf8')).to.equal(`${log}\n`);
    });
  }

  it('goes on when the disk under its log is full', async function () {
    if (!existsSync('/dev/full')) this.skip();
    xcode.answer(['** BUILD SUCCEEDED **'], 0);
    const shown: string[] = [];
    await runXcodebuild(composeArguments({ kind: 'unsigned' }, xcode.project), '/dev/full', (line) => shown.push(line));
    expect(shown).to.deep.equal(['** BUILD SUCCEEDED **']);
  });

  it('refuses an app without a profile, which no phone would accept', async () => {
    const bare = fakeXcode(join(folder.path, 'bare'), undefined);
    bare.answer([], 0);
    process.env['PATH'] = bare.path;
    const { message } = await problemOf(() => buildApp({ kind: 'signed', signing }, bare.project, () => undefined));
    process.env['PATH'] = xcode.path;
    expect(message).to.include('Harness.ipa has no provisioning profile');
    xcode.answer([], 0);
    const unsigned = await buildApp({ kind: 'unsigned' }, xcode.project, () => undefined);
    expect(unsigned).to.have.nested.property('app.ipa', join(xcode.project, 'Harness-unsigned.ipa'));
  });

  it('is a command that prints where the log and the app are', async () => {
    xcode.answer(['** BUILD SUCCEEDED **'], 0);
    const done = await rezbench(['build', '--lab', lab, '--project', xcode.project], { env: { PATH: xcode.path } });
    expect(done.exitCode, done.stderr).to.equal(0);
    expect(done.stdout).to.match(
      /Harness\.ipa: org\.example\.harness \(7\), team ABCDE12345, expires 2099-05-06 \(\d+ days left\)$/,
    );
    expect(done.stderr)
      .to.include(`log: ${buildLogPath(xcode.project)}`)
      .and.include('** BUILD SUCCEEDED **');
    const none = await rezbench(['build', '--lab', join(folder.path, 'none.yaml')]);
    expect(none.stderr).to.match(/none\.yaml: field signing is missing; run npx rezbench setup --team/);
    expect(none.exitCode).to.equal(2);
  });

  it('asks for a Mac where there is no Xcode', async () => {
    process.env['PATH'] = '/nowhere';
    const { message } = await problemOf(() => runXcodebuild([], join(folder.path, 'none.log'), () => undefined));
    process.env['PATH'] = xcode.path;
    expect(message).to.match(/this machine has no xcodebuild; build on a Mac/);
  });
});
