import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.js';
import { readHarnessApp } from '../phone/harness-app.js';
import type { HarnessApp } from '../phone/harness-app.js';
import type { Signing } from '../plan/lab.js';
import { fileInIpa, packIpa } from './pack-ipa.js';
import { readProfile } from './profile.js';
import type { Profile } from './profile.js';
import { isTelling, xcodebuild } from './xcodebuild.js';

/** What is built: the signed app, for every registered phone or one to be registered; or without a signature. */
export type Build =
  | { readonly kind: 'signed'; readonly signing: Signing; readonly udid?: string | undefined }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'simulator' };

export type Built =
  | { readonly kind: 'signed'; readonly app: HarnessApp; readonly profile: Profile }
  | { readonly kind: 'unsigned'; readonly app: HarnessApp }
  | { readonly kind: 'simulator'; readonly path: string };

/** The arguments of xcodebuild in the folder of the project. */
export function buildArguments(build: Build, project: string): string[] {
  const udid = build.kind === 'signed' ? build.udid : undefined;
  const platform = build.kind === 'simulator' ? 'generic/platform=iOS Simulator' : 'generic/platform=iOS';
  return [
    '-project',
    join(project, 'Harness.xcodeproj'),
    '-scheme',
    'Harness',
    '-configuration',
    'Release',
    '-destination',
    // Only a named phone is registered with the team.
    udid === undefined ? platform : `id=${udid}`,
    '-derivedDataPath',
    join(project, 'build'),
    ...(build.kind === 'signed'
      ? [
          '-allowProvisioningUpdates',
          '-allowProvisioningDeviceRegistration',
          `DEVELOPMENT_TEAM=${build.signing.team}`,
          'CODE_SIGN_STYLE=Automatic',
          `PRODUCT_BUNDLE_IDENTIFIER=${build.signing.bundle_id}`,
        ]
      : ['CODE_SIGNING_ALLOWED=NO']),
    `CURRENT_PROJECT_VERSION=${sourceNumber(project)}`,
    'build',
  ];
}

export const buildLog = (project: string): string => join(project, 'build', 'xcodebuild.log');

/**
 * Builds the app with Xcode and packs it: `Harness.ipa`, or `Harness-unsigned.ipa`, in the folder of the project. An
 * app that is built for development needs no archive and no export, whose options change with Xcode's version.
 */
export async function buildApp(build: Build, project: string, show: (line: string) => void): Promise<Built> {
  const products = join(project, 'build/Build/Products');
  const app = join(products, `Release-iphone${build.kind === 'simulator' ? 'simulator' : 'os'}`, 'Harness.app');
  // What an earlier build left must not be taken for this one's.
  rmSync(app, { recursive: true, force: true });
  await xcodebuild(buildArguments(build, project), buildLog(project), (line) => {
    if (isTelling(line)) show(line);
  });
  if (!existsSync(app)) {
    throw new Problem(`xcodebuild succeeded and left no ${app}; its log, ${buildLog(project)}, says where it built`);
  }
  if (build.kind === 'simulator') return { kind: 'simulator', path: app };
  const ipa = join(project, build.kind === 'signed' ? 'Harness.ipa' : 'Harness-unsigned.ipa');
  packIpa(app, ipa);
  const read = readHarnessApp(ipa);
  if (build.kind === 'unsigned') return { kind: 'unsigned', app: read };
  const profile = profileIn(ipa);
  if (profile === undefined)
    throw new Problem(`${ipa} has no provisioning profile, so no phone takes it; see ${buildLog(project)}`);
  return { kind: 'signed', app: read, profile };
}

/** The provisioning profile in an .ipa; undefined when it has none. */
export function profileIn(ipa: string): Profile | undefined {
  const bytes = fileInIpa(ipa, 'embedded.mobileprovision');
  return bytes && readProfile(bytes);
}

/** The build number: the same sources have the same, so that every row says which app it was measured with. */
function sourceNumber(project: string): string {
  const hash = createHash('sha256');
  for (const part of ['App', 'Sources', 'Harness.xcodeproj']) {
    const files = readdirSync(join(project, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('xcuserdata'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) hash.update(file.slice(project.length)).update(readFileSync(file));
  }
  hash.update(readFileSync(join(project, 'Info.plist')));
  return String(hash.digest().readUInt32BE(0));
}
