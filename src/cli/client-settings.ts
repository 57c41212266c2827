import type { RouteName } from '../contract/route.js';
import type { VirtualLab } from '../virtual/lab.js';

/** What any Appium client needs for one virtual iPhone. */
interface ClientPhone {
  readonly name: string;
  readonly transport: RouteName;
  /** As a session is asked for with; ports in it are free at this moment. */
  readonly capabilities: Readonly<Record<string, unknown>>;
}

/** What an Appium server and its clients need for the virtual iPhones of a lab. */
export interface ClientSettings {
  /** Of the Appium server's environment: where its driver finds usbmuxd and, in that data folder, the tunnel registry's port. */
  readonly server_env: Readonly<Record<string, string>>;
  readonly phones: readonly ClientPhone[];
}

/** What belongs to one client alone. */
const ofWebdriverIO = 'wdio:';

/** How clients other than rezbench's own reach the phones of a lab. */
export async function clientSettings(lab: VirtualLab): Promise<ClientSettings> {
  const { devices, iphones, settings } = lab;
  const { USBMUXD_SOCKET_ADDRESS = '', XDG_DATA_HOME = '' } = settings;
  const phones = iphones.map(async ({ identity: { udid, name, osVersion } }, index): Promise<ClientPhone> => {
    const wdaUrl = devices[index]?.wda?.url;
    const asked = await lab.capabilities({ udid, name, osVersion, ...(wdaUrl !== undefined && { wdaUrl }) });
    const common = Object.entries(asked).filter(([key]) => !key.startsWith(ofWebdriverIO));
    return {
      name,
      transport: wdaUrl === undefined ? 'tunnel' : 'usbmux',
      capabilities: Object.fromEntries(common),
    };
  });
  return { server_env: { USBMUXD_SOCKET_ADDRESS, XDG_DATA_HOME }, phones: await Promise.all(phones) };
}
