import { join } from 'node:path';
import { z } from 'zod';
import { isContained } from '../../../contract/paths.js';
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

async function install(connection: Connection, phone: Phone, packagePath: string): Promise<void> {
  const path = packagePath.replace(/^\/+/, '');
  connection.sendPlist({ PercentComplete: 5, Status: 'CreatingStagingDirectory' });
  connection.sendPlist({ PercentComplete: 15, Status: 'ExtractingPackage' });
  try {
    if (!isContained(path)) throw new Error(`${packagePath} is not a path under the media folder`);
    const app = phone.apps.install(join(phone.media, path));
    await phone.processes.terminate(app.bundleId);
  } catch (error) {
    connection.sendPlist({
      Error: 'PackageInspectionFailed',
      ErrorDescription: error instanceof Error ? error.message : String(error),
    });
    return;
  }
  connection.sendPlist({ PercentComplete: 90, Status: 'GeneratingApplicationMap' });
  connection.sendPlist({ Status: 'Complete' });
  phone.notifications.post('com.apple.mobile.application_installed');
}
