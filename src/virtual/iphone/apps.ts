import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { mostBytes } from '../../bounds/bounds.js';
import { readFileWithin } from '../../bounds/read-file.js';
import { unzipWithin } from '../../bounds/unzip.js';
import { isContained } from '../../contract/paths.js';
import { covers, readEmbeddedProfile } from './embedded-profile.js';
import type { EmbeddedProfile } from './embedded-profile.js';
import { decodePlist } from './wire/plist.js';
import type { Dictionary } from './wire/plist.js';

const infoSchema = z.looseObject({
  CFBundleIdentifier: z.string(),
  CFBundleExecutable: z.string(),
  CFBundleVersion: z.string().optional(),
  UIFileSharingEnabled: z.boolean().optional(),
});
type Info = z.infer<typeof infoSchema>;

/** An installed app: its bundle, and the container that is its home. */
export interface InstalledApp {
  readonly bundleId: string;
  readonly executable: string;
  /** The folder that the bundle lies in, which has a new name after each installation or upgrade. */
  readonly installation: string;
  readonly container: string;
  readonly sharesDocuments: boolean;
  /** What installation_proxy reports about it. */
  readonly attributes: Dictionary;
}

/** An .ipa that a phone has looked into, and that lies on it unpacked. */
export interface Package {
  readonly bundle: string;
  readonly info: Info;
  readonly profile: EmbeddedProfile | undefined;
}

/** iOS did not accept the signature of an app. */
export class SignatureRefused extends Error {}

/** The apps on one phone, kept as folders under its root. */
export class Apps {
  readonly #root: string;
  readonly #installed = new Map<string, InstalledApp>();
  #sequence = 0;

  constructor(root: string) {
    this.#root = root;
  }

  get(bundleId: string): InstalledApp | undefined {
    return this.#installed.get(bundleId);
  }

