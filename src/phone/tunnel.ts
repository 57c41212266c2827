import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isAtLeast } from '../contract/ios-version.js';

/** The driver reaches this iOS and later ones through a tunnel. */
const firstWithTunnel = { major: 18 };

/** The driver's default (scripts/tunnel-creation.mjs). */
const defaultPort = 42314;

/**
 * Asks the driver's registry whether there is a tunnel to the phone. Undefined where none is needed: before iOS 18, and on
 * a Mac, where the driver goes through usbmux and Xcode.
 */
export async function hasTunnel(udid: string, osVersion: string): Promise<boolean | undefined> {
  if (isAtLeast(osVersion, firstWithTunnel) === false || process.platform === 'darwin') return undefined;
  try {
    const url = `http://127.0.0.1:${String(readRegistryPort())}/remotexpc/tunnels/${encodeURIComponent(udid)}`;
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

/** Reads the port that the tunnel script notes with @appium/strongbox in the user's data folder. */
function readRegistryPort(): number {
  const data = process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share');
  const note = join(data, 'appium-xcuitest-driver-nodejs/strongbox/tunnelRegistryPort');
  const port = existsSync(note) ? Number(readFileSync(note, 'utf8')) : defaultPort;
  return Number.isInteger(port) ? port : defaultPort;
}
