import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { RouteName } from '../contract/route.js';
import { useInstallation } from '../host/installation.js';
import { temporaryHome } from '../host/temporary-home.js';
import { attachedLab } from '../lab/attached-lab.js';
import type { Lab } from '../lab/lab.js';
import type { LabDevice } from '../plan/lab.js';
import { virtualApps } from './app/virtual-apps.js';
import type { VirtualAppName } from './app/names.js';
import { parseFault } from './iphone/faults.js';
import type { Fleet } from './fleet.js';
import { identityOf } from './iphone/identity.js';
import type { IosVersion } from './iphone/identity.js';
import { startVirtualIphones } from './iphone/index.js';
import type { VirtualIphone } from './iphone/index.js';
import type { PhoneState } from './iphone/phone.js';
import { noteRegistryPort } from './iphone/tunnel/registry-note.js';
import { withWays } from './way.js';

const harnessBundleId = 'dev.rezbench.harness';

/** Which virtual iPhones to start. */
export interface VirtualLabOptions {
  readonly count: number;
  readonly faults: readonly string[];
  /** Who they are, where a fleet file says so. */
  readonly fleet?: Fleet | undefined;
  readonly ios?: IosVersion | undefined;
  /** How hosts reach those of whom no fleet file says it; by default as their iOS has it. */
  readonly transport?: RouteName | undefined;
  /** What runs in them; the TypeScript twin when left out. */
  readonly app?: VirtualAppName | undefined;
  readonly wdaPort?: number | undefined;
  readonly appiumPort?: number | undefined;
  /** In what state the phones are found, in their order; one that is left out is ready. */
  readonly states?: readonly PhoneState[] | undefined;
  /** A file that what hosts ask of the phones is appended to. */
  readonly logFile?: string | undefined;
  /** How long XCTest may need to attach to the app, which then lives no shorter, in seconds. */
  readonly attachS?: number | undefined;
  /** How long a prediction takes at least, in milliseconds: the phone is slow. Only the twin is. */
  readonly predictMs?: number | undefined;
}

/** Virtual iPhones as a lab, and what another client needs to reach them. */
export interface VirtualLab extends Lab {
  /** As lab.yaml would have them; one that a tunnel leads to has no WebDriverAgent of its own yet. */
  readonly devices: readonly LabDevice[];
  readonly iphones: readonly VirtualIphone[];
  readonly complaints: () => readonly string[];
  /** Environment variables by which the command line in another process finds these phones. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Starts virtual iPhones and builds the app that they can install. They are attached to this process and those it starts,
 * and exist until the lab is closed. Throws a Problem for a fault that cannot be read.
 */
export async function openVirtualLab(options: VirtualLabOptions): Promise<VirtualLab> {
  const leaveInstallation = useInstallation();
  const home = temporaryHome('lab');
  const leave = (): void => {
    home.remove();
    leaveInstallation();
  };
  try {
    return await openIn(home.path, options, leave);
  } catch (error) {
    leave();
    throw error;
  }
}

async function openIn(
  folder: string,
  {
    count,
    fleet,
    faults,
    ios,
    transport,
    app = 'twin',
    wdaPort,
    appiumPort,
    states,
    logFile,
    attachS,
    predictMs,
  }: VirtualLabOptions,
  leave: () => void,
): Promise<VirtualLab> {
  const parsed = faults.map(parseFault);
  // Whoever names a port for WebDriverAgent wants it to be running there.
  const wanted = transport ?? (wdaPort === undefined ? undefined : 'usbmux');
  const isTunnelWanted = wanted === undefined ? undefined : wanted === 'tunnel';
  const identities = withWays(
    Array.from({ length: count }, (_, index) => {
      const phone = fleet?.phones[index] ?? identityOf(index + 1, ios);
      return { ...phone, tunnelled: phone.tunnelled ?? isTunnelWanted };
    }),
    (sentence) => {
      console.error(`rezbench: ${sentence}`);
    },
  );
  const { buildIpa, systemFor } = virtualApps[app];
  const ipa = join(folder, 'Harness.ipa');
  await buildIpa(ipa, harnessBundleId);
  const iphones = await startVirtualIphones({
    count,
    identities,
    ...(wdaPort !== undefined && { wdaPort }),
    system: systemFor,
    faults: parsed,
    ...(states !== undefined && { states }),
    logFile,
    attachS,
    predictMs,
  });
  const devices = iphones.phones.map(({ identity, wdaUrl }) => ({
    name: identity.name,
    udid: identity.udid,
    required: true,
    ...(wdaUrl !== undefined && { wda: { url: wdaUrl } }),
  }));
  const labFile = join(folder, 'lab.yaml');
  writeFileSync(labFile, stringify({ devices }));
  const usbmuxd = `UNIX:${iphones.socketPath}`;
  // What the driver and its libraries look for a usbmuxd by.
  process.env['USBMUXD_SOCKET_ADDRESS'] = usbmuxd;
  // And a tunnel registry, so that one of this host, which hides these phones, is not found.
  const dataHome = join(folder, 'data');
  process.env['XDG_DATA_HOME'] = dataHome;
  if (iphones.registryPort !== undefined) noteRegistryPort(dataHome, iphones.registryPort);
  const lab = attachedLab({ ipa, devices, appiumPort });
  for (const { link } of iphones.phones) link.on('serverKilled', lab.killServer);
  return {
    ...lab,
    devices,
    iphones: iphones.phones,
    settings: { USBMUXD_SOCKET_ADDRESS: usbmuxd, XDG_DATA_HOME: dataHome, REZBENCH_LAB: labFile, REZBENCH_APP: ipa },
    complaints: iphones.missedFaults,
    async close() {
      await lab.close();
      await iphones.stop();
      leave();
    },
  };
}