  all(): InstalledApp[] {
    return [...this.#installed.values()];
  }

  /** Unpacks an .ipa and installs what is in it, whatever its signature. */
  install(ipa: string): InstalledApp {
    return this.place(this.unpack(ipa));
  }

  /** Unpacks an .ipa. Throws for a file without an app. */
  unpack(ipa: string): Package {
    const unpacked = this.freshStaging();
    for (const [path, data] of Object.entries(unzipped(ipa))) {
      if (path.endsWith('/')) continue;
      if (!isContained(path)) throw new Error(`${path} leaves the archive`);
      mkdirSync(dirname(join(unpacked, path)), { recursive: true });
      writeFileSync(join(unpacked, path), data);
    }
    return this.look(unpacked);
  }

  /** An empty folder for what is to be installed. */
  freshStaging(): string {
    const folder = join(this.#root, 'Staging');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Looks into a folder that an .ipa was unpacked to. Throws for one without an app. */
  look(unpacked: string): Package {
    const payload = join(unpacked, 'Payload');
    const name = existsSync(payload) ? readdirSync(payload).find((entry) => entry.endsWith('.app')) : undefined;
    if (name === undefined) throw new Error('the archive has no Payload/*.app');
    const bundle = join(payload, name);
    const profile = join(bundle, 'embedded.mobileprovision');
    return {
      bundle,
      info: infoSchema.parse(decodePlist(readFileSync(join(bundle, 'Info.plist')))),
      profile: existsSync(profile) ? readEmbeddedProfile(readFileSync(profile)) : undefined,
    };
  }

  /**
   * Throws SignatureRefused for an app that is signed for other phones or whose profile has expired. The emulation takes
   * an app without a profile. Text: dotnet/macios, number 12834.
   */
  verify({ bundle, profile }: Package, udid: string): void {
    if (profile === undefined || covers(profile, udid)) return;
    throw new SignatureRefused(
      'Failed to verify code signature of /var/installd/Library/Caches/com.apple.mobile.installd.staging/temp.Ij6FVF/' +
        `extracted/${basename(bundle)} : 0xe8008015 (A valid provisioning profile for this executable was not found.)`,
    );
  }

  /**
   * Puts an unpacked app in its place, under a new folder. An upgrade keeps the container, as iOS does, but not what the
   * system specialized for the app as it was.
   */
  place({ bundle: unpacked, info, profile }: Package): InstalledApp {
    const bundleId = info.CFBundleIdentifier;
    const former = this.#installed.get(bundleId);
    if (former !== undefined) rmSync(dirname(dirname(former.executable)), { recursive: true, force: true });
    const installation = randomUUID().toUpperCase();
    const bundle = join(this.#root, 'Bundle', installation, basename(unpacked));
    mkdirSync(dirname(bundle), { recursive: true });
    renameSync(unpacked, bundle);
    for (const name of readdirSync(bundle)) chmodSync(join(bundle, name), 0o755);
    const container = former?.container ?? join(this.#root, 'Data', randomUUID().toUpperCase());
    for (const folder of ['Documents', 'Library', 'tmp']) mkdirSync(join(container, folder), { recursive: true });
    const home = `/private/var/mobile/Containers/Data/Application/${basename(container)}`;
    const app = {
      bundleId,
      executable: join(bundle, info.CFBundleExecutable),
      installation,
      container,
      sharesDocuments: info.UIFileSharingEnabled === true,
      attributes: {
        ...(info as unknown as Dictionary),
        ...signed(bundleId, profile),
        ApplicationType: 'User',
        CFBundleNumericVersion: 0,
        Container: home,
        EnvironmentVariables: { CFFIXED_USER_HOME: home, HOME: home, TMPDIR: `${home}/tmp` },
        IsDemotedApp: false,
        IsUpgradeable: true,
        Path: `/private/var/containers/Bundle/Application/${installation}/${basename(bundle)}`,
        SequenceNumber: ++this.#sequence,
      },
    };
    this.#installed.set(bundleId, app);
    this.#forgetSpecialized(app);
    return app;
  }

  /** Removes an app and its container. */
  uninstall(bundleId: string): void {
    const app = this.#installed.get(bundleId);
    if (app === undefined) return;
    rmSync(dirname(dirname(app.executable)), { recursive: true, force: true });
    rmSync(app.container, { recursive: true, force: true });
    this.#installed.delete(bundleId);
  }

  /** What an update of iOS does to apps: they stay as they are, and what the system specialized for them is gone. */
  updateSystem(): void {
    for (const app of this.all()) this.#forgetSpecialized(app);
  }

  /** Empties Core ML's cache. Its folder stays. */
  #forgetSpecialized({ container, bundleId }: InstalledApp): void {
    const cache = join(container, 'Library', 'Caches', bundleId, 'com.apple.e5rt.e5bundlecache');
    if (!existsSync(cache)) return;
    for (const name of readdirSync(cache)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

/** Every file of an archive. Throws when it says that they are larger together than an app may be. */
function unzipped(ipa: string): Record<string, Uint8Array> {
  let bytes = 0;
  return unzipWithin(readFileWithin(ipa, mostBytes.ipa.most), ({ originalSize }) => {
    bytes += originalSize;
    if (bytes > mostBytes.ipa.most) throw new Error('the archive unpacks to more than an app may hold');
    return true;
  });
}

/** What the signature adds to an app's attributes (alibaba/tidevice, tidevice/_installation.py). */
function signed(bundleId: string, profile: EmbeddedProfile | undefined): Dictionary {
  const team = profile?.TeamIdentifier?.[0] ?? 'VIRTUAL000';
  return {
    Entitlements: {
      'application-identifier': `${team}.${bundleId}`,
      'com.apple.developer.team-identifier': team,
      'get-task-allow': true,
      'keychain-access-groups': [`${team}.${bundleId}`],
    },
    ProfileValidated: true,
    SignerIdentity: `Apple Development: Virtual (${team})`,
  };
}
