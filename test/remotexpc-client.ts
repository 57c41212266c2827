import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the tests use of appium-ios-remotexpc, which the driver brings along for tunnels to real iPhones. */
export interface RemoteXpcClient {
  readonly Services: {
    getAvailableDevices(): Promise<string[]>;
    startDVTService(udid: string): Promise<{
      readonly dvtService: { close(): Promise<void> };
      readonly processControl: {
        launch(options: {
          bundleId: string;
          arguments?: string[];
          environment?: Record<string, string>;
          killExisting?: boolean;
        }): Promise<number>;
        getPidForBundleIdentifier(bundleId: string): Promise<number>;
        kill(pid: number): Promise<void>;
      };
    }>;
    startZipConduitService(
      udid: string,
    ): Promise<Closes & { install(ipa: string, options?: { progress?: (update: Progress) => void }): Promise<void> }>;
    startInstallationProxyService(udid: string): Promise<
      Closes & {
        browse(options: { returnAttributes: string[] }): Promise<Record<string, unknown>[]>;
        uninstall(bundleId: string): Promise<void>;
      }
    >;
    startHouseArrestService(udid: string): Promise<{ vendDocuments(bundleId: string): Promise<RemoteAfc> }>;
    startAfcService(udid: string): Promise<RemoteAfc>;
    startNotificationProxyService(
      udid: string,
    ): Promise<Closes & { observe(name: string): Promise<unknown>; expectNotification(ms: number): Promise<unknown> }>;
    startCrashReportsService(udid: string): Promise<{ ls(path: string): Promise<string[]>; close(): void }>;
  };
  createLockdownServiceForTunnel(
    udid: string,
  ): Promise<Closes & { getDeviceInfo(): Promise<Readonly<Record<string, unknown>>> }>;
}

interface Closes {
  close(): void;
}

interface Progress {
  readonly percent: number;
  readonly status: string;
}

interface RemoteAfc extends Closes {
  listdir(path: string): Promise<string[]>;
  mkdir(path: string): Promise<void>;
  setFileContents(path: string, data: Buffer): Promise<void>;
  getFileContents(path: string): Promise<Buffer>;
  rm(path: string, force?: boolean): Promise<unknown>;
}

/** Asks a phone for its services by the handshake that the driver leaves to the tunnel-creation script. */
export interface CatalogueClient {
  connect(): Promise<{ readonly services: readonly { readonly serviceName: string; readonly port: string }[] }>;
  close(): Promise<void>;
}

const require = createRequire(import.meta.url);

/** Its folder, by Node's way to packages from the driver; it can be imported alone, which `require.resolve` refuses. */
function folder(): string {
  const driver = realpathSync(require.resolve('appium-xcuitest-driver/package.json'));
  const paths = createRequire(driver).resolve.paths('appium-ios-remotexpc') ?? [];
  const found = paths.map((path) => join(path, 'appium-ios-remotexpc')).find((path) => existsSync(path));
  if (found === undefined) throw new Error('appium-ios-remotexpc is not installed beside the driver');
  return join(found, 'build/src');
}

const load = async <Module>(path: string): Promise<Module> =>
  (await import(pathToFileURL(join(folder(), path)).href)) as Module;

export const remoteXpc = (): Promise<RemoteXpcClient> => load<RemoteXpcClient>('index.js');

export async function catalogueClient(host: string, port: number): Promise<CatalogueClient> {
  interface Module {
    readonly RsdServiceCatalogClient: new (address: [string, number]) => CatalogueClient;
  }
  const { RsdServiceCatalogClient } = await load<Module>('lib/remote-xpc/rsd-service-catalog-client.js');
  return new RsdServiceCatalogClient([host, port]);
}
