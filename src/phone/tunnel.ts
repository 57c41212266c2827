import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** The driver reaches this iOS and later ones through a tunnel, where there is one. */
export const firstWithTunnel = { major: 18 };

/** The driver's default (scripts/tunnel-creation.mjs). */
const defaultPort = 42314;

const registrySchema = z.looseObject({ tunnels: z.record(z.string(), z.unknown()) });

/**
 * The phones that the driver has a tunnel to, by their udid; undefined where no tunnel registry answers. With a registry, the
 * driver sees no other phone with iOS 18 or later (appium-xcuitest-driver 12.13.1, connected-devices-client.ts).
 */
export async function tunnelledPhones(): Promise<readonly string[] | undefined> {
  try {
    const url = `http://127.0.0.1:${String(readRegistryPort())}/remotexpc/tunnels`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
    const { data } = registrySchema.safeParse(await answer.json());
    return data && Object.keys(data.tunnels);
  } catch {
    return undefined;
  }
}

/** Reads the port that the tunnel script notes with @appium/strongbox in the user's data folder. */
function readRegistryPort(): number {
  const note = join(dataFolder(), 'appium-xcuitest-driver-nodejs/strongbox/tunnelRegistryPort');
  const port = existsSync(note) ? Number(readFileSync(note, 'utf8')) : defaultPort;
  return Number.isInteger(port) ? port : defaultPort;
}

/** Where env-paths, which strongbox uses, keeps data. */
const dataFolder = (): string =>
  process.platform === 'darwin'
    ? join(homedir(), 'Library/Application Support')
    : (process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'));
