import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.js';
import { readHarnessApp } from '../phone/harness-app.js';
import type { HarnessApp } from '../phone/harness-app.js';
import { readIpaProfile } from '../phone/profile.js';
import type { Profile } from '../phone/profile.js';
import type { Signing } from '../plan/lab.js';
import { packIpa } from './pack-ipa.js';
import { isNoteworthy, runXcodebuild } from './xcodebuild.js';

/** What to build: a signed app, for every registered phone or for one to register, or an app without a signature. */
export type Build =
  | { readonly kind: 'signed'; readonly signing: Signing; readonly udid?: string | undefined }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'simulator' };

export type BuildProduct =
  | { readonly kind: 'signed'; readonly app: HarnessApp; readonly profile: Profile }
  | { readonly kind: 'unsigned'; readonly app: HarnessApp }
  | { readonly kind: 'simulator'; readonly path: string };

/** Composes the arguments of xcodebuild for the project in this folder. */
export function composeArguments(build: Build, project: string): string[] {
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
    // Xcode registers a phone with the team only when the destination names it.
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
    `CURRENT_PROJECT_VERSION=${computeBuildNumber(project)}`,
    'build',
  ];
}

export const buildLogPath = (project: string): string => join(project, 'build', 'xcodebuild.log');

/**
 * Builds the app with Xcode and packs it as `Harness.ipa` or `Harness-unsigned.ipa` in the project's folder. A
 * development build needs no archive and no export, whose options change with Xcode's version.
 */
export async function buildApp(build: Build, project: string, show: (line: string) => void): Promise<BuildProduct> {
  const products = join(project, 'build/Build/Products');
  const app = join(products, `Release-iphone${build.kind === 'simulator' ? 'simulator' : 'os'}`, 'Harness.app');
  // An app that an earlier build left must not pass for this build's.
  rmSync(app, { recursive: true, force: true });
  await runXcodebuild(composeArguments(build, project), buildLogPath(project), (line) => {
    if (isNoteworthy(line)) show(line);
  });
  if (!existsSync(app)) {
    throw new Problem(
      `xcodebuild succeeded but left no ${app}; look in its log, ${buildLogPath(project)}, for where it built`,
    );
  }
  if (build.kind === 'simulator') return { kind: 'simulator', path: app };
  const ipa = join(project, build.kind === 'signed' ? 'Harness.ipa' : 'Harness-unsigned.ipa');
  packIpa(app, ipa);
  const read = readHarnessApp(ipa);
  if (build.kind === 'unsigned') return { kind: 'unsigned', app: read };
  const profile = readIpaProfile(ipa);
  if (profile === undefined)
    throw new Problem(`${ipa} has no provisioning profile, so no phone accepts it; see ${buildLogPath(project)}`);
  return { kind: 'signed', app: read, profile };
}

/** Computes the build number from the sources, so that every row of the results says which app measured it. */
function computeBuildNumber(project: string): string {
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
