import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execa } from 'execa';
import { projectRoot } from '../project.js';

/** Versions of the software between the host and the phone. */
export interface DriverVersions {
  readonly appium: string;
  readonly xcuitestDriver: string;
  /** Version of the sources that the driver contains; a WebDriverAgent that listens already may be another one. */
  readonly webDriverAgent: string;
  readonly webdriverio: string;
}

/** Reads the versions that are installed with rezbench. */
export function driverVersions(): DriverVersions {
  const here = join(projectRoot, 'package.json');
  const driver = findManifest(here, 'appium-xcuitest-driver');
  return {
    appium: readVersion(findManifest(here, 'appium')),
    xcuitestDriver: readVersion(driver),
    webDriverAgent: readVersion(findManifest(driver, 'appium-webdriveragent')),
    webdriverio: readVersion(findManifest(here, 'webdriverio')),
  };
}

/** Some packages do not export their manifest, so this searches the folders where Node would search for the package. */
function findManifest(from: string, name: string): string {
  const folders = createRequire(from).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, 'package.json')).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is not installed beside ${from}`);
  return found;
}

const readVersion = (manifest: string): string =>
  (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;

/** Returns what `xcodebuild -version` prints, on one line; undefined where there is no Xcode. */
export async function xcodeVersion(): Promise<string | undefined> {
  const { stdout, failed } = await execa('xcodebuild', ['-version'], { reject: false });
  return failed ? undefined : stdout.trim().split('\n').join(', ');
}
