import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** As src/host/shared-folder.ts and installation.ts have them: which processes go on loading what is installed here. */
const inUse = '/tmp/rezbench-in-use';
const keyOf = (folder) => `installed-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16)}`;

/**
 * Installs from the lockfile when what is installed under a folder is not what the lockfile says now, however it got
 * there. Ends this process with a sentence when that fails, or when a run still loads what npm ci would remove.
 */
export function installWhenStale(folder = root, locks = inUse) {
  const modules = join(folder, 'node_modules');
  const stamp = join(modules, '.rezbench-lock');
  const lockfile = readFileSync(join(folder, 'package-lock.json'));
  const wanted = `${createHash('sha256').update(lockfile).digest('hex')} and the library for tunnels`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // A link leads to the packages of another checkout, which npm ci would empty.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  if (!isInstalled(lockfile, join(modules, '.package-lock.json'))) {
    const user = userOf(folder, locks);
    if (user !== undefined) {
      console.error(
        `rezbench: package-lock.json has changed, and process ${user} still uses what is installed; wait for it or end it, then start again`,
      );
      process.exit(4);
    }
    console.log('rezbench: installing dependencies (npm ci), about a minute');
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      stdio: 'inherit',
    });
    if (status !== 0) {
      console.error('rezbench: npm ci failed; see above, mend that and start again');
      process.exit(2);
    }
  }
  if (process.platform === 'darwin' && process.arch === 'x64') buildForIntel(folder);
  else buildTunnelLibrary(folder);
  writeStamp(stamp, wanted);
}

/** Whether npm has installed what the lockfile says, by the list that it keeps of what it installed (npm 7 and later). */
function isInstalled(lockfile, list) {
  try {
    const { '': _project, ...wanted } = JSON.parse(lockfile).packages;
    const found = JSON.parse(readFileSync(list, 'utf8')).packages;
    return (
      Object.keys(found).every((path) => path in wanted || !(holderOf(path) in wanted)) &&
      Object.entries(wanted).every(([path, { optional, version, integrity }]) =>
        path in found ? found[path].version === version && found[path].integrity === integrity : optional === true,
      )
    );
  } catch {
    // There is none, or it is of another kind.
    return false;
  }
}

/** A package that nothing wants any more harms nobody, unless it lies in one that is wanted. */
const holderOf = (path) => path.replace(/\/node_modules\/.*$/, '');

/** The process that uses what is installed; undefined when there is none. Its id may be another process's by now. */
function userOf(folder, locks) {
  const pattern = new RegExp(`^${keyOf(folder)}\\.[0-9a-f]{8}\\.(\\d+)\\.[0-9a-z]+\\.[0-9a-f]{8}$`);
  const names = existsSync(locks) ? readdirSync(locks) : [];
  return names.flatMap((name) => pattern.exec(name)?.[1] ?? []).find(isAlive);
}

function isAlive(pid) {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Whoever may not write here only compares again at the next start. */
function writeStamp(stamp, wanted) {
  try {
    writeFileSync(stamp, wanted);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(error.code)) throw error;
  }
}

/**
 * .npmrc runs no install scripts, since one of them downloads CUDA. Two packages for tunnels have no binaries for Macs with
 * Intel processors and need theirs.
 */
function buildForIntel(folder) {
  const command = ['rebuild', 'appium-ios-tuntap', '@appium/coresim', '--ignore-scripts=false'];
  const { status } = spawnSync('npm', command, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) console.error('rezbench: npm rebuild failed, so tunnels to phones will not open; see above');
}

/** Where npm puts what the driver brings along, or where it lies when something else wants it too. */
const tunnelLibraries = ['appium-xcuitest-driver/node_modules/appium-ios-tuntap', 'appium-ios-tuntap'];

/**
 * Builds the driver's library for tunnels where the binary that comes with it does not load, as on systems whose C library is
 * older than glibc 2.38. Its own install script finds that out, which .npmrc does not let run.
 */
export function buildTunnelLibrary(folder = root) {
  const library = tunnelLibraries.map((path) => join(folder, 'node_modules', path)).find((path) => existsSync(path));
  if (library === undefined) return;
  const { status } = spawnSync('npm', ['run', 'install'], { cwd: library, stdio: 'ignore' });
  if (status === 0) return;
  console.error(
    "rezbench: the driver's library for tunnels does not load on this system and could not be built, so phones with " +
      'iOS 18 and later are reached through usbmux; docs/install.md says what it needs',
  );
}
