import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Problem } from '../problem.js';
import { isInstalled, projectRoot } from '../project.js';
import { userCache } from './user-cache.js';

const driver = 'appium-xcuitest-driver';

/**
 * APPIUM_HOME: Appium looks for drivers in the node_modules there, and keeps a list of them beside. A checkout's own serves.
 * Of an installed package, npm may have put the driver into any folder above, which is not ours to write to; so a folder of
 * the user's cache has a link to the driver. Throws a Problem where that cannot be made.
 */
export const appiumHome = (): string =>
  process.env['APPIUM_HOME'] ?? (isInstalled ? linkedHome(driverFolder(), userCache()) : withoutOldList(projectRoot));

/** Appium believes the list of drivers that it keeps in a home, also after somebody has moved the checkout: then it makes another. */
export function withoutOldList(home: string): string {
  const list = join(home, 'node_modules/.cache/appium/extensions.yaml');
  const listed = existsSync(list) ? readFileSync(list, 'utf8').matchAll(/^ *installPath: (.+)$/gm) : [];
  if ([...listed].some(([, folder = '']) => !existsSync(folder))) rmSync(list, { force: true });
  return home;
}

/** The folder of the driver that is installed with rezbench, by Node's own way to packages. */
function driverFolder(): string {
  const require = createRequire(import.meta.url);
  const folders = (require.resolve.paths(driver) ?? []).map((folder) => join(folder, driver));
  const found = folders.find((folder) => existsSync(join(folder, 'package.json')));
  if (found === undefined) throw new Problem(`${driver} is not installed beside rezbench; install rezbench again`);
  return found;
}

/**
 * Makes a home for Appium under `cache` in which there is the driver of that folder, unless it is there. A driver of another
 * version has a home of its own, since Appium lists the drivers of a home once.
 */
export function linkedHome(folder: string, cache: string): string {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const key = createHash('sha256').update(`${folder}\0${manifest}`).digest('hex').slice(0, 16);
  const home = join(cache, `appium-${key}`);
  if (existsSync(join(home, 'node_modules', driver, 'package.json'))) return home;
  const partial = `${home}.${String(process.pid)}`;
  try {
    mkdirSync(dirname(join(partial, 'node_modules', driver)), { recursive: true });
    symlinkSync(folder, join(partial, 'node_modules', driver), 'dir');
    writeFileSync(
      join(partial, 'package.json'),
      `${JSON.stringify({ name: 'rezbench-appium-home', private: true })}\n`,
    );
    // What is left there has lost its driver.
    rmSync(home, { recursive: true, force: true });
    renameSync(partial, home);
    return home;
  } catch (error) {
    if (existsSync(partial)) rmSync(partial, { recursive: true });
    if (existsSync(join(home, 'node_modules', driver, 'package.json'))) return home;
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Problem(
      `${cache} cannot be written (${String(error.code)}), and Appium keeps a list of its drivers there; set XDG_CACHE_HOME to a folder that you may write to`,
      undefined,
      error,
    );
  }
}
