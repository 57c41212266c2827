import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Notes the registry's port where the driver looks for it, in a user's data folder (XDG_DATA_HOME), as its tunnel-creation
 * script does with @appium/strongbox.
 */
export function noteRegistryPort(dataHome: string, port: number): void {
  const folder = join(dataHome, 'appium-xcuitest-driver-nodejs', 'strongbox');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tunnelRegistryPort'), String(port));
}
