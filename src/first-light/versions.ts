import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execa } from 'execa';
import { projectRoot } from '../project.js';

/** What stands between host and phone, by version. */
export interface DriverVersions {
  readonly appium: string;
  readonly xcuitestDriver: string;
  /** Of the sources the driver brings; a WebDriverAgent that listens already may be another. */
  readonly webDriverAgent: string;
  readonly webdriverio: string;
}

/** As installed with rezbench. */
export function driverVersions(): DriverVersions {
  const here = join(projectRoot, 'package.json');
  const driver = manifestOf(here, 'appium-xcuitest-driver');
  return {
    appium: versionOf(manifestOf(here, 'appium')),
    xcuitestDriver: versionOf(driver),
    webDriverAgent: versionOf(manifestOf(driver, 'appium-webdriveragent')),
    webdriverio: versionOf(manifestOf(here, 'webdriverio')),
  };
}

/** Not every package lets its manifest be resolved, so it is looked for where Node would look for the package. */
function manifestOf(from: string, name: string): string {
  const folders = createRequire(from).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, 'package.json')).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is not installed beside ${from}`);
  return found;
}

const versionOf = (manifest: string): string =>
  (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;

/** What `xcodebuild -version` says on one line; undefined where there is no Xcode. */
export async function xcodeVersion(): Promise<string | undefined> {
  const { stdout, failed } = await execa('xcodebuild', ['-version'], { reject: false });
  return failed ? undefined : stdout.trim().split('\n').join(', ');
}
