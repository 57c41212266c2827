import { join } from 'node:path';
import { z } from 'zod';
import { isContained } from '../../../contract/paths.js';
import { SignatureRefused } from '../apps.js';
import type { InstalledApp } from '../apps.js';
import type { Phone } from '../phone.js';
import type { Connection } from '../wire/connection.js';
import type { Dictionary } from '../wire/plist.js';
import type { Service } from './service.js';

const options = z
  .looseObject({
    ApplicationType: z.string().optional(),
    BundleIDs: z.union([z.string(), z.array(z.string())]).optional(),
    ReturnAttributes: z.array(z.string()).optional(),
  })
  .default({});
type Options = z.infer<typeof options>;

const request = z.discriminatedUnion('Command', [
  z.looseObject({ Command: z.literal('Lookup'), ClientOptions: options }),
  z.looseObject({ Command: z.literal('Browse'), ClientOptions: options }),
  z.looseObject({ Command: z.literal('Install'), PackagePath: z.string() }),
  z.looseObject({ Command: z.literal('Upgrade'), PackagePath: z.string() }),
  z.looseObject({ Command: z.literal('Uninstall'), ApplicationIdentifier: z.string() }),
]);

/** Installs, lists and removes apps. Protocol: libimobiledevice's installation_proxy.h. */
export const installationProxy: Service = {
  name: 'com.apple.mobile.installation_proxy',
  async serve(connection, phone) {
    for (let message = await connection.readPlist(); message !== undefined; message = await connection.readPlist()) {
      const { data } = request.safeParse(message);
      switch (data?.Command) {
        case 'Lookup':
          connection.sendPlist({
            LookupResult: Object.fromEntries(
              findApps(phone, data.ClientOptions).map((app) => [app.bundleId, attributes(app, data.ClientOptions)]),
            ),
            Status: 'Complete',
          });
          break;
        case 'Browse':
          browse(connection, phone, data.ClientOptions);
          break;
        case 'Install':
        case 'Upgrade':
          await install(connection, phone, data.PackagePath);
          break;
        case 'Uninstall':
          await phone.processes.terminate(data.ApplicationIdentifier);
          phone.apps.uninstall(data.ApplicationIdentifier);
          connection.sendPlist({ PercentComplete: 50, Status: 'RemovingApplication' });
          connection.sendPlist({ Status: 'Complete' });
          phone.notifications.post('com.apple.mobile.application_uninstalled');
          break;
        case undefined:
          connection.sendPlist({ Error: 'UnknownCommand' });
      }
    }
  },
};

function findApps({ apps }: Phone, { BundleIDs, ApplicationType = 'Any' }: Options): InstalledApp[] {
  const wanted = BundleIDs === undefined ? undefined : [BundleIDs].flat();
  return apps
    .all()
    .filter(({ bundleId }) => wanted?.includes(bundleId) ?? true)
    .filter((app) => ApplicationType === 'Any' || app.attributes['ApplicationType'] === ApplicationType);
}

function attributes(app: InstalledApp, { ReturnAttributes }: Options): Dictionary {
  const { attributes: all } = app;
  if (ReturnAttributes === undefined) return all;
  return Object.fromEntries(ReturnAttributes.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])));
}

function browse(connection: Connection, phone: Phone, asked: Options): void {
  const list = findApps(phone, asked).map((app) => attributes(app, asked));
  if (list.length > 0) {
    const { length } = list;
    connection.sendPlist({
      CurrentAmount: length,
      CurrentIndex: 0,
      CurrentList: list,
      Status: 'BrowsingApplications',
      Total: length,
    });
  }
  connection.sendPlist({ Status: 'Complete' });
}

/** The steps of an installation (alibaba/tidevice, tidevice/_installation.py), in percent. */
const inspecting = [
  [5, 'CreatingStagingDirectory'],
  [15, 'ExtractingPackage'],
  [20, 'InspectingPackage'],
] as const;
const verifying = [
  [20, 'TakingInstallLock'],
  [30, 'PreflightingApplication'],
  [30, 'InstallingEmbeddedProfile'],
  [40, 'VerifyingApplication'],
] as const;
const placing = [
  [50, 'CreatingContainer'],
  [60, 'InstallingApplication'],
  [70, 'PostflightingApplication'],
  [80, 'SandboxingApplication'],
  [90, 'GeneratingApplicationMap'],
] as const;

async function install(connection: Connection, phone: Phone, packagePath: string): Promise<void> {
  const path = packagePath.replace(/^\/+/, '');
  const tell = (steps: readonly (readonly [number, string])[]): void => {
    for (const [PercentComplete, Status] of steps) connection.sendPlist({ PercentComplete, Status });
  };
  try {
    tell(inspecting);
    if (!isContained(path)) throw new Error(`${packagePath} is not a path under the media folder`);
    const unpacked = phone.apps.unpack(join(phone.media, path));
    tell(verifying);
    phone.apps.verify(unpacked, phone.identity.udid);
    await phone.processes.terminate(unpacked.info.CFBundleIdentifier);
    phone.apps.place(unpacked);
    tell(placing);
  } catch (error) {
    connection.sendPlist({
      Error: error instanceof SignatureRefused ? 'ApplicationVerificationFailed' : 'PackageInspectionFailed',
      ErrorDescription: error instanceof Error ? error.message : String(error),
    });
    return;
  }
  connection.sendPlist({ Status: 'Complete' });
  phone.notifications.postOnceObserved('com.apple.mobile.application_installed');
}
