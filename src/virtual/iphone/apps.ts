import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { isContained } from '../../contract/paths.js';
import { decodePlist } from './wire/plist.js';
import type { Dictionary } from './wire/plist.js';

const infoSchema = z.looseObject({
  CFBundleIdentifier: z.string(),
  CFBundleExecutable: z.string(),
  UIFileSharingEnabled: z.boolean().optional(),
});

/** An installed app: its bundle, and the container that is its home. */
export interface InstalledApp {
  readonly bundleId: string;
  readonly executable: string;
  readonly container: string;
  readonly sharesDocuments: boolean;
  /** What installation_proxy reports about it. */
  readonly attributes: Dictionary;
}

/** The apps on one phone, kept as folders under its root. */
export class Apps {
  readonly #root: string;
  readonly #installed = new Map<string, InstalledApp>();

  constructor(root: string) {
    this.#root = root;
  }

  get(bundleId: string): InstalledApp | undefined {
    return this.#installed.get(bundleId);
  }

  all(): InstalledApp[] {
    return [...this.#installed.values()];
  }

  /** Unpacks an .ipa. An upgrade keeps the container, as iOS does. Throws for a file without an app. */
  install(ipa: string): InstalledApp {
    const unpacked = join(this.#root, 'Staging');
    rmSync(unpacked, { recursive: true, force: true });
    for (const [path, data] of Object.entries(unzipSync(readFileSync(ipa)))) {
      if (path.endsWith('/')) continue;
      if (!isContained(path)) throw new Error(`${path} leaves the archive`);
      mkdirSync(dirname(join(unpacked, path)), { recursive: true });
      writeFileSync(join(unpacked, path), data);
    }
    const bundleName = readdirSync(join(unpacked, 'Payload')).find((name) => name.endsWith('.app'));
    if (bundleName === undefined) throw new Error('the archive has no Payload/*.app');
    const info = infoSchema.parse(decodePlist(readFileSync(join(unpacked, 'Payload', bundleName, 'Info.plist'))));
    const bundle = join(this.#root, 'Bundle', info.CFBundleIdentifier, bundleName);
    rmSync(dirname(bundle), { recursive: true, force: true });
    mkdirSync(dirname(bundle), { recursive: true });
    renameSync(join(unpacked, 'Payload', bundleName), bundle);
    for (const name of readdirSync(bundle)) chmodSync(join(bundle, name), 0o755);
    return this.#register(bundle, info);
  }

  /** Removes an app and its container. */
  uninstall(bundleId: string): void {
    const app = this.#installed.get(bundleId);
    if (app === undefined) return;
    rmSync(dirname(dirname(app.executable)), { recursive: true, force: true });
    rmSync(app.container, { recursive: true, force: true });
    this.#installed.delete(bundleId);
  }

  #register(bundle: string, info: z.infer<typeof infoSchema>): InstalledApp {
    const bundleId = info.CFBundleIdentifier;
    const container = join(this.#root, 'Data', bundleId);
    for (const folder of ['Documents', 'Library', 'tmp']) mkdirSync(join(container, folder), { recursive: true });
    const app = {
      bundleId,
      executable: join(bundle, info.CFBundleExecutable),
      container,
      sharesDocuments: info.UIFileSharingEnabled === true,
      attributes: { ...(info as unknown as Dictionary), ApplicationType: 'User', Path: bundle, Container: container },
    };
    this.#installed.set(bundleId, app);
    return app;
  }
}
