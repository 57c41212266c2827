import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const stamp = join(root, 'node_modules/.rezbench-lock');

/** Installs from the lockfile when node_modules was not installed from the lockfile as it is now. */
export function installWhenStale() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // A link leads to the packages of another checkout, which npm ci would empty.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return;
  console.log('rezbench: installing dependencies (npm ci), about a minute');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error('rezbench: npm ci failed; see above, mend that and start again');
    process.exit(2);
  }
  if (process.platform === 'darwin' && process.arch === 'x64') buildForIntel();
  writeFileSync(stamp, wanted);
}

/**
 * .npmrc runs no install scripts, since one of them downloads CUDA. Two packages for tunnels have no binaries for Macs with
 * Intel processors and need theirs.
 */
function buildForIntel() {
  const command = ['rebuild', 'appium-ios-tuntap', '@appium/coresim', '--ignore-scripts=false'];
  const { status } = spawnSync('npm', command, { cwd: root, stdio: 'inherit' });
  if (status !== 0) console.error('rezbench: npm rebuild failed, so tunnels to phones will not open; see above');
}
