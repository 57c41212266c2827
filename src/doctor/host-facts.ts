import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import getPort from 'get-port';
import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import { appiumHome } from '../phone/appium-home.js';
import { usbmuxdAnswers } from '../phone/discovery.js';
import { readHarnessApp } from '../phone/harness-app.js';
import type { HarnessApp } from '../phone/harness-app.js';
import { readIpaProfile } from '../phone/profile.js';
import type { Profile } from '../phone/profile.js';
import { Problem } from '../problem.js';
import { explainLog } from '../setup/xcode-failures.js';

/** What was found on this host. */
export interface HostFacts {
  readonly node: string;
  /** Only on a Mac. */
  readonly xcode?: XcodeFacts | undefined;
  /** Absent when the driver is not installed. */
  readonly driver?: { readonly version: string; readonly wda?: string | undefined } | undefined;
  /** Where the driver was looked for. */
  readonly appiumHome: string;
  readonly canListen: boolean;
  /** On the volume of the current folder, which results land in. */
  readonly freeBytes: number;
  readonly usbmuxdAnswers: boolean;
  readonly app: AppFacts;
}

export type XcodeFacts =
  { readonly kind: 'selected'; readonly version: string } | { readonly kind: 'missing'; readonly why: string };

/** The .ipa that a run would install. */
export type AppFacts =
  | { readonly kind: 'readable'; readonly app: HarnessApp; readonly profile?: Profile | undefined }
  | { readonly kind: 'missing'; readonly ipa: string }
  | { readonly kind: 'damaged'; readonly ipa: string; readonly part: 'app' | 'profile' };

/** Looks around on this host. */
export async function gatherHostFacts(ipa: string): Promise<HostFacts> {
  const home = appiumHome();
  const { bavail, bsize } = statfsSync('.');
  return {
    node: process.versions.node,
    xcode: process.platform === 'darwin' ? await askXcode() : undefined,
    driver: readDriver(home),
    appiumHome: home,
    canListen: await getPort().then(
      () => true,
      () => false,
    ),
    freeBytes: bavail * bsize,
    usbmuxdAnswers: await usbmuxdAnswers(),
    app: readApp(ipa),
  };
}

async function askXcode(): Promise<XcodeFacts> {
  const { all, exitCode } = await execa('xcodebuild', ['-version'], { all: true, reject: false });
  const [, version] = /^Xcode ([\d.]+)/m.exec(all) ?? [];
  if (exitCode === 0 && version !== undefined) return { kind: 'selected', version };
  return { kind: 'missing', why: exitCode === undefined ? 'there is no xcodebuild' : explainLog(all) };
}

const driverPackage = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

function readDriver(home: string): HostFacts['driver'] {
  const file = join(home, 'node_modules/appium-xcuitest-driver/package.json');
  const { data } = driverPackage.safeParse(existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined);
  return data && { version: data.version, wda: data.dependencies['appium-webdriveragent']?.replace(/^[~^]/, '') };
}

function readApp(ipa: string): AppFacts {
  if (!existsSync(ipa)) return { kind: 'missing', ipa };
  let part: 'app' | 'profile' = 'app';
  try {
    const app = readHarnessApp(ipa);
    part = 'profile';
    return { kind: 'readable', app, profile: readIpaProfile(ipa) };
  } catch (error) {
    if (error instanceof Problem) return { kind: 'damaged', ipa, part };
    throw error;
  }
}
