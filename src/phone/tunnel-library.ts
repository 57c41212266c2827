import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { appiumHome } from './appium-home.js';

/** What the driver needs for tunnels, without which it goes to every phone through usbmux and says so in its log alone. */
const library = 'appium-ios-tuntap';

let answer: { readonly why: string | undefined } | undefined;

/**
 * Why this host cannot load the driver's library for tunnels, in the words of whoever failed; undefined where it can. The
 * binary that comes with it asks for a newer C library than some distributions have (appium-ios-tuntap 2.0.12: glibc 2.38).
 */
export function whyNoTunnelLibrary(): string | undefined {
  answer ??= { why: failureToLoad() };
  return answer.why;
}

function failureToLoad(): string | undefined {
  try {
    const driver = realpathSync(join(appiumHome(), 'node_modules/appium-xcuitest-driver/package.json'));
    const folder = folderOf(library, driver);
    if (folder === undefined) return `${library} is not installed beside the driver`;
    const load = createRequire(join(folder, 'package.json'))('node-gyp-build') as (of: string) => unknown;
    load(folder);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}

/** Where Node finds a package from a file. One that can only be imported is not found by `require.resolve`. */
function folderOf(name: string, from: string): string | undefined {
  const folders = createRequire(from).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((folder) => existsSync(folder));
}
